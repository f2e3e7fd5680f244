/** What is different from an earlier result: findings that are new or gone, and services with another verdict. */
import type { FlowVerdict } from "../../reach/flow.ts";
import type { ChangedService, ShownFinding, Trend, Within } from "../organisation.ts";
import { count } from "../words.ts";
import { name as breakable, html, type Markup } from "./markup.ts";
import { findingEntry } from "./organisation-details.ts";
import { shortList } from "./short-list.ts";
import { sign, toneOf, VERDICTS } from "./verdicts.ts";

export function trendSection(trend: Trend): Markup {
  const { newFindings, goneFindings, acceptedFindings, changed, newRepositories, goneRepositories } = trend;
  const parts = [
    folded(`${count(newFindings.length, "new finding")}`, findings(newFindings), true),
    folded(`${count(goneFindings.length, "finding")} not found any more`, findings(goneFindings)),
    folded(`${count(acceptedFindings.length, "finding")} accepted since`, findings(acceptedFindings)),
    folded(`${count(changed.length, "service")} with another verdict`, shortList(changed, changedEntry), true),
    folded(repositories(newRepositories.length, "new"), names(newRepositories)),
    folded(repositories(goneRepositories.length, "not there any more"), names(goneRepositories)),
  ].filter((one) => one !== undefined);
  return html`<section aria-labelledby="trend"><h2 id="trend">Since the earlier result</h2>
${parts.length === 0 ? html`<p class="lead">Nothing has changed.</p>` : parts}
</section>
`;
}

type Entries = readonly (Markup | undefined)[];

/** Nothing where there are no entries. */
function folded(title: string, entries: Entries, isOpen = false): Markup | undefined {
  if (!entries.some((one) => one !== undefined)) return undefined;
  const inside = html`<summary><b>${title}</b></summary>
<ul class="entries">
${entries}
</ul></details>
`;
  return isOpen ? html`<details class="folded" open>${inside}` : html`<details class="folded">${inside}`;
}

function findings(all: readonly Within<ShownFinding>[]): Entries {
  return shortList(all, (one) => findingEntry(one, one.repository));
}

function repositories(number: number, what: string): string {
  return number === 1 ? `1 repository is ${what}` : `${number} repositories are ${what}`;
}

function names(all: readonly string[]): Entries {
  return shortList(
    all,
    (one) => html`<li class="entry">${sign("note")}<div><p>${breakable(one)}</p></div></li>
`,
  );
}

function changedEntry({ repository, root, address, before, after }: Within<ChangedService>): Markup {
  const tone = toneOf(after ?? "undetermined");
  return html`<li class="entry ${tone}">${sign(tone)}<div><p>${breakable(address)}: ${said(before, "new")} → <b>${said(after, "gone")}</b></p><p class="concerns">${breakable(repository)} · ${breakable(root)}</p></div></li>
`;
}

function said(verdict: FlowVerdict | undefined, otherwise: string): string {
  return verdict === undefined ? otherwise : VERDICTS[verdict];
}
