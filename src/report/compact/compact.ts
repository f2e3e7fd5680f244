/**
 * The result of a scan → a line for each problem as compilers print them, `file:line:column: error: message [rule]`: editors know the form, and so do
 * problem matchers (https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md). recipes/github-problem-matcher.json is one.
 */
import type { Severity } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source-file.ts";
import { plain } from "../escape.ts";
import { bySeverity, type FindingGroup, type ScanResult, told } from "../scan-result.ts";
import { whenText } from "../words.ts";

/** The gravest first: what is violated and counts, then problems of the configuration. Empty where there is nothing to say. */
export function renderCompact(result: ScanResult): string {
  const problems = result.diagnostics
    .filter((one) => one.detail !== true && result.change?.before.has(one) !== true)
    .map(({ code, ...rest }) => ({ id: code, ...rest }));
  const all: readonly Problem[] = [...told(result).defects.map(violation), ...problems];
  return bySeverity(all, ({ severity }) => severity)
    .map(line)
    .join("");
}

interface Problem {
  readonly severity: Severity;
  readonly id: string;
  readonly message: string;
  readonly hint?: string;
  readonly span?: Span;
  /** Where there is no span. */
  readonly path?: string;
}

function violation(group: FindingGroup): Problem {
  const [{ severity, ruleId, message, when, repair, span }] = group;
  const others = group.reduce((sum, { flows }) => sum + Math.max(1, flows.length), -1);
  const parts = [
    message,
    ...(when.length === 0 ? [] : [`when ${whenText(when)}`]),
    ...(others === 0 ? [] : [`the same for ${others} more`]),
  ];
  return {
    severity,
    id: ruleId,
    message: parts.join("; "),
    span,
    ...(repair === undefined ? {} : { hint: `repair: ${repair}` }),
  };
}

/** A file that could not be read has no line: it is told at the first one. What has no file is told by the program. */
function line({ severity, id, message, hint, span, path }: Problem): string {
  const at = span?.file.position(span.start) ?? { line: 1, column: 1 };
  const file = span?.file.path ?? path;
  const place = file === undefined ? "reachlint" : `${fileName(file)}:${at.line}:${at.column}`;
  const said = plain(hint === undefined ? message : `${message}; ${hint}`);
  return `${place}: ${severity}: ${said} [${plain(id)}]\n`;
}

/** A colon in a name would begin the line's number. */
function fileName(path: string): string {
  return plain(path).replaceAll(":", "\\u003a");
}
