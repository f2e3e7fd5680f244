/** Values that are computed when first asked for, once, and never in a circle. */

export class Memo<T> {
  readonly #values = new Map<string, T>();
  readonly #running = new Set<string>();

  /** The value of a name; `onCycle` where computing it asks for itself. */
  get(name: string, compute: () => T, onCycle: () => T): T {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    if (this.#running.has(name)) return onCycle();
    this.#running.add(name);
    const value = compute();
    this.#running.delete(name);
    this.#values.set(name, value);
    return value;
  }
}
