/** The arguments of a network ACL entry into the filter rules that it is or may be. */
import type { Fact } from "../base/fact.ts";
import type { Existence } from "../base/value.ts";
import type { FilterRule } from "../graph/model.ts";
import { filterRule, type Peers, type RuleNames } from "./filter-rule.ts";
import { bothExist } from "./value.ts";
import type { View } from "./view.ts";

export interface EntryParts {
  readonly direction: FilterRule["direction"];
  readonly action: Fact<string>;
  readonly number: Fact<number> | undefined;
  readonly peers: Peers;
  readonly omitted?: number;
}

/** One entry; where it is not known whether it allows or denies, one of each that may exist. */
export function aclEntry(view: View, ports: View, names: RuleNames, parts: EntryParts): readonly FilterRule[] {
  const { action, number, ...rest } = parts;
  const numbered = number === undefined ? {} : { number };
  const known = action.known ? [action.value] : (action.among ?? ["allow", "deny"]);
  const actions = new Set(known.map((text) => (text.trim().toLowerCase() === "allow" ? "allow" : "deny")));
  return [...actions].map((one) => {
    const exists = actions.size === 1 || action.known ? view.exists : bothExist(view.exists, action.unknown);
    return filterRule(view, names, { ...rest, ...numbered, action: one, exists }, ports);
  });
}

/** The directions that an entry may have. */
export function directionsOf(
  egress: Fact<boolean>,
): readonly { readonly direction: FilterRule["direction"]; readonly exists: Existence }[] {
  if (egress.known) return [{ direction: egress.value ? "egress" : "ingress", exists: true }];
  return (["ingress", "egress"] as const).map((direction) => ({ direction, exists: egress.unknown }));
}
