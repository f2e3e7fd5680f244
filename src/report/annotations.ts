/**
 * The result of a scan → workflow commands by which GitHub shows annotations
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions).
 */
import type { Severity } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import { plain } from "./escape.ts";
import { groupFindings } from "./finding-group.ts";
import { location } from "./location.ts";
import type { ScanResult } from "./scan-result.ts";

/** The runner shows the first ten of each kind of a step; the rest stands in its log. Longer messages are cut by it. */
const LONGEST_MESSAGE = 4096;

const COMMAND: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

/** One command a line, the gravest first: violations, then what could not be read. Empty where there is nothing to say. */
export function renderAnnotations({ findings, diagnostics }: ScanResult): string {
  const violated = findings.filter(({ verdict, suppressed }) => verdict === "violated" && suppressed === undefined);
  const lines = (["error", "warning", "note"] as const).flatMap((severity) => [
    ...groupFindings(violated)
      .filter(([finding]) => finding.severity === severity)
      .map((group) => {
        const [{ ruleId, message, repair, span }] = group;
        const others =
          group.flatMap(({ flows }) => flows).length - 1 + group.filter(({ flows }) => flows.length === 0).length;
        const more = others <= 0 ? "" : `\nThe same for ${others} more.`;
        return command(severity, ruleId, `${message}${repair === undefined ? "" : `\nRepair: ${repair}`}${more}`, span);
      }),
    ...diagnostics
      .filter((one) => one.severity === severity && (one.notAnalysed === true || severity === "error"))
      .map(({ code, message, span, path }) => command(severity, code, message, span, path)),
  ]);
  return lines.join("");
}

function command(severity: Severity, title: string, message: string, span: Span | undefined, path?: string): string {
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
