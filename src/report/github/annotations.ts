/**
 * The result of a scan → workflow commands by which GitHub shows annotations
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions).
 */
import type { Severity } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source-file.ts";
import { plain } from "../escape.ts";
import { location, placeText, shownSpan } from "../location.ts";
import { bySeverity, type FindingGroup, type ScanResult, told } from "../scan-result.ts";
import { count, whenText } from "../words.ts";

/** The runner shows the first ten of each kind of a step; the rest stands in its log. Longer messages are cut by it. */
const LONGEST_MESSAGE = 4096;

const COMMAND: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

/** One command a line, the gravest first: violations, then what could not be read, in the head or in the base, and how much was there before. Empty where there is nothing to say. */
export function renderAnnotations(result: ScanResult): string {
  const { defects, baselined, unchanged } = told(result);
  const failures = result.diagnostics.filter(
    (one) => (one.notAnalysed === true || one.severity === "error") && result.change?.before.has(one) !== true,
  );
  const old = [
    ...(baselined.length === 0 ? [] : [notCounting(baselined.length, "in the baseline")]),
    ...(unchanged.length === 0 ? [] : [notCounting(unchanged.length, "that the base has too")]),
  ];
  const problems = [...failures, ...(result.change?.unread ?? [])];
  const all = [...defects.map(violation), ...problems.map(({ code, ...rest }) => ({ title: code, ...rest })), ...old];
  return bySeverity(all, ({ severity }) => severity)
    .map(annotation)
    .join("");
}

interface Annotation {
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly span?: Span;
  /** Where there is no span. */
  readonly path?: string;
}

/** Those that were there before are no matter of this change: one line for all. */
function notCounting(number: number, where: string): Annotation {
  const message = `${count(number, "finding")} ${where}, which ${number === 1 ? "does" : "do"} not count`;
  return { severity: "note", title: "reachlint", message };
}

function violation(group: FindingGroup): Annotation {
  const [finding] = group;
  const { severity, ruleId, message, when, repair } = finding;
  const span = shownSpan(finding);
  const others = group.reduce((sum, { flows }) => sum + Math.max(1, flows.length), -1);
  const lines = [
    message,
    ...(when.length === 0 ? [] : [`It holds ${whenText(when)}.`]),
    ...(repair === undefined ? [] : [`Repair: ${repair}`]),
    ...(others === 0 ? [] : [`The same for ${others} more.`]),
    ...(span === finding.span ? [] : [`What is at fault stands at ${placeText(finding.span)}.`]),
  ];
  return { severity, title: ruleId, message: lines.join("\n"), span };
}

/** One command. The message may have several lines. */
export function annotation({ severity, title, message, span, path }: Annotation): string {
  const place = span === undefined ? undefined : location(span);
  const { startLine, endLine, startColumn, endColumn } = place ?? {};
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ["file", place?.path ?? path],
    ["line", startLine],
    ["endLine", endLine],
    // The runner takes columns only within one line.
    ["col", startLine === endLine ? startColumn : undefined],
    ["endColumn", startLine === endLine ? endColumn : undefined],
    ["title", title],
  ];
  const given = properties.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${property(String(value))}`],
  );
  const lines = message.split("\n").map(plain).join("\n").slice(0, LONGEST_MESSAGE);
  return `::${COMMAND[severity]} ${given.join(",")}::${data(lines)}\n`;
}

/** What follows the second `::`, so that no line break can begin another command. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(plain(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
