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
    const alike = [
      ...groupBy(told, ({ severity, message, hint }) => JSON.stringify([severity, message, hint])).values(),
    ];
    const lines = alike.flatMap((places, at) => {
      const [{ hint }] = places;
      // What settles several is told once, below them.
      const isSaidBelow = hint !== undefined && alike[at + 1]?.[0].hint === hint;
      return [...messageLines(places, style), ...hintLines(isSaidBelow ? undefined : hint, style, "  ")];
    });
    return [...lines, ...more];
  });
}

const MOST_OF_A_KIND = 3;
/** What was not analysed is another file than the one that these are in. */
const IN_READ_FILES: ReadonlySet<string> = new Set(["module-outside"]);

function fileOf({ span, path }: Diagnostic): string {
  return span?.file.path ?? path ?? "";
}

/** One message, at the place or places of which it speaks. */
function messageLines(places: readonly [Diagnostic, ...Diagnostic[]], style: Style): readonly string[] {
  const [{ severity, code, message }, ...others] = places;
  const where = places.flatMap((one) => whereText(one) ?? []).map((place) => style.link(plain(place)));
  const name = style.severity[severity](severity);
  const text = `${plain(message)} ${style.dim(`[${plain(code)}]`)}`;
  if (others.length === 0) return fold([name, ...where, text].join(" "), style, "", "  ");
  return [...fold(`${name} ${text}`, style, "", "  "), ...where.map((place) => `    ${place}`)];
}
