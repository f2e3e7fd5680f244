/** Under which conditions of a template something holds, given the worlds in which it does. */

/**
 * What holds in the worlds `some` and in no other of `all`: nothing where it holds in all, the conditions they share, else one sentence that
 * lists them. Worlds are lists such as `UseNacl = true`; one that has all conditions of another and more departs from it in a parameter's
 * default. Of a world of `some`, what departs from it is not asked: it is said to hold where nobody departs from the defaults.
 */
export function conditions(
  some: readonly (readonly string[])[],
  all: readonly (readonly string[])[],
): readonly string[] {
  const usual = some.filter((when) => !departsFromAny(when, some));
  const others = all.filter((when) => !departsFromAny(when, usual));
  if (usual.length === others.length) return [];
  const shared = usual[0]?.filter((condition) => usual.every((when) => when.includes(condition))) ?? [];
  const meant = others.filter((when) => shared.every((condition) => when.includes(condition)));
  return meant.length === usual.length ? shared : [usual.map((when) => when.join(" and ")).join(", or ")];
}

function departsFromAny(when: readonly string[], worlds: readonly (readonly string[])[]): boolean {
  return worlds.some((world) => world.length < when.length && world.every((condition) => when.includes(condition)));
}
