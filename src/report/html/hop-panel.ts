/** What one filter on the path answers → the panel that tells why, with the lines that decide. */
import { describeFilterRule } from "../../graph/describe.ts";
import type { DecidingRule } from "../../reach/flow.ts";
import { noPorts, subtractPorts } from "../../sets/port-set.ts";
import { filtersOf } from "../lanes.ts";
import { causesOf, HOP_NAMES, type HopLine, openText } from "../words.ts";
import { causeItem } from "./doubts.ts";
import { excerpt } from "./excerpt.ts";
import { html, type Markup } from "./markup.ts";
import { portBar } from "./port-bar.ts";
import { sign, toneOf } from "./verdicts.ts";

export function hopPanel(id: string, line: HopLine): Markup {
  const { hop } = line;
  const causes = [...causesOf(hop.because).values()];
  const isProven = hop.verdict !== "undetermined";
  const closed = isProven ? subtractPorts(hop.required, hop.open.may) : noPorts;
  const nobody = hop.decidedBy.length === 0 && causes.length === 0;
  return html`<section class="panel ${toneOf(hop.verdict)}" id="${id}" tabindex="-1" aria-labelledby="${id}-name">
<h4 id="${id}-name">${sign(toneOf(hop.verdict))}<span>${capital(HOP_NAMES[hop.kind])}</span> <code>${filtersOf(hop)}</code> <span class="answer">${openText(hop)}</span></h4>
${waysOf(line)}
${hop.decidedBy.map((one) => decision(one, isProven))}
${nobody ? html`<p>No line of the source decides this: it is so by itself.</p>` : undefined}
${causes.length === 0 ? undefined : html`<ul class="causes">${causes.map(({ cause }) => causeItem(cause))}</ul>`}
${portBar({ required: hop.required, open: hop.open.must, closed })}
</section>
`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const ROLES: Readonly<Record<DecidingRule["role"], string>> = {
  admits: "Let through by",
  denies: "Closed by",
  nearest: "Nearest rule:",
  elsewhere: "In a group that is not here:",
};

/** What is not proven of the flow may yet be what decides it: where packets may take another way. */
function decision({ rule, role, why }: DecidingRule, isProven: boolean): Markup {
  const told = rule.implied ?? describeFilterRule(rule);
  const misses = role === "nearest" || role === "elsewhere";
  const tone = { admits: "good", denies: "bad", nearest: "part", elsewhere: "part" }[role];
  return html`<div class="decision"><p><b class="${isProven ? tone : "unsure"}">${role === "denies" && !isProven ? "Perhaps closed by" : ROLES[role]}</b> ${misses ? (why ?? told) : told}</p>${rule.implied === undefined ? excerpt(rule.portsSpan ?? rule.span, 1) : undefined}</div>
`;
}

/** The pairs of subnets in the direction of the packets: as a product where all of one side go to all of the other. */
function waysOf({ hops }: HopLine): Markup | undefined {
  const pairs = hops.flatMap(({ pairs, from, to }) => pairs ?? (from && to ? [{ from, to }] : []));
  if (pairs.length === 0) return undefined;
  const back = hops[0]!.kind.startsWith("return");
  const ways = pairs.map(({ from, to }) => (back ? [to.address, from.address] : [from.address, to.address]));
  const [left, right] = [0, 1].map((side) => [...new Set(ways.map((way) => way[side]!))]);
  const product = left!.length * right!.length === ways.length;
  const told = product ? [`${left!.join(", ")} → ${right!.join(", ")}`] : ways.map((way) => way.join(" → "));
  return html`<p class="ways">${told.join("; ")}</p>`;
}
