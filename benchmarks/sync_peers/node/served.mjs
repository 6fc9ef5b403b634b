// What both servers share: they listen on loopback, count what they send, and tell what they grew by.
import http from "node:http";
import fs from "node:fs";
import readline from "node:readline";

export const grownMb = (before) => (process.memoryUsage().rss - before) / 1e6;

export async function* documents(file) {
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) {
    yield JSON.parse(line);
  }
}

export async function inBatches(file, size, take) {
  let batch = [];
  for await (const each of documents(file)) {
    if (batch.push(each) === size) {
      await take(batch);
      batch = [];
    }
  }
  if (batch.length) await take(batch);
}

export function serve(handle) {
  let sent = 0;
  const server = http.createServer(handle);
  server.on("connection", (socket) => {
    let seen = 0;
    const count = () => {
      sent += socket.bytesWritten - seen;
      seen = socket.bytesWritten;
    };
    const timer = setInterval(count, 20);
    socket.on("close", () => { clearInterval(timer); count(); });
  });
  server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
  process.on("SIGTERM", () => process.exit(0));
  return { sent: () => sent };
}

export const answer = (response, value) => {
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(value));
};
