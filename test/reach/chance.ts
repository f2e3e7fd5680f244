/** Small numbers from a seed (mulberry32), so that a failing case can be run again. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 0 to count − 1. */
  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  /** True in this part of the cases. */
  happens(part: number): boolean {
    return this.below(1_000_000) < part * 1_000_000;
  }

  /** Some of the values, in their order; at least `least` of them. */
  some<T>(values: readonly T[], least = 0): readonly T[] {
    const kept = values.filter(() => this.happens(0.5));
    return kept.length >= least ? kept : this.shuffle(values).slice(0, least);
  }

  shuffle<T>(values: readonly T[]): readonly T[] {
    const left = [...values];
    for (let at = left.length - 1; at > 0; at -= 1) {
      const other = this.below(at + 1);
      [left[at], left[other]] = [left[other]!, left[at]!];
    }
    return left;
  }
}
