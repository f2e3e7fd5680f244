/** The result of a scan → a short job summary in Markdown for GitHub Actions. */
import { groupBy } from "../../base/collections.ts";
import type { Span } from "../../base/source-file.ts";
import type { Finding } from "../../check/finding.ts";
import type { NotEvaluated } from "../../evaluate/resource.ts";
import type { Flow, FlowVerdict } from "../../reach/flow.ts";
import { assumed } from "../assumption-words.ts";
import { markdown, markdownCode } from "../escape.ts";
import { placeText, whereText } from "../location.ts";
import { pathsOf } from "../paths.ts";
import { bySeverity, type FindingGroup, type ScanResult, type ToldResult, told } from "../scan-result.ts";
import { causesOf, count, lineOf, sourceName, unreadText, whenText } from "../words.ts";
import { type SummaryPart, withinLimit } from "./blocks.ts";
import { changeTables } from "./change-tables.ts";
import { pathPicture } from "./path-picture.ts";

/** A larger summary is refused as a whole (1 MiB for each step); other steps' text may stand before it. */
const LONGEST = 900_000;

export function renderSummary(result: ScanResult): string {
  return summaryWithin(LONGEST, result);
}

/** The same in so many bytes. What is short comes before what may be long. */
export function summaryWithin(limit: number, result: ScanResult): string {
  const shown = told(result);
  const blocks = [
    { what: "heading", head: [], rows: [heading(result, shown)], foot: [""] },
    ...changeTables(result),
    defectTable(shown),
    pictures(result, shown),
    doubtTable(result, shown),
    assumptions(shown),
    problems(shown),
    flowTable(shown),
  ];
  return withinLimit(
    blocks.filter(({ rows }) => rows.length > 0),
    limit,
  );
}

/** What is wrong, else what is not known, comes first: a run that proves little does not read like one that proves all. */
function heading({ coverage }: ScanResult, shown: ToldResult): string {
  const { defects, flows, verdicts, undetermined, baselined, unchanged, unread } = shown;
  const waiting = verdicts.undetermined;
  const checks = undetermined.filter(({ flow }) => flow === undefined).length;
  const doubts = [
    ...(unread.length === 0 ? [] : [`${count(unread.length, "input")} could not be read`]),
    ...(waiting === 0 ? [] : [`${count(waiting, "flow")} cannot be decided`]),
    ...(checks === 0 ? [] : [`${count(checks, "check")} cannot be decided`]),
    ...(coverage.notEvaluated.length === 0
      ? []
      : [`${count(coverage.notEvaluated.length, "part")} of the configuration not read`]),
  ];
  const old = [
    ...(baselined.length === 0 ? [] : [`${baselined.length} in the baseline`]),
    ...(unchanged.length === 0 ? [] : [`${unchanged.length} as before`]),
  ];
  const proven =
    flows.length === 0
      ? ["no flow from a load balancer to a service"]
      : verdicts.reachable === flows.length
        ? [`${count(flows.length, "flow")} reachable`]
        : old.length > 0
          ? ["nothing new"]
          : waiting === flows.length
            ? []
            : ["no finding"];
  const [icon, parts] =
    defects.length > 0
      ? ["❌", [count(defects.length, "finding"), ...old, ...doubts]]
      : doubts.length > 0
        ? ["❔", [...doubts, ...proven, ...old]]
        : [flows.length === 0 ? "➖" : "✅", [...proven, ...old]];
  return `### ${icon} reachlint: ${parts.join(", ")}`;
}

function defectTable({ defects }: ToldResult): SummaryPart {
  const head = ["| | where | what | repair |", "|---|---|---|---|"];
  return { what: "finding", head, rows: bySeverity(defects, ([{ severity }]) => severity).map(defectRow), foot: [""] };
}

const ICON = { error: "❌ error", warning: "⚠️ warning", note: "ℹ️ note" } as const;

function defectRow([finding, ...others]: FindingGroup): string {
  const { severity, span, ruleId, message, when, repair } = finding;
  const only = when.length === 0 ? "" : ` ${markdown(whenText(when))}`;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `| ${ICON[severity]} | ${markdownCode(placeText(span))} | ${markdownCode(ruleId)}<br>${markdown(message)}${only}${more} | ${repair === undefined ? "" : markdown(repair)} |`;
}

/** Readers draw them one by one; more would be waited for. */
const MOST_PICTURES = 20;
/** Each is about as high as a window: more are looked at by whom they are of use. */
const MOST_OPEN = 3;

/** The paths that are wholly or partly blocked, without those of old and of accepted findings. */
function pictures({ findings, change }: ScanResult, { flows, violations, namesakes }: ToldResult): SummaryPart {
  const idsOf = (some: readonly Finding[]): ReadonlySet<string> =>
    new Set(some.flatMap(({ flows }) => flows.map(({ id }) => id)));
  const counted = idsOf(violations);
  const known = idsOf(
    findings.filter(({ suppressed, baselined, unchanged }) => (suppressed ?? baselined ?? unchanged) !== undefined),
  );
  const broken = flows.filter(
    (flow) =>
      (flow.verdict === "blocked" || flow.verdict === "partial") &&
      (counted.has(flow.id) || (!known.has(flow.id) && change?.before.has(flow) !== true)),
  );
  const paths = pathsOf(broken);
  const severalRoots = namesakes || broken.some(({ root }) => root !== broken[0]?.root);
  const shown = paths.slice(0, MOST_PICTURES);
  const alike = groupBy(shown, ({ flow, flows }) => [lineOf(flows, severalRoots), ...pathPicture(flow)].join("\n"));
  const drawn = [...alike.values()].map((same) => {
    const [{ flow, flows }] = same;
    const times = same.length === 1 ? "" : ` (${count(same.length, "path")})`;
    const title = `**${markdown(lineOf(flows, severalRoots))}**${times}`;
    return [title, "", "```mermaid", ...pathPicture(flow), "```", ""].join("\n");
  });
  const more = paths.length - shown.length;
  return {
    what: "picture",
    head: [
      `<details${drawn.length > MOST_OPEN ? "" : " open"}><summary>${count(paths.length, "broken path")}</summary>`,
      "",
    ],
    rows: [...drawn, ...(more === 0 ? [] : [`and ${count(more, "more broken path")}, in the list of flows below`, ""])],
    foot: ["</details>", ""],
  };
}

