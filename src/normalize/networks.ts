/** The shared shape of VPC, subnet and prefix list nodes. */
import type { Fact } from "../base/fact.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Link, PrefixList, Subnet, Vpc } from "../graph/model.ts";
import type { IpRange } from "../sets/ip-range.ts";
import { rangeFact } from "./cidr.ts";
import { baseOf } from "./context.ts";
import { derived } from "./value.ts";
import type { View, Views } from "./view.ts";

/** An argument that holds a CIDR, perhaps. */
export interface RangeSource {
  readonly view: View;
  readonly name: string;
}

function ranges(sources: readonly RangeSource[]): readonly Fact<IpRange>[] {
  return sources.flatMap(({ view, name }) => {
    const value = view.value(name);
    if (value === undefined || (value.kind === "string" && value.value === "")) return [];
    return [rangeFact(value, view.spanOf(name))];
  });
}

/** A VPC; with no range written, AWS or an address pool gives it one. */
export function vpcNode(view: View, sources: readonly RangeSource[]): Vpc {
  const cidrs = ranges(sources);
  return {
    ...baseOf(view),
    kind: "vpc",
    cidrs: cidrs.length === 0 ? [givenRange(view)] : cidrs,
    middleboxRoutes: [],
  };
}

/** A subnet; with no range written, AWS or an address pool gives it one. */
export function subnetNode(
  view: View,
  vpc: Link | undefined,
  sources: readonly RangeSource[],
  zone: Fact<string> | undefined,
): Subnet {
  const cidrs = ranges(sources);
  return { ...baseOf(view), kind: "subnet", vpc, cidrs: cidrs.length === 0 ? [givenRange(view)] : cidrs, zone };
}

function givenRange(view: View): Fact<IpRange> {
  return { known: false, unknown: attribute(view, "cidr_block"), origin: { kind: "default", span: view.span } };
}

function attribute(view: View, name: string): UnknownValue {
  const { resource } = view;
  return {
    ...derived(`${resource.address}.${name}`, `${name} of ${resource.address} is decided when it is made`, []),
    cause: {
      kind: "computed",
      text: `${name} of ${resource.address} is decided when it is made`,
      hint: `write ${name} there`,
      span: view.span,
    },
    ref: { root: resource.root, address: resource.address, attribute: name },
  };
}

/** A list that the source keeps; `more` are its entries that are resources of their own. */
export function prefixListNode(view: View, entries: Views, name: string, more: readonly View[] = []): PrefixList {
  const cidrs = ranges([...entries.views, ...more].map((entry) => ({ view: entry, name })));
  const maybe = [...entries.views, ...more].find((entry) => entry.exists !== true || entry.resource.exists !== true);
  const unknownEntry = maybe === undefined ? undefined : maybe.exists !== true ? maybe.exists : maybe.resource.exists;
  const open = entries.open ?? (unknownEntry === true ? undefined : unknownEntry);
  return {
    ...baseOf(view),
    kind: "prefix-list",
    ranges: open === entries.open ? cidrs : [],
    awsManaged: false,
    ...(open === undefined ? {} : { rangesRest: open }),
  };
}
