/** What is not known, and what would settle it; what was not read; and what else there is to say of the scan. */
import { groupBy } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Cause } from "../../base/value.ts";
import { placeText, whereText } from "../location.ts";
import { type DrawnPath, pathName } from "../paths.ts";
import { bySeverity, type ScanResult, type ToldResult } from "../scan-result.ts";
import { causesOf, count, otherHelp } from "../words.ts";
import { html, type Markup } from "./markup.ts";
import { sign } from "./verdicts.ts";

/** As an entry of a list; `more` says whom it concerns. */
export function causeItem({ text, span, hint }: Cause, more?: Markup): Markup {
  return html`<li class="entry">${sign("unsure")}<div><p>${text}${span === undefined ? undefined : html` <code class="place">${placeText(span)}</code>`}</p>${hint === undefined ? undefined : html`<p class="hint"><b>To settle it:</b> ${hint}</p>`}${more}</div></li>
`;
}

/** Each cause once, that on which most flows wait first; empty where nothing is open. */
export function openQuestions(paths: readonly DrawnPath[], { undetermined }: ToldResult): Markup | undefined {
  const waiting = paths.filter(({ flow }) => flow.verdict === "undetermined");
  const causes = waiting.flatMap((path) =>
    [...causesOf(path.flow.because)].map(([key, { cause }]) => ({ key, cause, path })),
  );
  const groups = [...groupBy(causes, ({ key }) => key).values()].sort((a, b) => b.length - a.length);
  const checks = undetermined.filter(({ flow }) => flow === undefined);
  if (groups.length + checks.length === 0) return undefined;
  const help = otherHelp(waiting.map(({ flow }) => flow));
  return html`<section aria-labelledby="questions"><h2 id="questions">What would settle the rest</h2>
<ul class="entries causes">
${groups.map((same) =>
  causeItem(
    same[0].cause,
    html`<p class="concerns">${count(same.length, "path")}: ${linksTo(same.map(({ path }) => path))}</p>`,
  ),
)}
${checks.map(
  ({
    message,
    ruleId,
    span,
  }) => html`<li class="entry">${sign("unsure")}<div><p>${message} <code class="place">${placeText(span)}</code></p><p class="concerns">${ruleId}</p></div></li>
`,
)}
</ul>${help === undefined ? undefined : html`<p class="hint">What waits for a value: ${help.text}.</p>`}</section>
`;
}

/** More would be no help to anybody. */
const MOST_LINKS = 12;

/** Links that open the paths. */
export function linksTo(paths: readonly DrawnPath[]): Markup {
  const links = paths
    .slice(0, MOST_LINKS)
    .map((path, at) => html`${at === 0 ? "" : ", "}<a href="#${path.element}">${pathName(path)}</a>`);
  return html`${links}${paths.length > MOST_LINKS ? ` and ${paths.length - MOST_LINKS} more` : ""}`;
}

/** What is not there for the same reason is one entry. */
export function notRead({ coverage: { notEvaluated } }: ScanResult): Markup | undefined {
  if (notEvaluated.length === 0) return undefined;
  const reasons = [...groupBy(notEvaluated, ({ because }) => because)];
  return html`<section aria-labelledby="unread"><h2 id="unread">What was not analysed</h2>
<p class="lead">Services in ${notEvaluated.length === 1 ? "it" : "these"} were not judged.</p>
<ul class="entries">
${reasons.map(
  ([
    because,
    same,
  ]) => html`<li class="entry">${sign("unsure")}<div><p>${because}</p>${same[0].hint === undefined ? undefined : html`<p class="hint"><b>What to do:</b> ${same[0].hint}</p>`}<p class="concerns">${same.map(({ address, span }, at) => html`${at === 0 ? "" : ", "}<code>${span === undefined ? address : placeText(span)}</code>`)}</p></div></li>
`,
)}
</ul></section>
`;
}

/** Notes change no verdict, and are folded. */
export function messages({ diagnostics }: ScanResult): Markup | undefined {
  if (diagnostics.length === 0) return undefined;
  const grave = bySeverity(diagnostics, ({ severity }) => severity).filter(({ severity }) => severity !== "note");
  const notes = diagnostics.filter(({ severity }) => severity === "note");
  return html`<section aria-labelledby="messages"><h2 id="messages">Problems in the configuration</h2>
${grave.length === 0 ? undefined : html`<ul class="entries">${grave.map(messageItem)}</ul>`}
${notes.length === 0 ? undefined : html`<details class="old"><summary>${count(notes.length, "note")}</summary><ul class="entries">${notes.map(messageItem)}</ul></details>`}
</section>
`;
}

function messageItem(diagnostic: Diagnostic): Markup {
  const { severity, message, hint, code } = diagnostic;
  const where = whereText(diagnostic);
  return html`<li class="entry ${severity}">${sign(severity)}<div><p><b>${severity}</b> ${message}${where === undefined ? undefined : html` <code class="place">${where}</code>`}</p>${hint === undefined ? undefined : html`<p class="hint"><b>What to do:</b> ${hint}</p>`}<p class="concerns">${code}</p></div></li>
`;
}
