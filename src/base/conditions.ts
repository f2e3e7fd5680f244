/** Under which conditions of a template something holds, given the worlds in which it does. */

/** What holds in the worlds `some` and in no other of `all`: nothing where it holds in all or in the world without conditions (that
 *  of the defaults), the conditions they share, else one sentence that lists them. Worlds are lists such as `UseNacl = true`. */
export function conditions(
  some: readonly (readonly string[])[],
  all: readonly (readonly string[])[],
): readonly string[] {
  if (some.length === all.length || some.some((when) => when.length === 0)) return [];
  const shared = some[0]?.filter((condition) => some.every((when) => when.includes(condition))) ?? [];
  const meant = all.filter((when) => shared.every((condition) => when.includes(condition)));
  return meant.length === some.length ? shared : [some.map((when) => when.join(" and ")).join(", or ")];
}
