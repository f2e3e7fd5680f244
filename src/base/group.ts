/** Things → those that have something in common, together. */

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
