/** Paths → a list in which each opens to its picture, why it ends as it does, and what would settle it. */
import { groupBy } from "../../base/collections.ts";
import type { Flow } from "../../reach/flow.ts";
import { lanesOf } from "../lanes.ts";
import { type DrawnPath, purposesOf } from "../paths.ts";
import { causesOf, count, lineOf, neededPorts, sourceName, whenText } from "../words.ts";
import { causeItem } from "./doubts.ts";
import { excerpt } from "./excerpt.ts";
import { hopPanel } from "./hop-panel.ts";
import { html, type Markup, name } from "./markup.ts";
import { type PanelId, picture } from "./picture.ts";
import { portBar } from "./port-bar.ts";
import { badge, sign } from "./verdicts.ts";

/** So many paths are drawn, the gravest. A browser opens a page of some ten megabytes; each picture with its lines takes up to twenty kilobytes. */
const MOST_DRAWN = 1000;

export function pathList(paths: readonly DrawnPath[]): Markup {
  const several = new Set(paths.map(({ flow }) => flow.root)).size > 1;
  const alike = groupBy(paths, ({ flows }) => lineOf(flows, true));
  return html`<section aria-labelledby="paths"><div class="heading"><h2 id="paths">Paths</h2><p class="folding"><button type="button" id="unfold">Open all</button> <button type="button" id="fold">Close all</button></p></div>
<p class="none" id="no-path" hidden>No path fits the search and the filter.</p>
${paths.map((path, at) =>
  pathItem(path, at < MOST_DRAWN, {
    several,
    isAmongAlike: alike.get(lineOf(path.flows, true))!.length > 1,
    isOpen: at === 0 && path.flow.verdict !== "reachable",
  }),
)}
</section>
`;
}

const MAPPING: Readonly<Record<Flow["portMapping"], string>> = {
  dynamic: "dynamic host ports",
  static: "fixed host port",
  task: "port of the task",
  unknown: "",
};

interface Shown {
  /** There are paths of several roots. */
  readonly several: boolean;
  /** What lies between is told where there is nothing else by which it is another path than the next. */
  readonly isAmongAlike: boolean;
  readonly isOpen: boolean;
}

function pathItem(path: DrawnPath, isDrawn: boolean, { several, isAmongAlike, isOpen }: Shown): Markup {
  const { service, verdict, root, when, portMapping, targetGroup } = path.flow;
  const between = isAmongAlike && targetGroup !== undefined ? `by ${targetGroup.address}` : "";
  const about = [`${purposesOf(path)} on ${neededPorts(path.flow)}`, MAPPING[portMapping], between].filter(
    (part) => part !== "",
  );
  return html`<details class="path" id="${path.element}" data-verdict="${verdict}" data-root="${root}"${isOpen ? html` open` : undefined}>
<summary>${badge(verdict)}<h3>${sourceName(path.flow)} <span class="to">→</span> ${service.address}</h3><span class="about">${about.join(", ")}${several ? html` <span class="root">in ${root}</span>` : undefined}${when.length === 0 ? undefined : html` <span class="root">${whenText(when)}</span>`}</span></summary>
<div class="body">
${isDrawn ? body(path) : undrawn(path)}
</div></details>
`;
}

function undrawn(path: DrawnPath): Markup {
  return html`<p class="tip">The page draws the first ${String(MOST_DRAWN)} paths. <code>reachlint explain</code> with <code>--service</code> shows others hop by hop.</p>
<div class="details">${facts(path)}</div>`;
}

function body(path: DrawnPath): Markup {
  const { flow, element } = path;
  const { there, back } = lanesOf(flow);
  const panelId: PanelId = (kind, at) => `${element}-${kind}-${at}`;
  const panels = [...there.gates, ...back.gates].flatMap(({ kind, lines }) =>
    lines.map((line, at) => hopPanel(panelId(kind, at), line)),
  );
  const { required, open, blocked } = flow;
  const closed = flow.verdict === "partial" ? "closed at least on one way" : "closed";
  const bar = portBar({ required, open: open.must, closed: blocked }, closed);
  const causes = [...causesOf(flow.because).values()];
  return html`${picture(flow, panelId)}
${obstacles(flow)}
${panels.length === 0 ? undefined : html`<p class="tip">Choose a filter of the picture to see the line that decides.</p><div class="panels">${panels}</div>`}
${causes.length === 0 ? undefined : html`<div class="because"><h4>What would settle it</h4><ul class="causes">${causes.map(({ cause }) => causeItem(cause))}</ul></div>`}
<div class="details">${bar === undefined ? undefined : html`<div><h4>Ports of the whole path</h4>${bar}</div>`}${facts(path)}</div>`;
}

/** What stands in the way besides filters. */
function obstacles({ obstacles = [] }: Flow): readonly Markup[] {
  return obstacles.map(({ text, span, proof }) => {
    const tone = proof === undefined ? "unsure" : "bad";
    return html`<div class="panel ${tone}"><h4>${sign(tone)}<span>${text}</span></h4>${excerpt(span, 1)}</div>
`;
  });
}

function facts({ flow, flows }: DrawnPath): Markup {
  const { taskDefinition, container, targetGroup, assumptions } = flow;
  const port = container.port === undefined ? "" : `:${container.port}`;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Target group", targetGroup?.address],
    ["Task definition", taskDefinition?.address],
    ["Container", container.name === undefined ? undefined : `${container.name}${port}`],
  ];
  const ids = flows.map(({ id }) => html`<li><code>${id}</code></li>`);
  return html`<dl>${rows.flatMap(([what, value]) => (value === undefined ? [] : [html`<dt>${what}</dt><dd><code>${name(value)}</code></dd>`]))}
${assumptions.length === 0 ? undefined : html`<dt>${count(assumptions.length, "assumption")}</dt><dd><ul class="plain">${assumptions.map(({ text }) => html`<li>${text}</li>`)}</ul></dd>`}
<dt>Known as</dt><dd><ul class="plain">${ids}</ul></dd></dl>`;
}
