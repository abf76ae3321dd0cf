// The npm package bpmn-engine on the same process, its state saved as JSON after every step. Called by services.py.
//   node bench/bpmn_engine.mjs <file.bpmn> <cases>      (with NODE_PATH or a node_modules folder that holds it)
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.env.PEER_MODULES ?? process.cwd(), "x.js"));
const { Engine } = require("bpmn-engine");
const source = readFileSync(process.argv[2], "utf8");
const cases = Number(process.argv[3]);
let saved = 0;

async function one() {
  const engine = new Engine({ name: "case", source });
  const api = await engine.execute();
  for (const waiting of api.getPostponed().filter((task) => task.type === "bpmn:UserTask")) {
    saved += JSON.stringify(await engine.getState()).length;
    waiting.signal({});
  }
  saved += JSON.stringify(await engine.getState()).length;
}

for (let n = 0; n < Math.min(20, cases); n++) await one();
saved = 0;
const start = performance.now();
for (let n = 0; n < cases; n++) await one();
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ cases_a_second: cases / seconds, bytes_a_state: saved / cases / 3 }));
