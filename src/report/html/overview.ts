/** The head of the page: what the scan comes to in a sentence, how much there is of each kind, and what to choose from it. */
import { SEVERITIES } from "../../base/diagnostic.ts";
import type { FlowVerdict } from "../../reach/flow.ts";
import { type DrawnPath, verdictsOf } from "../paths.ts";
import type { ScanResult, ToldResult } from "../scan-result.ts";
import { count } from "../words.ts";
import { html, type Markup } from "./markup.ts";
import { proportions } from "./proportions.ts";
import { sign, toneOf, VERDICTS } from "./verdicts.ts";

/** `links` lead to the sections that there are. */
export function overview(
  { version, coverage, roots }: ScanResult,
  shown: ToldResult,
  paths: readonly DrawnPath[],
  links: readonly Markup[],
): Markup {
  const scanned = [count(roots.length, "root"), count(coverage.files, "file"), count(coverage.resources, "resource")];
  return html`<header class="top">
<p class="tool"><b>reachlint</b> <span>${version}</span>${scanned.map((one) => html` <span>${one}</span>`)}</p>
<h1>${headline(paths)}</h1>
${proportions(verdictsOf(paths), "proportions")}
${counts(shown, paths)}
${links.length < 2 ? undefined : html`<nav aria-label="sections">${links}</nav>`}
</header>
`;
}

/** What a person in a hurry has to know. */
export function headline(paths: readonly DrawnPath[]): string {
  const verdicts = verdictsOf(paths);
  const [first] = verdicts;
  if (first === undefined) return "No path from a load balancer to a service was found";
  if (paths.length === 1) return `The only path from a load balancer to a service is ${SAID[first[0]]}`;
  if (verdicts.length === 1) return `All ${paths.length} paths from load balancers to services are ${SAID[first[0]]}`;
  const open = verdicts.filter(([verdict]) => verdict !== "reachable");
  const parts = open.map(([verdict, number], at) =>
    at > 0
      ? `${number} ${SAID[verdict]}`
      : `${number} of ${paths.length} paths ${number === 1 ? "is" : "are"} ${SAID[verdict]}`,
  );
  return parts.length === 1 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

const SAID: Readonly<Record<FlowVerdict, string>> = {
  blocked: "blocked",
  partial: "partly blocked",
  undetermined: "undecided",
  reachable: "proven open",
};

function counts({ violations, baselined, suppressed }: ToldResult, paths: readonly DrawnPath[]): Markup {
  const verdicts = verdictsOf(paths).map(
    ([verdict, number]) =>
      html`<li class="${toneOf(verdict)}"><b>${number}</b> <span>${sign(toneOf(verdict))}${VERDICTS[verdict]}</span></li>`,
  );
  const severities = SEVERITIES.flatMap((severity) => {
    const number = violations.filter((one) => one.severity === severity).length;
    const word = `${severity}${number === 1 ? "" : "s"}`;
    return number === 0
      ? []
      : [html`<li class="${severity}"><b>${number}</b> <span>${sign(severity)}${word}</span></li>`];
  });
  const apart = [["in the baseline", baselined.length] as const, ["accepted", suppressed] as const].flatMap(
    ([word, number]) => (number === 0 ? [] : [html`<li><b>${number}</b> <span>${word}</span></li>`]),
  );
  const none =
    violations.length === 0 ? html`<li class="good"><b>0</b> <span>${sign("good")}findings</span></li>` : undefined;
  return html`<div class="counts"><ul aria-label="paths">${verdicts}</ul><ul aria-label="findings">${severities}${none}${apart}</ul></div>
`;
}

/** Search and filters, which need the page's program and are not shown without it. */
export function toolbar(paths: readonly DrawnPath[]): Markup | undefined {
  if (paths.length === 0) return undefined;
  const roots = [...new Set(paths.map(({ flow }) => flow.root))].sort();
  const verdicts = verdictsOf(paths);
  const choices = verdicts.map(
    ([verdict]) =>
      html`<button type="button" class="choice ${toneOf(verdict)}" data-choose="${verdict}" aria-pressed="false">${sign(toneOf(verdict))}${VERDICTS[verdict]}</button>`,
  );
  return html`<form class="toolbar" role="search" aria-label="search and filter">
<label class="search"><span class="aside">Search</span><input type="search" id="search" placeholder="Search names, files, rules, ports" autocomplete="off" spellcheck="false"></label>
${verdicts.length < 2 ? undefined : html`<div class="choices" role="group" aria-label="only paths that are">${choices}</div>`}
${roots.length < 2 ? undefined : html`<label class="roots"><span class="aside">Root</span><select id="root"><option value="">all roots</option>${roots.map((root) => html`<option value="${root}">${root}</option>`)}</select></label>`}
<p class="shown" id="shown" role="status"></p>
</form>
`;
}
