/** How long one input may take, and how much memory. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Of the processor, in seconds. */
const MOST_SECONDS = 2;
const MOST_BYTES = 1_000_000_000;

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** The most that the process has taken up to now. */
const peak = (): number => process.resourceUsage().maxRSS * 1024;

/** What lives after a collection. Garbage lies about as long as there is memory, and longer on a busy machine. */
function living(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Before anything was fuzzed. */
const atStart = { taken: process.memoryUsage.rss(), living: living() };

/** Throws where `work` takes too long, where the process grows too much by it, or where too much is kept of all up to now. */
export async function bounded(work: () => void | Promise<void>): Promise<void> {
  const before = { cpu: process.cpuUsage(), taken: process.memoryUsage.rss(), peak: peak() };
  await work();
  const { user, system } = process.cpuUsage(before.cpu);
  const seconds = (user + system) / 1e6;
  if (seconds > MOST_SECONDS) throw new Error(`it takes ${seconds.toFixed(1)} s`);
  const highest = peak();
  const grown = highest > before.peak ? highest - before.taken : 0;
  if (grown > MOST_BYTES) throw new Error(`the process has grown by ${inMegabytes(grown)} MB`);
  if (process.memoryUsage.rss() - atStart.taken < MOST_BYTES) return;
  const kept = living() - atStart.living;
  if (kept > MOST_BYTES) throw new Error(`${inMegabytes(kept)} MB are kept of what was held`);
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
