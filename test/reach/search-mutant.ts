/** Run as a program: prints the first graphs of a run that something is wrong with, as seeds; those that are given are passed over. */
import { contradiction } from "./brute-force.ts";
import { draw } from "./random-graphs.ts";
import { seedOf } from "./search.ts";

const [run = "1", graphs = "1000", most = "1", known = ""] = process.argv.slice(2);
const passed = new Set(known.split(","));
const found: number[] = [];
for (let at = 0; at < Number(graphs) && found.length < Number(most); at += 1) {
  const seed = seedOf(Number(run), at);
  if (!passed.has(`${seed}`) && isWrong(seed)) found.push(seed);
}
console.log(found.join(","));

function isWrong(seed: number): boolean {
  try {
    return contradiction(draw(seed), new Map()) !== undefined;
  } catch {
    return true;
  }
}
