// The plainest server that answers WatermelonDB's sync: one SQLite table with a change number; it has none of its own.
// node watermelon_server.mjs FOLDER LINES
import Sqlite from "better-sqlite3";
import zlib from "node:zlib";
import { answer, grownMb, inBatches, serve } from "./served.mjs";

const [folder, lines] = process.argv.slice(2);
const database = new Sqlite(`${folder}/server.db`);
database.pragma("journal_mode = WAL");
database.exec("CREATE TABLE lines (id TEXT PRIMARY KEY, data TEXT NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL)");
database.exec("CREATE INDEX lines_changed ON lines (changed)");
let clock = 1;
const put = database.prepare("INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?)");
const putAll = database.transaction((documents) => {
  for (const each of documents) put.run(String(each.id), JSON.stringify({ ...each, id: String(each.id) }), clock, clock);
});
await inBatches(lines, 2000, (batch) => putAll(batch));
const before = process.memoryUsage().rss;

function changesSince(since) {
  const rows = database.prepare("SELECT data, created FROM lines WHERE changed > ?").all(since);
  const parsed = (wanted) => rows.filter(wanted).map((row) => JSON.parse(row.data));
  return { created: parsed((row) => row.created > since), updated: parsed((row) => row.created <= since), deleted: [] };
}

const routes = {
  "/__stats": () => ({ sent: counter.sent(), mb: grownMb(before) }),
  "/__change": (query) => {
    clock += 1;
    database.prepare("UPDATE lines SET data = json_set(data, '$.quantity', 2), changed = ? WHERE id IN (SELECT id FROM lines LIMIT ?)")
      .run(clock, Number(query.get("n")));
    return {};
  },
  "/pull": (query) => ({ changes: { lines: changesSince(Number(query.get("since"))) }, timestamp: clock }),
};

const counter = serve((request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/push") {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      clock += 1;
      putAll(JSON.parse(Buffer.concat(parts)).lines.created);
      answer(response, {});
    });
    return;
  }
  const body = zlib.gzipSync(JSON.stringify(routes[url.pathname](url.searchParams)), { level: 1 });
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Content-Encoding", "gzip");
  response.end(body);
});
