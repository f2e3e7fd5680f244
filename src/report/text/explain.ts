/** The flows of a scan → each hop by hop, both directions, with the lines that decide, for people. */
import { groupBy } from "../../base/collections.ts";
import type { UnknownValue } from "../../base/value.ts";
import { describeFilterRule } from "../../graph/describe.ts";
import type { DecidingRule, Flow, FlowVerdict, Hop } from "../../reach/flow.ts";
import { formatPorts } from "../../sets/port-set.ts";
import { plain } from "../escape.ts";
import { decidedAlike, waysOf } from "../pairs.ts";
import { type ScanResult, told } from "../scan-result.ts";
import { causesOf, collapse, filterNames, HOP_NAMES, type HopLine, openText, routeName } from "../words.ts";
import { codeFrame } from "./code-frame.ts";
import { causeLines, MARK, paint } from "./flow-lines.ts";
import { displayWidth, fold, indent, type Style, styleOf, type TextOptions } from "./lines.ts";

export function renderExplain(result: ScanResult, options: TextOptions): string {
  const style = styleOf(options);
  const { flows } = told(result);
  if (flows.length === 0) return "There is no flow from a load balancer to a service.\n";
  const groups = groupBy(flows, (flow) => {
    const { service, targetGroup, loadBalancer, protocol, requiredText, when } = flow;
    const ends = [service.id, targetGroup?.id, loadBalancer?.id, protocol, requiredText, when];
    return JSON.stringify([...ends, ...explainPath(flow, style)]);
  });
  return `${[...groups.values()].map((same) => explainFlows(same, style).join("\n")).join("\n\n")}\n`;
}

/** Flows that go the same way, traffic and health check, are told as one. */
function explainFlows(flows: readonly Flow[], style: Style): readonly string[] {
  const [flow, ...others] = flows;
  const name = routeName([flow!, ...others]);
  return [
    ...fold(`${verdict(flow!.verdict, style)} ${style.bold(plain(name))}`, style, "", "  "),
    ...flows.flatMap(({ id }) => fact("id", id, style)),
    ...facts(flow!, style),
    ...explainPath(flow!, style),
  ];
}

/** The hops, what else stands in the way, what is assumed, and what is not known. */
function explainPath(flow: Flow, style: Style): readonly string[] {
  const lines: string[] = [];
  const [back, there] = partition(collapse(flow.hops), ({ hop }) => hop.kind.startsWith("return"));
  if (there.length > 0) lines.push("", `  ${style.bold("there")}`, ...there.flatMap((hop) => explainHop(hop, style)));
  if (back.length > 0) lines.push("", `  ${style.bold("and back")}`, ...back.flatMap((hop) => explainHop(hop, style)));
  if (there.length + back.length > 0 && back.length === 0)
    lines.push("", ...fold(style.dim(NO_FILTER_BACK), style, "  "));
  for (const { text, span, proof } of flow.obstacles ?? []) {
    const certain = proof !== undefined;
    const mark = certain ? style.bad : style.unsure;
    lines.push("", ...fold(`${mark(certain ? MARK.closed : MARK.undetermined)} ${plain(text)}`, style, "  ", "  "));
    lines.push(...codeFrame({ span, mark, context: 0 }, style, "    "));
  }
  if (flow.assumptions.length > 0) {
    lines.push("", `  ${style.bold("assumed")}`);
    lines.push(...flow.assumptions.flatMap(({ text }) => fold(`· ${plain(text)}`, style, "    ", "  ")));
  }
  if (flow.because.length > 0) lines.push("", ...supplies(flow.because, style).map(indent));
  return lines;
}

const NO_FILTER_BACK = "and back: security groups let the answers through, and no network ACL is between";

/** What the flow is made of, and what it needs. */
function facts(flow: Flow, style: Style): readonly string[] {
  const { taskDefinition, container, targetGroup, required, requiredText, portMapping, when } = flow;
  const rows: readonly (readonly [string, string | undefined])[] = [
    worldRow(when),
    ["target group", targetGroup?.address],
    ["task definition", taskDefinition?.address],
    [
      "container",
      container.name === undefined
        ? undefined
        : `${container.name}${container.port === undefined ? "" : `:${container.port}`}`,
    ],
    [
      "needs",
      `${flow.protocol} ${formatPorts(required) || requiredText || "a port that is not known"}${WHY[portMapping]}`,
    ],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : fact(name, value, style)));
}

