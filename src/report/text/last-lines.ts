/** The last lines of the report for people at a terminal: what a scan comes to, what it takes as given, and what it does not speak of. */
import { groupBy } from "../../base/collections.ts";
import { assumed } from "../assumption-words.ts";
import { plain } from "../escape.ts";
import { bySeverity, type ScanResult, type ToldResult } from "../scan-result.ts";
import { count, withoutFlowText } from "../words.ts";
import { fold, type Style } from "./lines.ts";
import { unreadLines } from "./open-questions.ts";

/** `unsaid`: how many messages only `--verbose` tells. */
export function summaryLines(
  result: ScanResult,
  shown: ToldResult,
  unsaid: number,
  all: boolean,
  style: Style,
): readonly string[] {
  const given = assumed(shown.flows);
  const idle = withoutFlowText(result.coverage.withoutFlow, all);
  return [
    ...fold(counts(result, shown, unsaid, style).join(style.dim(" · ")), style, ""),
    ...(given === undefined ? [] : fold(style.dim(`assumed: ${plain(given)}`), style, "")),
    ...unreadLines(result.coverage.notEvaluated, shown, all, style),
    ...(idle === undefined ? [] : fold(style.dim(plain(idle)), style, "")),
  ];
}

function counts(result: ScanResult, shown: ToldResult, unsaid: number, style: Style): readonly string[] {
  const { coverage, diagnostics } = result;
  const { flows, verdicts, undetermined, suppressed, baselined, unchanged } = shown;
  const words = [
    ["reachable", "reachable", style.good],
    ["partial", "partly blocked", style.bad],
    ["blocked", "blocked", style.bad],
    ["undetermined", "undetermined", style.unsure],
  ] as const;
  const judged = words.flatMap(([verdict, word, paint]) =>
    verdicts[verdict] === 0 ? [] : [paint(`${verdicts[verdict]} ${word}`)],
  );
  const checks = undetermined.filter(({ flow }) => flow === undefined).length;
  const problems = diagnostics.filter(({ severity }) => severity !== "note").length;
  return [
    flows.length === 0
      ? "no flows from a load balancer to a service"
      : `${count(flows.length, "flow")}: ${judged.join(", ")}`,
    found(shown, style),
    ...(problems === 0 ? [] : [style.unsure(`${count(problems, "problem")} in the configuration`)]),
    ...(baselined.length === 0 ? [] : [style.dim(`${baselined.length} in the baseline`)]),
    ...(unchanged.length === 0 ? [] : [style.dim(`${unchanged.length} as before`)]),
    ...(suppressed === 0 ? [] : [style.dim(`${suppressed} suppressed`)]),
    ...(checks === 0 ? [] : [style.dim(`${count(checks, "check")} undecided`)]),
    ...(unsaid + checks === 0 ? [] : [style.dim("--verbose tells more")]),
    style.dim(`${count(coverage.files, "file")}, ${resourcesText(coverage.resources)}`),
  ];
}

/** Only resources on which a flow can depend are evaluated. */
function resourcesText(number: number): string {
  return number === 0 ? "no resource that matters here" : count(number, "resource");
}

/** `3 findings (2 errors, 1 note)`, `2 findings (errors)`: those of one place are one, as they are shown. */
function found({ defects, violations, baselined, unchanged }: ToldResult, style: Style): string {
  if (violations.length === 0)
    return style.good(baselined.length + unchanged.length === 0 ? "no findings" : "no new findings");
  const grave = [
    ...groupBy(
      bySeverity(defects, ([{ severity }]) => severity),
      ([{ severity }]) => severity,
    ),
  ];
  const severities = grave.map(([severity, same]) => {
    const word = same.length === 1 ? severity : `${severity}s`;
    return style.severity[severity](grave.length === 1 ? word : `${same.length} ${word}`);
  });
  return `${count(defects.length, "finding")} (${severities.join(", ")})`;
}
