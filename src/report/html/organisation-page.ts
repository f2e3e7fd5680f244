/**
 * What the scans of an organisation come to → one page that holds everything it needs, as the report of a scan does. Nothing runs in it: what is
 * folded is opened by the browser itself.
 */
import { SEVERITIES } from "../../base/diagnostic.ts";
import type { FlowVerdict } from "../../reach/flow.ts";
import type { Organisation, ShownRepository } from "../organisation.ts";
import { count } from "../words.ts";
import { html, Markup } from "./markup.ts";
import { details } from "./organisation-details.ts";
import { repositoryTable, ruleTable } from "./organisation-tables.ts";
import { trendSection } from "./organisation-trend.ts";
import { ORGANISATION_STYLE } from "./page.generated.ts";
import { policyOf } from "./policy.ts";
import { proportions, proportionsOf } from "./proportions.ts";
import { shortList } from "./short-list.ts";
import { SPRITE, sign, toneOf, VERDICTS } from "./verdicts.ts";

export function renderOrganisation(organisation: Organisation): string {
  const { repositories, trend } = organisation;
  const sections: readonly (readonly [id: string, name: string, content: Markup | undefined])[] = [
    ["trend", "Since the earlier result", trend && trendSection(trend)],
    ["repositories", "Repositories", repositoryTable(repositories)],
    ["rules", "Rules", ruleTable(organisation.rules)],
    ["services", "Services and findings", details(repositories)],
    ["questions", "What would settle the rest", questions(organisation)],
    ["unread", "What was not analysed", unread(repositories)],
  ];
  const links = sections.flatMap(([id, name, content]) =>
    content === undefined ? [] : [html` <a href="#${id}">${name}</a>`],
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf({ style: ORGANISATION_STYLE })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="reachlint ${organisation.version}">
<title>${headline(repositories)} – reachlint</title>
<link rel="icon" href="data:,">
<style>${Markup.written(ORGANISATION_STYLE)}</style>
</head>
<body>
${SPRITE}
<a class="skip" href="#content">Skip to the content</a>
<div class="page">
${head(organisation, links)}
<main id="content" tabindex="-1">
${sections.map(([, , content]) => content)}
</main>
</div>
</body>
</html>
`.text;
}

function numberOf(repositories: readonly ShownRepository[], verdict: FlowVerdict): number {
  return repositories.reduce((sum, { services }) => sum + services.filter((one) => one.verdict === verdict).length, 0);
}

/** What a person in a hurry has to know. */
function headline(repositories: readonly ShownRepository[]): string {
  const services = repositories.reduce((sum, one) => sum + one.services.length, 0);
  const within = repositories.length === 1 ? "1 repository" : `${repositories.length} repositories`;
  if (services === 0) return `No service behind a load balancer was found in ${within}`;
  const cut = numberOf(repositories, "blocked") + numberOf(repositories, "partial");
  const open = numberOf(repositories, "undetermined");
  const said = [
    ...(cut === 0 ? [] : [`${cut} ${cut === 1 ? "is" : "are"} not, or not wholly, reached by load balancers`]),
    ...(open === 0 ? [] : [`${open} ${open === 1 ? "is" : "are"} undecided`]),
  ];
  const of = `${count(services, "service")} in ${within}`;
  return said.length === 0 ? `All load balancers reach their services: ${of}` : `Of ${of}, ${said.join(", and ")}`;
}

function head({ version, repositories }: Organisation, links: readonly Markup[]): Markup {
  const sum = (of: (one: ShownRepository) => number): number => repositories.reduce((all, one) => all + of(one), 0);
  const roots = count(
    sum(({ roots }) => roots),
    "root",
  );
  const verdicts = proportionsOf((verdict) => numberOf(repositories, verdict));
  const severities = SEVERITIES.flatMap((severity) => {
    const number = sum(({ findings }) => findings.filter((one) => one.severity === severity).length);
    return number === 0
      ? []
      : [
          html`<li class="${severity}"><b>${number}</b> <span>${sign(severity)}${severity}${number === 1 ? "" : "s"}</span></li>`,
        ];
  });
  const accepted = sum((one) => one.accepted);
  const none =
    severities.length === 0 ? html`<li class="good"><b>0</b> <span>${sign("good")}findings</span></li>` : undefined;
  return html`<header class="top">
<p class="tool"><b>reachlint</b> <span>${version}</span> <span>${repositories.length === 1 ? "1 repository" : `${repositories.length} repositories`}</span> <span>${roots}</span></p>
<h1>${headline(repositories)}</h1>
${proportions(verdicts, "proportions")}
<div class="counts"><ul aria-label="services">${verdicts.map(
    ([verdict, number]) =>
      html`<li class="${toneOf(verdict)}"><b>${number}</b> <span>${sign(toneOf(verdict))}${VERDICTS[verdict]}</span></li>`,
  )}</ul><ul aria-label="findings">${severities}${none}${accepted === 0 ? undefined : html`<li><b>${accepted}</b> <span>accepted</span></li>`}</ul></div>
<nav aria-label="sections">${links}</nav>
</header>
`;
}

function questions({ questions: asked }: Organisation): Markup | undefined {
  if (asked.length === 0) return undefined;
  return html`<section aria-labelledby="questions"><h2 id="questions">What would settle the rest</h2>
<ul class="entries">
${shortList(
  asked,
  ({ cause, hint, services, repositories }) =>
    html`<li class="entry">${sign("unsure")}<div><p>${cause}</p>${hint === undefined ? undefined : html`<p class="hint"><b>To settle it:</b> ${hint}</p>`}<p class="concerns">${count(services, "service")} in ${named(repositories)}</p></div></li>
`,
)}
</ul></section>
`;
}

function unread(repositories: readonly ShownRepository[]): Markup | undefined {
  const all = repositories.flatMap(({ name, unread: own }) => own.map((message) => ({ name, message })));
  if (all.length === 0) return undefined;
  return html`<section aria-labelledby="unread"><h2 id="unread">What was not analysed</h2>
<p class="lead">Services in ${all.length === 1 ? "it" : "these"} were not judged, or not wholly.</p>
<ul class="entries">
${shortList(
  all,
  ({ name, message }) =>
    html`<li class="entry">${sign("unsure")}<div><p>${message}</p><p class="concerns">${name}</p></div></li>
`,
)}
</ul></section>
`;
}

function named(repositories: readonly string[]): string {
  const few = repositories.slice(0, 3).join(", ");
  return repositories.length > 3 ? `${few} and ${repositories.length - 3} more` : few;
}
