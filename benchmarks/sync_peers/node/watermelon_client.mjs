// Synchronises with WatermelonDB's SQLite adapter and prints what it took: node watermelon_client.mjs ADDRESS FOLDER
import { createRequire } from "node:module";
import { grownMb } from "./served.mjs";

const require = createRequire(import.meta.url);
const { Database, Model, appSchema, tableSchema } = require("@nozbe/watermelondb");
const { synchronize } = require("@nozbe/watermelondb/sync");
const SQLiteAdapter = require("@nozbe/watermelondb/adapters/sqlite").default;

const CHANGES = 1000;
const [address, folder, columns] = process.argv.slice(2);
class Line extends Model {}
Line.table = "lines";
const schema = appSchema({ version: 1, tables: [tableSchema({
  name: "lines", columns: JSON.parse(columns).filter(([name]) => name !== "id").map(([name, type]) => ({ name, type })),
})] });
const adapter = new SQLiteAdapter({ schema, dbName: `${folder}/client` });
const database = new Database({ adapter, modelClasses: [Line] });
const before = process.memoryUsage().rss;
const stats = async () => (await fetch(`${address}/__stats`)).json();
const seconds = async (work) => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};
const sync = () => synchronize({
  database,
  pullChanges: async ({ lastPulledAt }) => (await fetch(`${address}/pull?since=${lastPulledAt ?? 0}`)).json(),
  pushChanges: async ({ changes }) => { await fetch(`${address}/push`, { method: "POST", body: JSON.stringify(changes) }); },
});

const sentBefore = (await stats()).sent;
const first = await seconds(sync);
const documents = await database.get("lines").query().fetchCount();
await new Promise((resolve) => setTimeout(resolve, 60)); // the server's counter looks every 20 ms
const wire = (await stats()).sent - sentBefore;
await fetch(`${address}/__change?n=${CHANGES}`);
const changed = await seconds(sync);
await database.write(() => database.batch([...Array(CHANGES).keys()].map(() =>
  database.get("lines").prepareCreate((line) => { line._raw.quantity = 1; }))));
const push = await seconds(sync);
console.log(JSON.stringify({
  documents, first_s: first, wire_bytes: wire, changed_s: changed, changed: CHANGES, push_s: push, pushed: CHANGES,
  client_mb: grownMb(before), server_mb: (await stats()).mb,
}));
process.exit(0);
