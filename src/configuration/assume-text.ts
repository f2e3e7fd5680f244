/** What is said of a thing → YAML on one line, as it can stand under `assume`. */
import type { StatedThing, StatedValue } from "../base/statement.ts";
import type { Value } from "../base/value.ts";
import type { WrittenStatement } from "./assume-form.ts";

/** `scalar`: how a text is written. */
export function assumedText(says: WrittenStatement["says"], scalar: (text: string) => string): string {
  const thing = ({ root, address }: StatedThing): string =>
    `{ is: ${scalar(root === undefined ? address : `${root}#${address}`)} }`;
  const value = (one: StatedValue): string => {
    switch (one.kind) {
      case "is":
        return thing(one);
      case "list":
        return `[${one.elements.map(value).join(", ")}]`;
      case "map":
        return mapping([...one.entries].map(([key, inner]) => [scalar(key), value(inner)]));
      case "value":
        return scalar(textOf(one.value));
    }
  };
  if (says.kind !== "traits") return value(says);
  const { networkAcl, cidr, vpc, zone, egress, joinedBy } = says;
  return mapping([
    ...(networkAcl === undefined ? [] : [["network-acl", networkAcl === "default" ? networkAcl : thing(networkAcl)]]),
    ...(cidr === undefined ? [] : [["cidr", scalar(textOf(cidr))]]),
    ...(vpc === undefined ? [] : [["vpc", value(vpc)]]),
    ...(zone === undefined ? [] : [["zone", scalar(textOf(zone))]]),
    ...(egress === undefined ? [] : [["egress", egress]]),
    ...(joinedBy === undefined ? [] : [["joined-by", `[${joinedBy.map(thing).join(", ")}]`]]),
  ]);
}

function mapping(entries: readonly (readonly string[])[]): string {
  return entries.length === 0 ? "{}" : `{ ${entries.map(([key, text]) => `${key}: ${text}`).join(", ")} }`;
}

/** Of a scalar. */
function textOf(value: Value): string {
  return value.kind === "string" || value.kind === "bool" || value.kind === "number" ? String(value.value) : "null";
}
