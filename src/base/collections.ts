/** Things by what they have in common and values by what they were made of; and strings into the order of their UTF-8 bytes, in which Terraform sorts. */

/** Keys are compared as those of a map are; groups come in the order of the first of each. */
export function groupBy<T, K>(all: Iterable<T>, key: (one: T) => K): ReadonlyMap<K, readonly [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const one of all) {
    const name = key(one);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return groups;
}

/** Those that edges connect, directly or through others; groups and their members in the order of all. */
export function connected<T>(all: readonly T[], edges: Iterable<readonly [T, T]>): readonly (readonly T[])[] {
  const neighbours = new Map(all.map((one) => [one, [] as T[]]));
  const places = new Map(all.map((one, at) => [one, at]));
  for (const [a, b] of edges) {
    neighbours.get(a)?.push(b);
    neighbours.get(b)?.push(a);
  }
  const groups: (readonly T[])[] = [];
  const placed = new Set<T>();
  for (const one of all) {
    if (placed.has(one)) continue;
    const group = new Set([one]);
    for (const member of group) for (const other of neighbours.get(member) ?? []) group.add(other);
    for (const member of group) placed.add(member);
    groups.push([...group].sort((a, b) => places.get(a)! - places.get(b)!));
  }
  return groups;
}

/** The value of a key, made and kept where there is none yet. */
export function remembered<K, V>(
  known: { has(key: K): boolean; get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const found = known.get(key);
  if (found !== undefined || known.has(key)) return found as V;
  const made = make();
  known.set(key, made);
  return made;
}

/** Made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What a table has under a text that somebody else wrote: nothing under `constructor`, which every object has. */
export function underKey<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Negative, zero or positive; by code points, which is the order of the bytes of UTF-8. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x === y) continue;
    const surrogates = Number(isSurrogate(x)) - Number(isSurrogate(y));
    return surrogates !== 0 ? surrogates : x - y;
  }
  return a.length - b.length;
}

/** Halves of characters above U+FFFF sort after every other UTF-16 unit. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

export function sortedKeys(entries: ReadonlyMap<string, unknown>): readonly string[] {
  return [...entries.keys()].sort(compareText);
}

/** What is made of each, when it is asked for. */
export function* lazily<T, U>(all: Iterable<T>, make: (one: T) => U): Generator<U> {
  for (const one of all) yield make(one);
}
