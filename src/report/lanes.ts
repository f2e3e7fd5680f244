/** The hops of a flow → the gates that packets pass one after the other, and what is left of the ports between them. */
import type { Flow, FlowVerdict, Hop, HopKind } from "../reach/flow.ts";
import { formatPorts, intersectPorts, isNoPorts, noPorts, type PortSet, unionPorts } from "../sets/port-set.ts";
import { collapse, filterNames, type HopLine } from "./words.ts";

/** What is on the way behind some gates: all that is required, a part of it, nothing, or something that is not known. */
export type Passing = "all" | "part" | "nothing" | "unknown";

export interface Arrow {
  readonly passing: Passing;
  /** `32768-65535`, `nothing`: as short as an arrow is. */
  readonly label: string;
}

/** A filter on the way, with a line for each answer that it has for some pairs of subnets. */
export interface Gate {
  readonly kind: HopKind;
  readonly lines: readonly HopLine[];
  /** What is behind it. */
  readonly arrow: Arrow;
}

/** One direction of the conversation. */
export interface Lane {
  /** What goes in. */
  readonly arrow: Arrow;
  /** In the order in which packets pass them; those that filter nothing are left out. */
  readonly gates: readonly Gate[];
}

export interface Lanes {
  readonly there: Lane;
  readonly back: Lane;
}

const THERE: readonly HopKind[] = ["load-balancer-egress", "load-balancer-acl-out", "target-acl-in", "target-ingress"];
const BACK: readonly HopKind[] = ["return-target-acl-out", "return-load-balancer-acl-in"];

export function lanesOf(flow: Flow): Lanes {
  const lines = collapse(flow.hops);
  const there = lane(THERE, lines);
  const back = lane(BACK, lines);
  if (there.gates.length === 0) return { there: { ...there, arrow: WHOLE[flow.verdict] }, back };
  return {
    there: arriving(
      flow,
      isNoPorts(flow.required) ? { ...there, arrow: { passing: "all", label: "some port" } } : there,
      back,
    ),
    back:
      back.gates.length > 0 ? back : { ...back, arrow: { passing: "all", label: "security groups let answers back" } },
  };
}

/** Of a flow that is blocked nothing arrives, also where that is no single filter's doing; unless it is the answers that are lost. */
function arriving({ verdict }: Flow, there: Lane, back: Lane): Lane {
  const isLostOnTheWayBack = back.gates.some(({ arrow }) => arrow.passing === "nothing");
  if (verdict !== "blocked" || isLostOnTheWayBack) return there;
  const last = there.gates.length - 1;
  return { ...there, gates: there.gates.map((gate, at) => (at === last ? { ...gate, arrow: WHOLE.blocked } : gate)) };
}

/** Of a flow for which no filter was asked. */
const WHOLE: Readonly<Record<FlowVerdict, Arrow>> = {
  reachable: { passing: "all", label: "passes" },
  partial: { passing: "part", label: "not everywhere" },
  blocked: { passing: "nothing", label: "nothing" },
  undetermined: { passing: "unknown", label: "not known" },
};

function lane(kinds: readonly HopKind[], all: readonly HopLine[]): Lane {
  const gates: Gate[] = [];
  const passed: HopLine[] = [];
  for (const kind of kinds) {
    const lines = all.filter(({ hop }) => hop.kind === kind);
    if (lines.length === 0) continue;
    passed.push(...lines);
    gates.push({ kind, lines, arrow: behind(passed) });
  }
  const required = passed[0]?.hop.required ?? noPorts;
  return { arrow: { passing: "all", label: short(required) }, gates };
}

/** Of several answers of one filter, each holds for other pairs of subnets: what passes one of them is on the way. */
function behind(passed: readonly HopLine[]): Arrow {
  const hops = passed.map(({ hop }) => hop);
  const { required } = hops[0]!;
  const must = hops.map(({ open }) => open.must).reduce(intersectPorts, required);
  const may = [...new Set(hops.map(({ kind }) => kind))]
    .map((kind) => hops.flatMap((hop) => (hop.kind === kind ? [hop.open.may] : [])).reduce(unionPorts))
    .reduce(intersectPorts, required);
  const has = (verdict: Hop["verdict"]): boolean => hops.some((hop) => hop.verdict === verdict);
  if (hops.every(({ verdict }) => verdict === "open")) return { passing: "all", label: short(required) || "passes" };
  if (isNoPorts(may) && !has("undetermined")) return { passing: "nothing", label: "nothing" };
  if (has("closed") || has("partial"))
    return { passing: "part", label: isNoPorts(must) ? "not everywhere" : short(must) };
  return {
    passing: "unknown",
    label: isNoPorts(must) ? "not known" : `${short(must)}, more?`,
  };
}

/** The first ranges of a set. */
function short(set: PortSet): string {
  const { intervals } = set;
  return intervals.length <= 2 ? formatPorts(set) : `${formatPorts({ intervals: intervals.slice(0, 2) })},…`;
}

/** The filters of a hop by name, and where there is none whether that is known. */
export function filtersOf(hop: Hop): string {
  return hop.nodes.length === 0 && hop.verdict === "undetermined" ? "not known which" : filterNames(hop);
}
