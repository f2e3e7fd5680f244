/** What one filter on the path answers → the panel that tells why, with the lines that decide. */
import { describeFilterRule } from "../../graph/describe.ts";
import type { DecidingRule, Hop } from "../../reach/flow.ts";
import { noPorts, subtractPorts } from "../../sets/port-set.ts";
import { filtersOf } from "../lanes.ts";
import { decidedAlike, waysOf } from "../pairs.ts";
import { causesOf, HOP_NAMES, type HopLine, openText } from "../words.ts";
import { causeItem } from "./doubts.ts";
import { excerpt } from "./excerpt.ts";
import { html, type Markup } from "./markup.ts";
import { portBar } from "./port-bar.ts";
import { sign, toneOf } from "./verdicts.ts";

export function hopPanel(id: string, line: HopLine): Markup {
  const { hop } = line;
  const isProven = hop.verdict !== "undetermined";
  const closed = isProven ? subtractPorts(hop.required, hop.open.may) : noPorts;
  return html`<section class="panel ${toneOf(hop.verdict)}" id="${id}" tabindex="-1" aria-labelledby="${id}-name">
<h4 id="${id}-name">${sign(toneOf(hop.verdict))}<span>${capital(HOP_NAMES[hop.kind])}</span> <code>${filtersOf(hop)}</code> <span class="answer">${openText(hop)}</span></h4>
${decidedAlike(line).map((hops) => decided(hops, isProven))}
${portBar({ required: hop.required, open: hop.open.must, closed })}
</section>
`;
}

/** The pairs of subnets, and what decides them. */
function decided(hops: readonly [Hop, ...Hop[]], isProven: boolean): Markup {
  const [{ decidedBy, because }] = hops;
  const causes = [...causesOf(because).values()];
  const ways = waysOf(hops);
  const nobody = decidedBy.length === 0 && causes.length === 0;
  return html`${ways.length === 0 ? undefined : html`<p class="ways">${ways.join("; ")}</p>`}
${decidedBy.map((one) => decision(one, isProven))}
${nobody ? html`<p>No line of the source decides this: it is so by itself.</p>` : undefined}
${causes.length === 0 ? undefined : html`<ul class="causes">${causes.map(({ cause }) => causeItem(cause))}</ul>`}
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
