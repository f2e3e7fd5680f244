/** What a scan could not decide → what to supply, for people. */
import type { UnknownValue } from "../base/value.ts";
import type { Finding } from "../check/finding.ts";
import type { Flow } from "../reach/flow.ts";
import { causesOf } from "./causes.ts";
import { count } from "./count.ts";
import { plain } from "./escape.ts";
import { listedName } from "./flow-name.ts";
import { byId } from "./flow-order.ts";
import { fold } from "./fold.ts";
import { placeText } from "./location.ts";
import type { ScanResult } from "./scan-result.ts";
import type { Style, TextOptions } from "./style.ts";

/** What is not known: the flows with each cause once, then what is open about anything else. */
export function undeterminedBlock(
  { flows, findings }: ScanResult,
  style: Style,
  options: TextOptions,
): readonly (readonly string[])[] {
  const open = byId(flows).filter(({ verdict }) => verdict === "undetermined");
  const others = findings.filter(
    ({ verdict, flow, suppressed }) => verdict === "undetermined" && flow === undefined && suppressed === undefined,
  );
  return [
    ...(open.length === 0 ? [] : [openFlows(open, style, options)]),
    ...(others.length === 0 ? [] : [openFindings(others, style, options)]),
  ];
}

function openFindings(findings: readonly Finding[], style: Style, options: TextOptions): readonly string[] {
  const lines = [
    `${style.severity.undetermined("undetermined")} ${style.bold(`${count(findings.length, "check")} cannot be decided from the source`)}`,
  ];
  for (const { span, message, ruleId } of findings) {
    const text = `${style.open("?")} ${style.link(plain(placeText(span)))}  ${plain(message)} ${style.dim(`[${plain(ruleId)}]`)}`;
    lines.push(...fold(text, options.width, "  "));
  }
  return lines;
}

function openFlows(open: readonly Flow[], style: Style, options: TextOptions): readonly string[] {
  const causes = new Map<string, { readonly unknown: UnknownValue; readonly flows: Flow[] }>();
  for (const flow of open) {
    for (const [key, unknown] of causesOf(flow.because)) {
      const known = causes.get(key);
      if (known === undefined) causes.set(key, { unknown, flows: [flow] });
      else known.flows.push(flow);
    }
  }
  const mark = style.severity.undetermined;
  const lines = [
    `${mark("undetermined")} ${style.bold(`${count(open.length, "flow")} cannot be decided from the source`)}`,
  ];
  for (const flow of open) lines.push(`  ${style.open("?")} ${plain(listedName(flow, open))}`);
  lines.push("", `  ${style.dim("because")}`);
  for (const { unknown, flows: waiting } of causes.values()) {
    const { cause } = unknown;
    const many = waiting.length > 1 ? style.dim(` (${waiting.length} flows)`) : "";
    const where = cause.span === undefined ? "" : `  ${style.link(plain(placeText(cause.span)))}`;
    lines.push(...fold(`${plain(cause.text)}${many}${where}`, options.width, "    "));
    if (cause.hint !== undefined)
      lines.push(...fold(`${style.good("→")} ${plain(cause.hint)}`, options.width, "      "));
  }
  return lines;
}
