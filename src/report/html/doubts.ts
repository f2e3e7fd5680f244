/** What is not known, and what would settle it; what was not read; and what else there is to say of the scan. */
import { groupBy } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Cause } from "../../base/value.ts";
import type { NotEvaluated } from "../../evaluate/resource.ts";
import { placeText, whereText } from "../location.ts";
import { type DrawnPath, pathName } from "../paths.ts";
import { bySeverity, type ScanResult, type ToldResult } from "../scan-result.ts";
import { causesOf, count, unreadText } from "../words.ts";
import { html, type Markup } from "./markup.ts";
import { sign } from "./verdicts.ts";

/** As an entry of a list. */
export function causeItem(cause: Cause): Markup {
  return html`<li class="entry">${sign("unsure")}<div>${causeText(cause)}${hintOf(cause)}</div></li>
`;
}

function causeText({ text, span }: Cause): Markup {
  return html`<p>${text}${span === undefined ? undefined : html` <code class="place">${placeText(span)}</code>`}</p>`;
}

function hintOf({ hint }: Cause): Markup | undefined {
  return hint === undefined ? undefined : html`<p class="hint"><b>To settle it:</b> ${hint}</p>`;
}

/** Each cause once, that on which most flows wait first, and with it those that the same settles; empty where nothing is open. */
export function openQuestions(
  paths: readonly DrawnPath[],
  { undetermined, otherHelp: help }: ToldResult,
): Markup | undefined {
  const waiting = paths.filter(({ flow }) => flow.verdict === "undetermined");
  const causes = waiting.flatMap((path) =>
    [...causesOf(path.flow.because)].map(([key, { cause }]) => ({ key, cause, path })),
  );
  const groups = [...groupBy(causes, ({ key }) => key).values()].sort((a, b) => b.length - a.length);
  const checks = undetermined.filter(({ flow }) => flow === undefined);
  if (groups.length + checks.length === 0) return undefined;
  return html`<section aria-labelledby="questions"><h2 id="questions">What would settle the rest</h2>
<ul class="entries causes">
${[...groupBy(groups, ([{ cause }]) => cause.hint).values()].map(
  (settled) => html`<li class="entry">${sign("unsure")}<div>${settled.map(
    (same) =>
      html`${causeText(same[0].cause)}<p class="concerns">${count(same.length, "path")}: ${linksTo(same.map(({ path }) => path))}</p>`,
  )}${hintOf(settled[0][0].cause)}</div></li>
`,
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

/** What one thing would bring is one entry, with each reason once. */
export function notRead({ coverage: { notEvaluated } }: ScanResult): Markup | undefined {
  if (notEvaluated.length === 0) return undefined;
  const entries = [...groupBy(notEvaluated, ({ because, hint }) => hint ?? because).values()];
  return html`<section aria-labelledby="unread"><h2 id="unread">What was not analysed</h2>
<p class="lead">Services in ${notEvaluated.length === 1 ? "it" : "these"} were not judged.</p>
<ul class="entries">
${entries.map(
  (
    same,
  ) => html`<li class="entry">${sign("unsure")}<div>${reasonsOf(same)}${same[0].hint === undefined ? undefined : html`<p class="hint"><b>What to do:</b> ${same[0].hint}</p>`}</div></li>
`,
)}
</ul></section>
`;
}

function reasonsOf(unread: readonly NotEvaluated[]): Markup {
  const reasons = [...groupBy(unread, unreadText)];
  return html`${reasons.map(
    ([text, same]) =>
      html`<p>${text}</p><p class="concerns">${same.map(({ address, span }, at) => html`${at === 0 ? "" : ", "}<code>${span === undefined ? address : placeText(span)}</code>`)}</p>`,
  )}`;
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
