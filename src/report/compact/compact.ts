/**
 * The result of a scan → a line for each problem as compilers print them, `file:line:column: error: message [rule]`: editors know the form, and so do
 * problem matchers (https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md). recipes/github-problem-matcher.json is one.
 */
import type { Diagnostic, Severity } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source-file.ts";
import type { NotEvaluated } from "../../evaluate/resource.ts";
import type { Flow } from "../../reach/flow.ts";
import { plain } from "../escape.ts";
import { bySeverity, type FindingGroup, type ScanResult, told } from "../scan-result.ts";
import { causesOf, count, whenText } from "../words.ts";

/**
 * The gravest first: what is violated and counts, then problems of the configuration, why flows cannot be decided, and what was not analysed. Empty
 * where there is nothing to say.
 */
export function renderCompact(result: ScanResult): string {
  const isNew = (one: Diagnostic | Flow | NotEvaluated): boolean => result.change?.before.has(one) !== true;
  const problems = result.diagnostics
    .filter((one) => one.detail !== true && isNew(one))
    .map(({ code, ...rest }) => ({ id: code, ...rest }));
  const all: readonly Problem[] = [
    ...told(result).defects.map(violation),
    ...problems,
    ...doubts(told(result).flows.filter((flow) => flow.verdict === "undetermined" && isNew(flow))),
    ...result.coverage.notEvaluated.filter(isNew).map(notAnalysed),
  ];
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
    ...(when.length === 0 ? [] : [`${whenText(when)}`]),
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

/** Each reason once, with how many flows wait for it. */
function doubts(waiting: readonly Flow[]): readonly Problem[] {
  const reasons = causesOf(waiting.flatMap(({ because }) => because));
  return [...reasons].map(([key, { cause }]) => {
    const number = waiting.filter(({ because }) => causesOf(because).has(key)).length;
    const message = `${count(number, "flow")} cannot be decided: ${cause.text}`;
    const place = cause.span === undefined ? {} : { span: cause.span };
    return { severity: "note", id: "undetermined", message, hint: cause.hint, ...place };
  });
}

function notAnalysed({ address, because, hint, span }: NotEvaluated): Problem {
  const message = because.startsWith(address) ? `not analysed: ${because}` : `${address} is not analysed: ${because}`;
  return {
    severity: "note",
    id: "not-analysed",
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(span === undefined ? {} : { span }),
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