/** What is not known, once for each cause, and what to do about it. */
function doubtTable({ coverage }: ScanResult, { flows, undetermined, otherHelp: help }: ToldResult): SummaryPart {
  const waiting = flows.filter(({ verdict }) => verdict === "undetermined");
  const causes = [...causesOf(waiting.flatMap(({ because }) => because)).values()].map(({ cause }) => cause);
  const checks = undetermined
    .filter(({ flow }) => flow === undefined)
    .map(({ message, span, because }) => {
      return { text: message, span, hint: [...causesOf(because).values()][0]?.cause.hint };
    });
  const unread = [...groupBy(coverage.notEvaluated, ({ because, hint }) => hint ?? because).values()].map(unreadPart);
  // What has its row as a part that was not read needs none as a cause.
  const settled = new Set(unread.map(({ hint }) => hint));
  const others = causes.filter(({ kind, hint }) => kind !== "missing-source" || !settled.has(hint));
  const rows = [...others, ...checks, ...unread].map(
    ({ text, span, hint }) =>
      `| ${span === undefined ? "" : markdownCode(placeText(span))} | ${markdown(text)} | ${hint === undefined ? "" : markdown(hint)} |`,
  );
  const head = ["| where | not known | what to do |", "|---|---|---|"];
  const more = help === undefined ? [] : ["", `${SAID}${help.canBeAsked ? ASKED : ""}.`];
  return { what: "open question", head, rows: [...new Set(rows)], foot: [...more, ""] };
}

const SAID = "Or say what is known under `assume:` in `reachlint.yaml`: `reachlint missing` prints the lines";
const ASKED = ", and with `--commands` what asks AWS for it";

/** What one thing settles stands in one row: the first of it, and what else it is true of. */
function unreadPart([first, ...others]: readonly [NotEvaluated, ...NotEvaluated[]]): Doubt {
  const { span, hint } = first;
  const names = [...new Set(others.map(({ address }) => address))];
  const shown = names.slice(0, MOST_NAMES).join(", ");
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  const times = others.length === 0 ? "" : `, and ${count(others.length, "more part")}: ${shown}${more}`;
  return { text: `${unreadText(first)}${times}`, span, hint };
}

/** Of modules in one row. */
const MOST_NAMES = 5;

interface Doubt {
  readonly text: string;
  readonly span: Span | undefined;
  readonly hint: string | undefined;
}

const VERDICT: Readonly<Record<FlowVerdict, string>> = {
  reachable: "✅ reachable",
  partial: "❌ partly blocked",
  blocked: "❌ blocked",
  undetermined: "❔ undetermined",
};

function flowTable({ flows }: ToldResult): SummaryPart {
  const severalRoots = flows.some(({ root }) => root !== flows[0]?.root);
  const root = (flow: Flow): string => (severalRoots ? `${markdownCode(flow.root)} | ` : "");
  const rows = groupBy(flows, (flow) => {
    const ports = `${flow.protocol} ${markdown(flow.requiredText)}${flow.when.length === 0 ? "" : ` ${markdown(whenText(flow.when))}`}`;
    return `| ${VERDICT[flow.verdict]} | ${root(flow)}${markdownCode(sourceName(flow))} | ${markdownCode(flow.service.address)} | ${ports} |`;
  });
  return {
    what: "path",
    head: [
      `<details><summary>${count(flows.length, "flow")}</summary>`,
      "",
      `| verdict | ${severalRoots ? "root | " : ""}from | to | ports | for |`,
      `|---|${severalRoots ? "---|" : ""}---|---|---|---|`,
    ],
    rows: [...rows].map(([row, same]) => `${row} ${purposesOf(same)} |`),
    foot: ["", "</details>", ""],
  };
}

/** What for, and by how many target groups, where there are several. */
function purposesOf(flows: readonly Flow[]): string {
  const purposes = new Set(flows.map(({ purpose }) => purpose));
  const groups = new Set(flows.map(({ targetGroup }) => targetGroup?.id)).size;
  const what = [
    ...(purposes.has("traffic") ? ["traffic"] : []),
    ...(purposes.has("health-check") ? ["health checks"] : []),
  ].join(" and ");
  return groups === 1 ? what : `${what} (${count(groups, "target group")})`;
}

/** What is proven holds only as these do. */
function assumptions({ flows }: ToldResult): SummaryPart {
  const given = assumed(flows);
  return {
    what: "line of assumptions",
    head: [],
    rows: given === undefined ? [] : [`**Assumed:** ${markdown(given)}`],
    foot: [""],
  };
}

function problems({ unread }: ToldResult): SummaryPart {
  return {
    what: "input",
    head: [`**${count(unread.length, "input")} could not be read:**`, ""],
    rows: unread.map((diagnostic) => {
      const where = whereText(diagnostic);
      return `- ${where === undefined ? "" : `${markdownCode(where)} `}${markdown(diagnostic.message)}`;
    }),
    foot: [""],
  };
}
