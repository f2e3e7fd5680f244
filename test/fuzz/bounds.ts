/** How long one input may take, and how much memory. */

/** Of the processor, in seconds. */
const MOST_SECONDS = 2;
const MOST_BYTES = 1_000_000_000;

/** The most that the process has taken up to now. */
const peak = (): number => process.resourceUsage().maxRSS * 1024;

/** What the process took before anything was fuzzed. */
const atStart = peak();

/** Throws where `work` takes too long, or where the process has grown too much. */
export async function bounded(work: () => void | Promise<void>): Promise<void> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (seconds > MOST_SECONDS) throw new Error(`it takes ${seconds.toFixed(1)} s`);
  const grown = peak() - atStart;
  if (grown > MOST_BYTES) throw new Error(`the process has grown by ${Math.round(grown / 1e6)} MB`);
}
