/** The result of a scan that was compared with a base → what the change brings, for people at a terminal who have ten seconds. */
import { changeCounts, sideText } from "../change-words.ts";
import { plain } from "../escape.ts";
import { placeText, whereText } from "../location.ts";
import { bySeverity, type FindingGroup, type ScanResult, told } from "../scan-result.ts";
import { count, whenText } from "../words.ts";
import { otherBlocks, pathBlocks } from "./change-blocks.ts";
import { hintLines } from "./flow-lines.ts";
import { fold, type Style, styleOf } from "./lines.ts";
import type { ReportTextOptions } from "./text.ts";

/** `result` has a change. */
export function renderChangeText(result: ScanResult, options: ReportTextOptions): string {
  const style = styleOf(options);
  const shown = told(result);
  const unread = shown.unread.filter((one) => result.change?.before.has(one) !== true);
  const blocks = [
    ...pathBlocks(result, style),
    ...bySeverity(shown.defects, ([{ severity }]) => severity).map((group) => newBlock(group, style)),
    ...otherBlocks(result, style),
    ...(result.change?.unread ?? []).map(({ message }) =>
      fold(`${style.severity.note("note")} ${plain(message)}`, style, ""),
    ),
    ...unread.map((one) => {
      const where = whereText(one);
      const text = `${style.severity.error("not read")} ${where === undefined ? "" : `${plain(where)} `}${plain(one.message)}`;
      return [...fold(text, style, ""), ...hintLines(one.hint, style, "  ")];
    }),
    summary(result, style),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function newBlock(group: FindingGroup, style: Style): readonly string[] {
  const [{ severity, ruleId, message, when, span, repair }] = group;
  return [
    `${style.bold("new")} ${style.severity[severity](severity)} ${style.bold(plain(ruleId))}`,
    ...fold(plain(message), style, "  "),
    ...(when.length === 0 ? [] : fold(style.dim(plain(whenText(when))), style, "  ")),
    `  ${style.dim("at ")} ${style.link(plain(placeText(span)))}`,
    ...(repair === undefined ? [] : fold(`${style.good("repair:")} ${plain(repair)}`, style, "  ")),
  ];
}

function summary(result: ScanResult, style: Style): readonly string[] {
  const { defects, unchanged, baselined } = told(result);
  const { change } = result;
  if (change === undefined) return [];
  const counts = changeCounts(change);
  const parts = [
    defects.length === 0 ? "no new findings" : count(defects.length, "new finding"),
    ...(counts.length === 0 ? ["no path changes"] : counts),
    ...(unchanged.length === 0 ? [] : [`${unchanged.length} as before`]),
    ...(baselined.length === 0 ? [] : [`${baselined.length} in the baseline`]),
  ];
  const sides = `${sideText(change.base)} → ${sideText(change.head)}`;
  return fold(`${style.dim(`${plain(sides)}:`)} ${parts.join(", ")}`, style, "");
}
