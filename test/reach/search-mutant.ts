/** Run as a program: prints the seed of the first graph of a run that something is wrong with, or nothing. */
import { contradiction } from "./brute-force.ts";
import { draw } from "./random-graphs.ts";
import { seedOf } from "./search.ts";

const [run = 1, graphs = 1000] = process.argv.slice(2).map(Number);
const seeds = Array.from({ length: graphs }, (_, at) => seedOf(run, at));
console.log(seeds.find(isWrong) ?? "");

function isWrong(seed: number): boolean {
  try {
    return contradiction(draw(seed), new Map()) !== undefined;
  } catch {
    return true;
  }
}