/** A word that is too long for a column of its own has the name before it. */
function fact(name: string, value: string, style: Style): readonly string[] {
  const column = 17;
  const words = plain(value).split(" ");
  const fits = words.every((word) => displayWidth(word) <= style.width - column - 2);
  const head = fits ? name.padEnd(column - 1) : `${name}:`;
  return fold(`${style.dim(head)} ${words.join(" ")}`, style, "  ", fits ? " ".repeat(column) : "  ");
}

const WHY: Readonly<Record<Flow["portMapping"], string>> = {
  dynamic: ", any of which the agent may pick on the host",
  static: ", as the port mapping says",
  task: ", on the task's own interface",
  unknown: "",
};

function verdict(of: FlowVerdict, style: Style): string {
  if (of === "reachable") return style.good("✓ reachable");
  if (of === "undetermined") return style.unsure("? undetermined");
  return style.bad(of === "blocked" ? "✗ blocked" : "✗ partly blocked");
}

function explainHop(line: HopLine, style: Style): readonly string[] {
  const { hop } = line;
  const color = paint(hop.verdict, style);
  const head = `${color(MARK[hop.verdict])} ${HOP_NAMES[hop.kind].replace("answer: ", "")}: ${style.bold(plain(filterNames(hop)))} ${color(openText(hop))}`;
  return [
    ...fold(head, style, "    ", "  "),
    ...decidedAlike(line).flatMap((hops) => [...pairs(hops, style), ...decisions(hops[0], style)]),
  ];
}

function pairs(hops: readonly Hop[], style: Style): readonly string[] {
  const ways = waysOf(hops);
  return ways.length === 0 ? [] : fold(plain(ways.join(", ")), style, "      ").map(style.dim);
}

function decisions({ decidedBy, because }: Hop, style: Style): readonly string[] {
  const causes = [...causesOf(because).values()];
  return [
    ...decidedBy.flatMap((decision) => explainDecision(decision, style, "      ")),
    ...causes.flatMap(({ cause }) => fold(`${style.unsure("?")} ${plain(cause.text)}`, style, "      ", "  ")),
  ];
}

/** The filter rule in words, then the line that says it. */
function explainDecision({ rule, role, why }: DecidingRule, style: Style, margin: string): readonly string[] {
  const mark = role === "admits" ? style.good : role === "denies" ? style.bad : style.unsure;
  const words = { admits: "by", denies: "against", nearest: "nearest", elsewhere: "elsewhere" }[role];
  const said =
    (role === "nearest" || role === "elsewhere") && why !== undefined
      ? why
      : (rule.implied ?? describeFilterRule(rule));
  const head = fold(`${mark(words)} ${plain(said)}`, style, margin, "  ");
  if (rule.implied !== undefined) return head;
  return [...head, ...codeFrame({ span: rule.portsSpan ?? rule.span, mark, context: 0 }, style, margin)];
}

/** What is not known, each cause once, and how to supply it. */
function supplies(because: readonly UnknownValue[], style: Style): readonly string[] {
  const causes = [...causesOf(because).values()];
  return [
    style.bold("to decide it, supply"),
    ...causes.flatMap(({ cause }) => causeLines(cause, `${style.unsure("?")} ${plain(cause.text)}`, style, "  ")),
  ];
}

/** Those that meet the condition, and the others. */
function partition<T>(all: readonly T[], condition: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(condition), all.filter((one) => !condition(one))];
}

/** `when UseNacl = true`, `with env/prod.tfvars`; nothing where it holds in all worlds. */
function worldRow(when: readonly string[]): readonly [label: string, text: string | undefined] {
  const text = when.join(" and ");
  if (text.startsWith(WITH)) return [WITH.trim(), text.slice(WITH.length)];
  return ["when", text === "" ? undefined : text];
}

const WITH = "with ";
