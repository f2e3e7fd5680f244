/** The result of a scan → a short job summary in Markdown for GitHub Actions. */
import type { FlowVerdict } from "../../reach/flow.ts";
import { assumed } from "../assumption-words.ts";
import { markdown, markdownCode } from "../escape.ts";
import { placeText, whereText } from "../location.ts";
import { type FindingGroup, type ScanResult, type ToldResult, told } from "../scan-result.ts";
import { causesOf, count, sourceName } from "../words.ts";
import { changeTables } from "./change-tables.ts";

/** A larger summary is refused as a whole (1 MiB for each step); other steps' text may stand before it. */
const LONGEST = 900_000;

export function renderSummary(result: ScanResult): string {
  return summaryWithin(LONGEST, result);
}

/** The same in so many bytes. */
export function summaryWithin(limit: number, result: ScanResult): string {
  const shown = told(result);
  const lines = [
    heading(result, shown),
    "",
    ...changeTables(result),
    ...defectTable(shown),
    ...doubtTable(result, shown),
    ...flowTable(shown),
    ...assumptions(shown),
    ...problems(shown),
  ];
  return withinLimit(lines, limit);
}

function heading({ coverage }: ScanResult, { defects, flows, verdicts, baselined, unchanged }: ToldResult): string {
  const waiting = verdicts.undetermined;
  const unread = coverage.notEvaluated.length;
  const doubts = [
    ...(baselined.length === 0 ? [] : [`${baselined.length} in the baseline`]),
    ...(unchanged.length === 0 ? [] : [`${unchanged.length} as before`]),
    ...(waiting === 0 ? [] : [`${count(waiting, "flow")} cannot be decided`]),
    ...(unread === 0 ? [] : [`${count(unread, "part")} of the configuration not read`]),
  ];
  const found =
    defects.length > 0
      ? count(defects.length, "finding")
      : flows.length === 0
        ? "no flow from a load balancer to a service"
        : waiting === flows.length
          ? undefined
          : baselined.length + unchanged.length === 0
            ? "nothing that is blocked"
            : "nothing new";
  return `### reachlint: ${[found, ...doubts].filter((one) => one !== undefined).join(", ")}`;
}

function defectTable({ defects }: ToldResult): readonly string[] {
  if (defects.length === 0) return [];
  return ["| | where | what | repair |", "|---|---|---|---|", ...defects.map(defectRow), ""];
}

const ICON = { error: "❌ error", warning: "⚠️ warning", note: "ℹ️ note" } as const;

function defectRow([finding, ...others]: FindingGroup): string {
  const { severity, span, ruleId, message, when, repair } = finding;
  const only = when.length === 0 ? "" : ` when ${markdown(when.join(" and "))}`;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `| ${ICON[severity]} | ${markdownCode(placeText(span))} | ${markdownCode(ruleId)}<br>${markdown(message)}${only}${more} | ${repair === undefined ? "" : markdown(repair)} |`;
}

/** What is not known, once for each cause, and what to do about it. */
function doubtTable({ coverage }: ScanResult, { flows }: ToldResult): readonly string[] {
  const waiting = flows.filter(({ verdict }) => verdict === "undetermined");
  const causes = [...causesOf(waiting.flatMap(({ because }) => because)).values()].map(({ cause }) => cause);
  const unread = coverage.notEvaluated.map(({ because, span, hint }) => ({ text: because, span, hint }));
  if (causes.length + unread.length === 0) return [];
  const rows = [...causes, ...unread].map(
    ({ text, span, hint }) =>
      `| ${span === undefined ? "" : markdownCode(placeText(span))} | ${markdown(text)} | ${hint === undefined ? "" : markdown(hint)} |`,
  );
  return ["| where | not known | what to do |", "|---|---|---|", ...new Set(rows), ""];
}

const VERDICT: Readonly<Record<FlowVerdict, string>> = {
  reachable: "✅ reachable",
  partial: "❌ partly blocked",
  blocked: "❌ blocked",
  undetermined: "❔ undetermined",
};

function flowTable({ flows }: ToldResult): readonly string[] {
  if (flows.length === 0) return [];
  const rows = flows.map(
    (flow) =>
      `| ${VERDICT[flow.verdict]} | ${markdownCode(sourceName(flow))} | ${markdownCode(flow.service.address)} | ${flow.purpose} | ${flow.protocol} ${markdown(flow.requiredText)} |`,
  );
  return [
    `<details><summary>${count(flows.length, "flow")}</summary>`,
    "",
    "| verdict | from | to | purpose | ports |",
    "|---|---|---|---|---|",
    ...rows,
    "",
    "</details>",
    "",
  ];
}

function assumptions({ flows }: ToldResult): readonly string[] {
  const given = assumed(flows);
  return given === undefined ? [] : [`Assumed: ${markdown(given)}`, ""];
}

function problems({ unread }: ToldResult): readonly string[] {
  if (unread.length === 0) return [];
  return [
    `**${count(unread.length, "input")} could not be read:**`,
    "",
    ...unread.map((diagnostic) => {
      const where = whereText(diagnostic);
      return `- ${where === undefined ? "" : `${markdownCode(where)} `}${markdown(diagnostic.message)}`;
    }),
    "",
  ];
}

/** As many whole lines as fit, and a line that says so where not all do. */
function withinLimit(lines: readonly string[], limit: number): string {
  const kept: string[] = [];
  let size = 0;
  for (const line of lines) {
    size += byteLength(line) + 1;
    if (size > limit)
      return `${kept.join("\n")}\n\nThe rest is left out, as it is too long. The SARIF report has everything.\n`;
    kept.push(line);
  }
  return `${kept.join("\n")}\n`;
}

/** No less than its bytes: at most three of UTF-8 stand for one UTF-16 unit. */
function byteLength(text: string): number {
  return text.length * 3;
}
