/** Findings → what is wrong, with the line, the repair, and the paths that suffer from it. */
import type { Rule } from "../../check/rule.ts";
import { placeText } from "../location.ts";
import type { DrawnPath } from "../paths.ts";
import { bySeverity, defectsOf, type FindingGroup, type ScanResult, type ToldResult } from "../scan-result.ts";
import { whenText } from "../words.ts";
import { linksTo } from "./doubts.ts";
import { excerpt } from "./excerpt.ts";
import { html, type Markup } from "./markup.ts";
import { sign } from "./verdicts.ts";

export function findingList(
  { rules }: ScanResult,
  { defects, baselined }: ToldResult,
  paths: readonly DrawnPath[],
): Markup | undefined {
  if (defects.length + baselined.length === 0) return undefined;
  const old = defectsOf(baselined);
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
<p class="none" id="no-finding" hidden>No finding fits the search.</p>
${bySeverity(defects, ([{ severity }]) => severity).map((group) => findingItem(group, rules, paths))}
${old.length === 0 ? undefined : html`<details class="old"><summary>In the baseline: ${old.length}</summary>${old.map((group) => findingItem(group, rules, paths))}</details>`}
</section>
`;
}

function findingItem(group: FindingGroup, rules: readonly Rule[], paths: readonly DrawnPath[]): Markup {
  const [{ severity, ruleId, message, span, related, repair, when }, ...others] = group;
  const rule = rules.find(({ id }) => id === ruleId);
  const broken = new Set(group.flatMap(({ flows }) => flows));
  const cutOff = paths.filter(({ flows }) => flows.some((flow) => broken.has(flow)));
  const also = others.flatMap(({ flow, message }) => (flow === undefined ? [message] : []));
  return html`<article class="finding ${severity}">
<header><span class="severity ${severity}">${sign(severity)}${severity}</span> <code class="rule">${ruleId}</code></header>
<h3>${message}</h3>
${when.length === 0 ? undefined : html`<p>It holds ${whenText(when)}.</p>`}
${excerpt(span, 1)}
${repair === undefined ? undefined : html`<p class="repair"><b>Repair:</b> ${repair}</p>`}
${also.length === 0 ? undefined : html`<ul class="plain">${also.map((text) => html`<li>${text}</li>`)}</ul>`}
${cutOff.length === 0 ? undefined : html`<p class="concerns">${cutOff.length === 1 ? "Path" : "Paths"}: ${linksTo(cutOff)}</p>`}
<details class="why"><summary>Why it matters, and where else to look</summary>
${rule === undefined ? undefined : html`<p>${rule.rationale.trim()}</p><p>${rule.remediation.trim()}</p>`}
${related.length === 0 ? undefined : html`<ul class="plain">${related.map(({ message, span }) => html`<li><code class="place">${placeText(span)}</code> ${message}</li>`)}</ul>`}
</details></article>
`;
}
