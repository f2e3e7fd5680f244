/**
 * How V8 runs a program that lives for seconds: for all threads of the process, and so for programs only, never for the library, whose process is
 * somebody else's.
 */
import { setFlagsFromString } from "node:v8";

/**
 * V8 optimizes a function once it has run for a while, on a thread beside, in every worker anew: by its own measure most of that never pays for itself
 * before a scan is over. What is hot enough to matter in a long one still gets there. The name of the measure is another one in Node 20.
 */
function optimizeLater(major: number): readonly string[] {
  return major === 20
    ? ["--interrupt-budget=1000000"]
    : ["--invocation-count-for-turbofan=100000", "--invocation-count-for-maglev=20000"];
}

/**
 * A heap is collected when it has grown by so much since the last time; V8 by itself lets it become four times as large where there is room, in each
 * thread.
 */
const COLLECT_EARLIER = "--heap-growing-percent=30";

/** V8 complains on standard error of a flag that it does not know: of these versions of Node it is known that they have them. */
const KNOWN = { first: 20, last: 26 };

/** `version`: of Node, as in `process.versions.node`. To be called before there is any work. */
export function tuneEngine(version: string): void {
  set(version, (major) => [...optimizeLater(major), COLLECT_EARLIER]);
}

/**
 * Where each processor has a worker, threads that help to collect its garbage, or to optimize, take the time of another one. To be called before they
 * start. In Node 20 there is no Maglev, and what takes its place keeps a worker waiting.
 */
export function tuneForWorkers(version: string): void {
  set(version, (major) => [
    ...WITHOUT_HELPERS,
    MARK_AT_ONCE,
    ...(major === 20 ? [] : [OPTIMIZE_HERE]),
    ...YOUNG_AS_IT_IS,
  ]);
}

const WITHOUT_HELPERS = ["--no-parallel-scavenge", "--no-concurrent-sweeping"];

/**
 * A heap is collected at once, because nobody waits for what happens in between: to mark step by step beside the work takes more of the processor. Not where
 * there is one thread, for only when it marks so does V8 look how far large objects have let a heap grow: long lists made it a gigabyte, of which 80 MB lived.
 */
const MARK_AT_ONCE = "--no-incremental-marking";

/** What waits for another thread to optimize it takes up to 100 MB. */
const OPTIMIZE_HERE = "--no-concurrent-recompilation";

/**
 * The space for young objects has its size from the start in workers, and stays as it is in the thread that waits for them: what it is sent
 * lives until the end, so that a larger one, up to 128 MB since Node 24, holds no more garbage.
 */
const YOUNG_AS_IT_IS = ["--min-semi-space-size=8", "--semi-space-growth-factor=1"];

function set(version: string, flags: (major: number) => readonly string[]): void {
  const major = Number.parseInt(version, 10);
  if (major >= KNOWN.first && major <= KNOWN.last) for (const flag of flags(major)) setFlagsFromString(flag);
}
