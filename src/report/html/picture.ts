/**
 * A flow → the picture of its path: load balancer, the filters of both subnets and of both sides, the hosts with the container, and what gets
 * from one to the next, there and back. It is a list in the order of the packets, which the style sheet lays out as two lanes.
 */
import { addressOf } from "../../graph/describe.ts";
import type { LinkSet } from "../../graph/model.ts";
import type { Flow, HopKind } from "../../reach/flow.ts";
import { type Arrow, filtersOf, type Gate, type Lane, type Lanes, lanesOf } from "../lanes.ts";
import { HOP_NAMES, openText, pairCount, sourceName } from "../words.ts";
import { html, type Markup, name } from "./markup.ts";
import { sign, toneOf } from "./verdicts.ts";

/** The id of the panel that tells of a line of a gate. */
export type PanelId = (kind: HopKind, line: number) => string;

export function picture(flow: Flow, panelId: PanelId): Markup {
  const lanes = lanesOf(flow);
  return html`<div class="picture"><ol class="lanes" aria-label="the way of the packets">
${zone("from", "Load balancer’s", placesOf(flow, "from"))}
<li class="end balancer"><span class="what">${sign("balancer")}Load balancer</span><span class="name">${name(sourceName(flow))}</span></li>
${goingThere(lanes, zone("to", "Target’s", placesOf(flow, "to")), panelId)}
${target(flow)}
${comingBack(lanes, panelId)}
</ol></div>`;
}

/** Where a filter stands: at which column of the picture, on which side, and what it is called. */
const GATES: Readonly<
  Record<HopKind, { readonly column: string; readonly side: "from" | "to"; readonly what: string }>
> = {
  "load-balancer-egress": { column: "g1", side: "from", what: "Security group, out" },
  "load-balancer-acl-out": { column: "g2", side: "from", what: "Network ACL, out" },
  "target-acl-in": { column: "g3", side: "to", what: "Network ACL, in" },
  "target-ingress": { column: "g4", side: "to", what: "Security group, in" },
  "return-target-acl-out": { column: "g3", side: "to", what: "Network ACL, out" },
  "return-load-balancer-acl-in": { column: "g2", side: "from", what: "Network ACL, in" },
};

/** Each gate with the arrow in front of it, and the subnets of the target before what stands in them. */
function goingThere({ there }: Lanes, targetZone: Markup, panelId: PanelId): readonly Markup[] {
  const steps = stepsOf(there, "lb", "host");
  const first = steps.findIndex(({ gate }) => gate === undefined || GATES[gate.kind].side === "to");
  return steps.flatMap(({ arrow, from, to, gate }, at) => [
    arrowItem(arrow, `there from-${from} to-${to}`),
    ...(at === first ? [targetZone] : []),
    ...(gate === undefined ? [] : [gateItem(gate, "there", panelId)]),
  ]);
}

/** Security groups know their connections and let answers through; network ACLs do not. */
function comingBack({ there, back }: Lanes, panelId: PanelId): readonly Markup[] {
  if (there.gates.length === 0) return [];
  const steps = stepsOf(back, "host", "lb").flatMap(({ arrow, from, to, gate }) => [
    arrowItem(arrow, `back from-${from} to-${to}`),
    ...(gate === undefined ? [] : [gateItem(gate, "back", panelId)]),
  ]);
  return [html`<li class="turn">Answers</li>`, ...steps];
}

/** An arrow between two columns, and the gate that it leads to; the last one leads to the end of the lane. */
interface Step {
  readonly arrow: Arrow;
  readonly from: string;
  readonly to: string;
  readonly gate: Gate | undefined;
}

function stepsOf({ arrow, gates }: Lane, begin: string, end: string): readonly Step[] {
  const arrows = [arrow, ...gates.map((gate) => gate.arrow)];
  const columns = [begin, ...gates.map(({ kind }) => GATES[kind].column), end];
  return arrows.map((one, at) => ({ arrow: one, from: columns[at]!, to: columns[at + 1]!, gate: gates[at] }));
}

function arrowItem({ passing, label }: Arrow, where: string): Markup {
  return html`<li class="arrow ${passing} ${where}"><span class="label"><span class="aside">goes on: </span>${label}</span></li>
`;
}

function gateItem({ kind, lines }: Gate, lane: "there" | "back", panelId: PanelId): Markup {
  const { column, what } = GATES[kind];
  const buttons = lines.map(({ hop, hops }, at) => {
    const pairs = hop.pairs === undefined ? 0 : pairCount(hops);
    const only = lines.length > 1 && pairs > 0 ? ` on ${pairs} of the pairs` : "";
    return html`<button type="button" class="gate ${toneOf(hop.verdict)}" aria-expanded="false" aria-controls="${panelId(kind, at)}">
<span class="what">${sign(toneOf(hop.verdict))}${what}</span>
<span class="name">${name(filtersOf(hop))}</span>
<span class="answer">${openText(hop)}${only}</span></button>`;
  });
  return html`<li class="hop ${lane} ${column}"><span class="aside">${HOP_NAMES[kind]}: </span>${buttons}</li>
`;
}

/** The hosts, or the task where it has an interface of its own, and in it the container. */
function target(flow: Flow): Markup {
  const { service, container, portMapping } = flow;
  const [what, where] =
    portMapping === "task"
      ? ["Task’s own interface", service.address]
      : ["Instances of cluster", service.cluster.to.map(addressOf).join(" or ")];
  const port = container.port === undefined ? "" : `:${container.port}`;
  const inside = `${container.name ?? "name not known"}${port}`;
  return html`<li class="end target"><span class="what">${sign("host")}${what}</span><span class="name">${name(where)}</span>
<span class="container"><span class="what">${sign("container")}Container</span><span class="name">${name(inside)}</span></span></li>
`;
}

const MOST_PLACES = 4;

function zone(side: "from" | "to", whose: string, places: readonly string[]): Markup {
  const names = places.length === 0 ? "not known" : places.slice(0, MOST_PLACES).join(", ");
  const more = places.length - Math.min(places.length, MOST_PLACES);
  return html`<li class="zone ${side}"><span><b>${whose} subnets</b> ${names}${more === 0 ? "" : ` and ${more} more`}</span></li>
`;
}

/** The subnets of a side: those of the pairs that were judged, else what the source says of the side itself. */
function placesOf({ hops, loadBalancer, service }: Flow, side: "from" | "to"): readonly string[] {
  const judged = hops.flatMap((hop) => (hop.pairs ?? [hop]).flatMap((pair) => pair[side]?.address ?? []));
  if (judged.length > 0) return [...new Set(judged)];
  const said: LinkSet | undefined = side === "from" ? loadBalancer?.subnets : service.network?.subnets;
  return [...new Set((said?.links ?? []).flatMap(({ to }) => to.map(addressOf)))];
}
