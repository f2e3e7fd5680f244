/** Chance that can be repeated: the same seed draws the same choices on every machine. */

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A generator of its own for each name, so that what one draws does not shift what another does. */
  static of(seed: number, ...names: readonly (string | number)[]): Random {
    let hash = seed >>> 0;
    for (const unit of names.join("\n")) hash = (Math.imul(hash ^ unit.codePointAt(0)!, 0x01000193) + 0x9e3779b9) >>> 0;
    return new Random(hash);
  }

  /** From 0 to below `limit` (mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  /** One of them; there is at least one. */
  pick<T>(among: readonly T[]): T {
    return among[this.below(among.length)]!;
  }

  shuffled<T>(things: readonly T[]): readonly T[] {
    const left = [...things];
    return things.map(() => left.splice(this.below(left.length), 1)[0]!);
  }
}
