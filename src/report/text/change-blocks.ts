/** What a change brings, for people at a terminal: paths, filters that opened wider, and what is repaired. */

import type { ChangeReason, FlowChangeKind } from "../../compare/flow-changes.ts";
import { type ToldFlowChange, type ToldOpening, toldFlowChanges, toldOpenings } from "../change-words.ts";
import { plain } from "../escape.ts";
import { placeText } from "../location.ts";
import { defectsOf, type FindingGroup, type ScanResult } from "../scan-result.ts";
import { fold, type Style } from "./lines.ts";

/** The paths that are others, a paragraph each; none where nothing was compared. */
export function pathBlocks({ change }: ScanResult, style: Style): readonly (readonly string[])[] {
  return change === undefined ? [] : toldFlowChanges(change).map((one) => flowBlock(one, style));
}

/** What else is another thing. */
export function otherBlocks({ change }: ScanResult, style: Style): readonly (readonly string[])[] {
  if (change === undefined) return [];
  return [
    ...toldOpenings(change).map((one) => openedBlock(one, style)),
    ...defectsOf(change.fixed).map((one) => fixedBlock(one, style)),
  ];
}

const WORD: Readonly<Record<FlowChangeKind, string>> = {
  lost: "lost",
  doubted: "in doubt",
  added: "new path",
  removed: "gone",
  gained: "gained",
  settled: "proven",
};

function flowBlock({ change, name, what, becomes }: ToldFlowChange, style: Style): readonly string[] {
  const { kind, reason, was } = change;
  const paint =
    kind === "lost" ? style.bad : kind === "doubted" ? style.unsure : kind === "removed" ? style.dim : style.good;
  return [
    ...heading(paint(WORD[kind]), name, style),
    ...fold(plain(what), style, "  "),
    ...fold(paint(plain(becomes)), style, "  "),
    ...reasonLines("by", reason, style),
    ...reasonLines("was", was, style),
  ];
}

/** A word and a name; what does not fit is set in. */
function heading(word: string, name: string, style: Style): readonly string[] {
  return fold(`${style.bold(word)} ${plain(name)}`, style, "", "  ");
}

function reasonLines(word: string, reason: ChangeReason | undefined, style: Style): readonly string[] {
  if (reason === undefined) return [];
  return [
    `  ${style.dim(word.padEnd(3))} ${style.link(plain(placeText(reason.span)))}`,
    ...fold(plain(reason.text), style, "      "),
  ];
}

function openedBlock({ filter, text, span }: ToldOpening, style: Style): readonly string[] {
  return [
    ...heading(style.unsure("opened"), filter, style),
    ...fold(plain(text), style, "  "),
    `  ${style.dim("by ")} ${style.link(plain(placeText(span)))}`,
  ];
}

function fixedBlock([{ ruleId, message }]: FindingGroup, style: Style): readonly string[] {
  return [`${style.bold(style.good("repaired"))} ${style.bold(plain(ruleId))}`, ...fold(plain(message), style, "  ")];
}
