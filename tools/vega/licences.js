// Writes the licence of every package that is in the bundle, each under its name, once.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const [, , made, target] = process.argv;
const inputs = Object.keys(JSON.parse(readFileSync(made)).inputs);
const folders = new Set(inputs.map((path) => path.match(/node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean));
const texts = new Map();
for (const folder of [...folders].sort()) {
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`));
  const file = readdirSync(folder).find((each) => /^licen[sc]e/i.test(each));
  const text = readFileSync(`${folder}/${file}`, "utf8").trim();
  texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
}
const parts = [...texts].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`);
writeFileSync(target, parts.join(`\n${"-".repeat(78)}\n\n`));
