// PouchDB's own server over LevelDB: node pouch_server.mjs FOLDER LINES
import express from "express";
import expressPouch from "express-pouchdb";
import PouchDB from "pouchdb-node";
import { answer, grownMb, inBatches, serve } from "./served.mjs";

const [folder, lines] = process.argv.slice(2);
const Stored = PouchDB.defaults({ prefix: `${folder}/` });
const database = new Stored("lines");
await inBatches(lines, 2000, (batch) => database.bulkDocs(batch.map(({ id, ...rest }) => ({ _id: String(id), ...rest }))));

let before = process.memoryUsage().rss;
const app = express();
app.get("/__stats", (_, response) => answer(response, { sent: counter.sent(), mb: grownMb(before) }));
app.get("/__change", async (request, response) => {
  const found = await database.allDocs({ include_docs: true, limit: Number(request.query.n) });
  await database.bulkDocs(found.rows.map(({ doc }) => ({ ...doc, quantity: doc.quantity + 1 })));
  answer(response, {});
});
app.use("/", expressPouch(Stored, { mode: "minimumForPouchDB", logPath: `${folder}/log.txt`, configPath: `${folder}/config.json` }));
const counter = serve(app);
