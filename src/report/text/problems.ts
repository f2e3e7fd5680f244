/** What is wrong with the configuration itself, for people at a terminal. */
import { groupBy } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { plain } from "../escape.ts";
import { whereText } from "../location.ts";
import { bySeverity } from "../scan-result.ts";
import { hintLines } from "./flow-lines.ts";
import { fold, type Style } from "./lines.ts";

/** The gravest first; of one kind the first, and how many others there are, unless `all` is asked for. Each file that could not be read is told in any case. */
export function problemLines(diagnostics: readonly Diagnostic[], all: boolean, style: Style): readonly string[] {
  const kinds = [
    ...groupBy(
      bySeverity(diagnostics, ({ severity }) => severity),
      ({ code }) => code,
    ).values(),
  ];
  return kinds.flatMap((same) => {
    const first = new Set([...groupBy(same, fileOf).values()].map(([one]) => one));
    const isUnread = (one: Diagnostic) => one.notAnalysed === true && !IN_READ_FILES.has(one.code) && first.has(one);
    const told = same.filter((one, at) => all || isUnread(one) || at < MOST_OF_A_KIND);
    const left = same.length - told.length;
    const more = left === 0 ? [] : [style.dim(`  and ${left} more like ${left === 1 ? "this" : "these"} (--verbose)`)];
    return [...told.flatMap((one) => diagnosticLines(one, style)), ...more];
  });
}

const MOST_OF_A_KIND = 3;
/** What was not analysed is another file than the one that these are in. */
const IN_READ_FILES: ReadonlySet<string> = new Set(["module-outside"]);

function fileOf({ span, path }: Diagnostic): string {
  return span?.file.path ?? path ?? "";
}

function diagnosticLines(diagnostic: Diagnostic, style: Style): readonly string[] {
  const { severity, code, message, hint } = diagnostic;
  const where = whereText(diagnostic);
  const place = where === undefined ? "" : `${style.link(plain(where))} `;
  const text = `${style.severity[severity](severity)} ${place}${plain(message)} ${style.dim(`[${plain(code)}]`)}`;
  return [...fold(text, style, "", "  "), ...hintLines(hint, style, "  ")];
}
