// Replicates with PouchDB into LevelDB and prints what it took: node pouch_client.mjs ADDRESS FOLDER
import PouchDB from "pouchdb-node";
import { grownMb } from "./served.mjs";

const CHANGES = 1000;
const [address, folder] = process.argv.slice(2);
const remote = new PouchDB(`${address}/lines`);
const local = new PouchDB(`${folder}/client`);
const before = process.memoryUsage().rss;
const stats = async () => (await fetch(`${address}/__stats`)).json();
const seconds = async (work) => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

const sentBefore = (await stats()).sent;
const first = await seconds(() => PouchDB.replicate(remote, local, { batch_size: 1000 }));
const documents = (await local.info()).doc_count;
await new Promise((resolve) => setTimeout(resolve, 60)); // the server's counter looks every 20 ms
const wire = (await stats()).sent - sentBefore;
await fetch(`${address}/__change?n=${CHANGES}`);
const changed = await seconds(() => PouchDB.replicate(remote, local, { batch_size: 1000 }));
const made = [...Array(CHANGES).keys()].map((n) => ({ _id: `new-${n}`, quantity: 1, text: "recorded on a tablet" }));
await local.bulkDocs(made);
const push = await seconds(() => PouchDB.replicate(local, remote, { batch_size: 1000 }));
const client = grownMb(before);
const server = (await stats()).mb;
console.log(JSON.stringify({
  documents, first_s: first, wire_bytes: wire, changed_s: changed, changed: CHANGES, push_s: push, pushed: CHANGES,
  client_mb: client, server_mb: server,
}));
process.exit(0);
