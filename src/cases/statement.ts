/** What is said of a line of a case: by an annotation in it, or by the scan. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { SourceFile, Span } from "../base/source-file.ts";
import type { Finding } from "../check/finding.ts";
import type { ScanResult } from "../report/scan-result.ts";

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
export function annotationsIn(file: SourceFile): readonly Statement[] {
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
export function statementsOf({
  findings,
  diagnostics,
}: Pick<ScanResult, "findings" | "diagnostics">): readonly Statement[] {
  return [
    ...findings.map(({ span, verdict, ruleId, message }) => ({
      ...placeOf({ span }),
      word: verdict,
      name: ruleId,
      message,
    })),
    ...diagnostics.map((one) => ({
      ...placeOf(one),
      word: "diagnosed" as const,
      name: one.code,
      message: one.message,
    })),
  ];
}

function placeOf({
  span,
  path,
}: { readonly span?: Span } & Pick<Diagnostic, "path">): Pick<Statement, "file" | "line"> {
  if (span === undefined) return { file: path, line: undefined };
  return { file: span.file.path, line: span.file.position(span.start).line };
}

/** Keys are sorted as places are: by file, then by line. */
export function placeKeyOf({ file = "", line = 0 }: Statement): string {
  return `${file}\0${String(line).padStart(9, "0")}`;
}
