/** What is wrong in each repository, folded: its findings, and its services that are not proven to be reached. */
import type { ShownFinding, ShownRepository, ShownService } from "../organisation.ts";
import { count } from "../words.ts";
import { name as breakable, html, type Markup } from "./markup.ts";
import { shortList } from "./short-list.ts";
import { sign, toneOf, VERDICTS } from "./verdicts.ts";

/** Undefined where nothing is wrong anywhere. */
export function details(repositories: readonly ShownRepository[]): Markup | undefined {
  const wrong = repositories.filter(({ findings, services }) => findings.length > 0 || services.some(isOpen));
  if (wrong.length === 0) return undefined;
  const reached = repositories.reduce((sum, { services }) => sum + services.filter((one) => !isOpen(one)).length, 0);
  return html`<section aria-labelledby="services"><h2 id="services">Services and findings</h2>
${reached === 0 ? undefined : html`<p class="lead">${count(reached, "service")} that ${reached === 1 ? "is" : "are"} reached ${reached === 1 ? "is" : "are"} not listed.</p>`}
${wrong.map(repository)}
</section>
`;
}

function isOpen({ verdict }: ShownService): boolean {
  return verdict !== "reachable";
}

function repository({ name, findings, services }: ShownRepository): Markup {
  const open = services.filter(isOpen);
  const words = [
    ...(findings.length === 0 ? [] : [count(findings.length, "finding")]),
    ...(open.length === 0 ? [] : [`${count(open.length, "service")} not proven to be reached`]),
  ];
  return html`<details class="folded"><summary><b>${breakable(name)}</b>${words.map((one) => html` <span>${one}</span>`)}</summary>
<ul class="entries">
${shortList(open, serviceEntry)}
${shortList(findings, (one) => findingEntry(one))}
</ul></details>
`;
}

function serviceEntry({ address, root, verdict }: ShownService): Markup {
  return html`<li class="entry ${toneOf(verdict)}">${sign(toneOf(verdict))}<div><p><b>${VERDICTS[verdict]}</b> ${breakable(address)}</p><p class="concerns">${breakable(root)}</p></div></li>
`;
}

/** `repository`: where it is not said elsewhere. */
export function findingEntry({ severity, message, place, rule }: ShownFinding, repository?: string): Markup {
  return html`<li class="entry ${severity}">${sign(severity)}<div><p><b>${severity}</b> ${message}</p><p class="concerns">${repository === undefined ? undefined : html`${breakable(repository)} · `}<code>${place}</code> · ${breakable(rule)}</p></div></li>
`;
}
