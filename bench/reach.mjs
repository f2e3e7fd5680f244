/** Prints how long the reachability engine takes at four sizes, and the time and memory of the big graph. */
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { nothingToMeasure } from "./measure.mjs";

const bundle = await build({
  stdin: {
    contents: `export { bigGraph } from "./bench/big-graph.ts"; export { reach } from "./src/reach/reach.ts";`,
    resolveDir: new URL("..", import.meta.url).pathname,
    loader: "ts",
  },
  bundle: true,
  platform: "node",
  format: "esm",
  write: false,
  logLevel: "error",
});
const code = Buffer.from(bundle.outputFiles[0].contents).toString("base64");
const { bigGraph, reach } = await import(`data:text/javascript;base64,${code}`);

const options = { ephemeral: undefined, strict: false };
const BIG = { services: 2000, groups: 5000, rulesPerGroup: 60, subnets: 200 };

/** Time of this process on a processor, in milliseconds: other processes of the machine do not count. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function measure(size) {
  const graph = bigGraph(size);
  const rules = size.groups * size.rulesPerGroup;
  const before = cpu();
  const started = performance.now();
  const { flows } = reach(graph, options);
  const seconds = (performance.now() - started) / 1000;
  return checked({ ...size, rules, flows: flows.length, seconds, cpu: (cpu() - before) / 1000 });
}

/** A graph without flows is measured by no one: a fault of the generator must not look like speed. */
function checked(row) {
  if (row.flows === 0) nothingToMeasure(`a graph of ${row.services} services has no flow`);
  return row;
}

export function run() {
  measure({ services: 50, groups: 125, rulesPerGroup: 60, subnets: 20 });
  const big = measure(BIG);
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${BIG.services} services, ${BIG.groups} security groups of ${BIG.rulesPerGroup} rules, ${BIG.subnets} subnets:`,
  );
  console.log(
    `${big.seconds.toFixed(2)} s (${big.cpu.toFixed(2)} s of processor), ${memory} MB of memory with the graph itself`,
  );

  console.log("\nservices  groups  rules    flows  seconds  cpu      cpu per rule × log2(rules), ns");
  for (const part of [1 / 8, 1 / 4, 1 / 2, 1]) {
    const row = measure({ ...BIG, services: BIG.services * part, groups: BIG.groups * part });
    const unit = (row.cpu * 1e9) / (row.rules * Math.log2(row.rules));
    const cells = [
      row.services,
      row.groups,
      row.rules,
      row.flows,
      row.seconds.toFixed(2),
      row.cpu.toFixed(2),
      unit.toFixed(1),
    ];
    console.log(cells.map((cell, at) => String(cell).padEnd([10, 8, 9, 7, 9, 9, 0][at])).join(""));
  }
  console.log("\nrules of one group  seconds  cpu");
  for (const rulesPerGroup of [12_500, 25_000, 50_000, 100_000]) {
    const row = measure({ services: 2, groups: 4, rulesPerGroup, subnets: 200 });
    console.log(`${String(rulesPerGroup).padEnd(20)}${row.seconds.toFixed(2).padEnd(9)}${row.cpu.toFixed(2)}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) run();
