/** What a change brings → tables of the summary: paths first, then filters that opened wider, what could not be compared, and what is repaired. */
import type { ChangeReason, FlowChangeKind } from "../../compare/flow-changes.ts";
import { sideText, toldFlowChanges, toldOpenings } from "../change-words.ts";
import { markdown, markdownCode } from "../escape.ts";
import { placeText } from "../location.ts";
import { defectsOf, type ScanResult } from "../scan-result.ts";
import { count } from "../words.ts";
import type { SummaryPart } from "./blocks.ts";

const ICON: Readonly<Record<FlowChangeKind, string>> = {
  lost: "❌ lost",
  doubted: "❔ in doubt",
  added: "🆕 new",
  removed: "➖ gone",
  gained: "✅ gained",
  settled: "✅ proven",
};

/** None where nothing was compared; without rows where nothing changes. */
export function changeTables({ change }: ScanResult): readonly SummaryPart[] {
  if (change === undefined) return [];
  const flows = toldFlowChanges(change).map(
    ({ change: { kind, reason }, name, what, becomes }) =>
      `| ${ICON[kind]} | ${markdownCode(name)}<br>${markdown(what)} | ${markdown(becomes)} | ${reasonCell(reason)} |`,
  );
  const opened = toldOpenings(change).map(
    ({ filter, text, span }) =>
      `| ⚠️ opened wider | ${markdownCode(filter)} | ${markdown(text)} | ${markdownCode(placeText(span))} |`,
  );
  const fixed = defectsOf(change.fixed);
  return [
    {
      what: "change",
      head: [`**Since ${markdown(sideText(change.base))}:**`, "", "| | what | how | by |", "|---|---|---|---|"],
      rows: [...flows, ...opened],
      foot: [""],
    },
    {
      what: "note",
      head: [],
      rows: change.unread.map(({ message }) => `- ℹ️ ${markdown(message)}`),
      foot: [""],
    },
    {
      what: "repaired finding",
      head: [`<details><summary>✅ ${count(fixed.length, "finding")} repaired</summary>`, ""],
      rows: fixed.map(([{ ruleId, message }]) => `- ${markdownCode(ruleId)} ${markdown(message)}`),
      foot: ["", "</details>", ""],
    },
  ];
}

function reasonCell(reason: ChangeReason | undefined): string {
  return reason === undefined ? "" : `${markdownCode(placeText(reason.span))}<br>${markdown(reason.text)}`;
}
