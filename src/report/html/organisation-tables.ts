/** The repositories of an organisation, and the rules that are violated in them, a row each. */
import { SEVERITIES, type Severity } from "../../base/diagnostic.ts";
import type { ShownRepository, ShownRule } from "../organisation.ts";
import { name as breakable, html, type Markup } from "./markup.ts";
import { proportions, proportionsOf } from "./proportions.ts";
import { sign, VERDICTS } from "./verdicts.ts";

export function repositoryTable(repositories: readonly ShownRepository[]): Markup {
  const columns = ["Services", "Errors", "Warnings", "Notes", "Undecided", "Not analysed"];
  return html`<section aria-labelledby="repositories"><h2 id="repositories">Repositories</h2>
<div class="table" role="group" aria-labelledby="repositories" tabindex="0"><table>
<thead><tr><th scope="col">Repository</th><th scope="col">Verdicts</th>${columns.map((one) => html`<th scope="col" class="amount">${one}</th>`)}</tr></thead>
<tbody>
${repositories.map(repositoryRow)}
</tbody></table></div></section>
`;
}

function repositoryRow({ name, services, findings, unread }: ShownRepository): Markup {
  const verdicts = proportionsOf((verdict) => services.filter((one) => one.verdict === verdict).length);
  const of = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  const undecided = services.filter(({ verdict }) => verdict === "undetermined").length;
  const words = verdicts.map(([verdict, number]) => `${number} ${VERDICTS[verdict]}`).join(", ");
  return html`<tr><th scope="row">${breakable(name)}</th><td>${proportions(verdicts, "share")}<span class="aside">${words}</span></td>${amount(services.length)}${SEVERITIES.map((severity) => amount(of(severity), severity))}${amount(undecided, "unsure")}${amount(unread.length, "unsure")}</tr>
`;
}

function amount(number: number, tone = ""): Markup {
  return html`<td class="amount ${number === 0 ? "zero" : tone}">${number}</td>`;
}

export function ruleTable(rules: readonly ShownRule[]): Markup | undefined {
  if (rules.length === 0) return undefined;
  return html`<section aria-labelledby="rules"><h2 id="rules">Rules</h2>
<div class="table" role="group" aria-labelledby="rules" tabindex="0"><table>
<thead><tr><th scope="col">Rule</th><th scope="col">Severity</th><th scope="col" class="amount">Findings</th><th scope="col" class="amount">Repositories</th></tr></thead>
<tbody>
${rules.map(
  ({ id, severity, findings, repositories }) =>
    html`<tr><th scope="row">${breakable(id)}</th><td class="${severity}">${sign(severity)} ${severity}</td>${amount(findings)}${amount(repositories.length)}</tr>
`,
)}
</tbody></table></div></section>
`;
}
