/** What the benchmarks have in common: a time that is not nought, and an end where there is nothing to measure. */

/** Less processor time than this is within the grain of the clock. */
const LEAST_SECONDS = 0.02;

/** Ends the benchmark with exit code 1: no number is better than one that says nothing. */
export function nothingToMeasure(what) {
  console.error(`nothing to measure: ${what}`);
  process.exit(1);
}

/** Seconds of processor time that the work takes: the best of the rounds, in each of which it is repeated until the clock can tell. */
export async function processorSeconds(work, rounds) {
  let times = 1;
  let best = await round(work, times);
  while (best < LEAST_SECONDS) {
    times *= 2;
    best = await round(work, times);
  }
  for (let at = 1; at < rounds; at += 1) best = Math.min(best, await round(work, times));
  return best / times;
}

async function round(work, times) {
  const start = process.cpuUsage();
  for (let at = 0; at < times; at += 1) await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
