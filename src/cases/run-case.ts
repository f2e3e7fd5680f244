/** A case of a rule → what its annotations expect, what the scan finds, and where the two differ. */
import { groupBy } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { SourceFile } from "../base/source-file.ts";
import type { Finding } from "../check/finding.ts";
import { discover } from "../discover/discover.ts";
import type { RuleCase } from "../discover/rule-files.ts";
import { type ScanRequest, scan } from "../pipeline.ts";
import type { ScanResult } from "../report/scan-result.ts";
import { type ScanOptions, scanRequest } from "../request.ts";

/** Of the settings only which rules there are: a case says by itself all else that it depends on. */
type CaseRules = Pick<ScanOptions, "rules" | "disable" | "severity">;

export interface CaseRun {
  readonly case: RuleCase;
  readonly expected: readonly Statement[];
  readonly found: readonly Statement[];
  readonly result: ScanResult;
}

/** Scans the case alone, as if it were started in its folder. Directories of rules must be absolute. */
export async function runCase(one: RuleCase, rules: CaseRules, onGraphs?: ScanRequest["onGraphs"]): Promise<CaseRun> {
  const request = requestOf(one, rules);
  const result = await scan(onGraphs === undefined ? request : { ...request, onGraphs });
  return { case: one, expected: expectedIn(one), found: statementsOf(result), result };
}

/** What the annotations say in the files of the case that a scan of it reads. */
export function expectedIn(one: RuleCase): readonly Statement[] {
  const { files, terraformFiles, documents } = discover(requestOf(one, {}));
  return [...terraformFiles, ...documents].flatMap((path) => {
    const read = files.read(path);
    return read.ok ? annotationsIn(new SourceFile(path, read.text)) : [];
  });
}

function requestOf({ directory }: RuleCase, rules: CaseRules): ScanRequest {
  return scanRequest(directory, ["."], rules);
}

/** What is said of a line of a case: by an annotation in it, or by the scan. */
export interface Statement {
  /** As the scan names it; undefined where a diagnostic has no place. */
  readonly file: string | undefined;
  /** From 1; undefined where a diagnostic is about a whole file. */
  readonly line: number | undefined;
  /** The verdict of a finding, or `diagnosed` for what is told about the scan itself. */
  readonly word: Finding["verdict"] | "diagnosed";
  /** The id of the rule, or the code of the diagnostic. */
  readonly name: string;
  /** What the scan says about it. */
  readonly message?: string;
}

const ANNOTATION = /^\s*# (violated|undetermined|diagnosed): (.+)$/;

/**
 * The annotations of a file: a comment `# violated: rule-id` or `# undetermined: rule-id` (several ids joined by commas) above the line
 * where the finding's primary span begins, or `# diagnosed: code` above that of a diagnostic. Several stand one under the other.
 */
function annotationsIn(file: SourceFile): readonly Statement[] {
  const lines = file.lineStarts.map((_, at) => file.line(at + 1));
  return lines.flatMap((line, at) => {
    const [, word, names] = ANNOTATION.exec(line) ?? [];
    if (word === undefined) return [];
    const below = lines.findIndex((other, index) => index > at && !ANNOTATION.test(other));
    // At the end of a file it is told where it stands.
    const about = below === -1 ? at : below;
    return names!
      .split(",")
      .map((name) => ({ file: file.path, line: about + 1, word: word as Statement["word"], name: name.trim() }));
  });
}

/** The findings and the diagnostics of a scan. */
function statementsOf({ findings, diagnostics }: ScanResult): readonly Statement[] {
  return [
    ...findings.map(({ span, verdict, ruleId, message }) => ({
      ...placeOf({ span }),
      word: verdict,
      name: ruleId,
      message,
    })),
    ...diagnostics.map(
      ({ code, message, ...where }) => ({ ...placeOf(where), word: "diagnosed", name: code, message }) as const,
    ),
  ];
}

function placeOf({ span, path }: Pick<Diagnostic, "span" | "path">): Pick<Statement, "file" | "line"> {
  if (span === undefined) return { file: path, line: undefined };
  return { file: span.file.path, line: span.file.position(span.start).line };
}

/** Keys are sorted as places are: by file, then by line. */
function placeKeyOf({ file = "", line = 0 }: Statement): string {
  return `${file}\0${String(line).padStart(9, "0")}`;
}

/** What is expected and what is found at one place, as far as the other does not say the same. */
export interface Difference {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly missing: readonly Statement[];
  readonly unexpected: readonly Statement[];
}

/** In the order of their places. What is found by a rule that `isTested` leaves out counts only where the case has an annotation of it. */
export function differencesOf(
  { expected, found }: Pick<CaseRun, "expected" | "found">,
  isTested: (rule: string) => boolean,
): readonly Difference[] {
  const counted = found.filter(
    ({ word, name }) => word === "diagnosed" || isTested(name) || expected.some((other) => other.name === name),
  );
  const missing = without(expected, counted);
  const unexpected = without(counted, expected);
  return [...groupBy([...missing, ...unexpected], placeKeyOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, [{ file, line }]]) => {
      const isHere = (one: Statement): boolean => placeKeyOf(one) === key;
      return { file, line, missing: missing.filter(isHere), unexpected: unexpected.filter(isHere) };
    });
}

/** Those of the first that the second does not have, each as often as it has more of them. */
function without(all: readonly Statement[], others: readonly Statement[]): readonly Statement[] {
  const keyOf = (one: Statement): string => [placeKeyOf(one), one.word, one.name].join("\0");
  const left = others.map(keyOf);
  return all.filter((one) => {
    const at = left.indexOf(keyOf(one));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}
