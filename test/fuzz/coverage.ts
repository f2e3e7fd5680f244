/** Which parts of src/ a piece of work reaches, as V8 counts blocks of code. */
import { Session } from "node:inspector/promises";

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Of each function that was called, by file and place, the blocks that were not reached. */
export type Reached = ReadonlyMap<string, readonly Range[]>;

/** Since the last look. */
export type Look = () => Promise<Reached>;

/**
 * To be called once, before anything of src/ runs: V8 counts the blocks of functions that it compiles from then on, of others only that they
 * were called.
 */
export async function startCoverage(): Promise<Look> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: false, detailed: true });
  return async () => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    const reached = new Map<string, readonly Range[]>();
    for (const { url, functions } of result) {
      if (!url.includes("/src/") || url.includes("/node_modules/")) continue;
      for (const { functionName, isBlockCoverage, ranges } of functions) {
        const [whole, ...blocks] = ranges.map(({ startOffset, endOffset, count }) => ({
          start: startOffset,
          end: endOffset,
          count,
        }));
        if (whole === undefined || whole.count === 0) continue;
        if (!isBlockCoverage) throw new Error(`${functionName} of ${url} ran before its blocks were counted`);
        reached.set(
          `${url}:${whole.start}`,
          blocks.filter(({ count }) => count === 0),
        );
      }
    }
    return reached;
  };
}

/** What was reached by all that it was told of. */
export class Known {
  readonly #unreached = new Map<string, readonly Range[]>();

  /** How many functions were called. */
  get functions(): number {
    return this.#unreached.size;
  }

  /** Whether something in it was not reached before. */
  isNew(reached: Reached): boolean {
    return [...reached].some(([name, ranges]) => {
      const before = this.#unreached.get(name);
      return before === undefined || lengthOf(common(before, ranges)) < lengthOf(before);
    });
  }

  add(reached: Reached): void {
    for (const [name, ranges] of reached) {
      const before = this.#unreached.get(name);
      this.#unreached.set(name, before === undefined ? outermost(ranges) : common(before, ranges));
    }
  }
}

function outermost(ranges: readonly Range[]): readonly Range[] {
  return ranges.filter(
    (one) => !ranges.some((other) => other !== one && other.start <= one.start && one.end <= other.end),
  );
}

/** What neither has reached; no two ranges of one meet. */
function common(before: readonly Range[], now: readonly Range[]): readonly Range[] {
  return before.flatMap((one) =>
    outermost(now).flatMap((other) => {
      const [start, end] = [Math.max(one.start, other.start), Math.min(one.end, other.end)];
      return start < end ? [{ start, end }] : [];
    }),
  );
}

function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}
