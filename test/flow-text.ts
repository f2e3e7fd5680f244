/** Flows as lines of text: what a case of fixtures/ keeps as its expected.flows.txt. */
import type { Flow, Hop, Obstacle } from "../src/reach/flow.ts";
import { formatPorts } from "../src/sets/port-set.ts";

/** By id; each with its verdict, its hops, and what it waits for. Ends with a line break unless there is none. */
export function describeFlows(flows: readonly Flow[]): string {
  const sorted = [...flows].sort((a, b) => (idIn(a) < idIn(b) ? -1 : 1));
  return sorted.map((flow) => `${describeFlow(flow).join("\n")}\n`).join("\n");
}

function describeFlow(flow: Flow): readonly string[] {
  const { must, may } = flow.open;
  return [
    `${flow.verdict} ${idIn(flow)}`,
    `  ${flow.purpose}, ${flow.portMapping}, ${flow.protocol} ${flow.requiredText}`,
    `  open ${formatPorts(must) || "none"}, at most ${formatPorts(may) || "none"}; blocked ${formatPorts(flow.blocked) || "none"}`,
    ...flow.when.map((condition) => `  when ${condition}`),
    ...[...new Set(flow.hops.map(describeHop))],
    ...(flow.obstacles ?? []).map(describeObstacle),
    ...flow.because.map(({ symbol, cause }) => `  unknown ${symbol}: ${cause.text}`),
    ...flow.assumptions.map(({ text }) => `  assumed ${text}`),
  ];
}

/** The flow's id, in which its root is called as the scan calls it: where a case stands in the repository is not its matter. */
function idIn({ id, root }: Flow): string {
  return root + id.slice(id.indexOf(": "));
}

function describeHop(hop: Hop): string {
  const { kind, nodes, from, to, verdict, open, pairs: { length } = [] } = hop;
  const filter = nodes.map(({ address }) => address).join(", ") || "no filter";
  const pair =
    from === undefined || to === undefined
      ? ""
      : ` (${from.address} to ${to.address}${length > 1 ? ` and ${length - 1} more pairs` : ""})`;
  const decided = hop.decidedBy.map(
    ({ role, rule }) => `${role} ${rule.address}:${rule.span.file.position((rule.portsSpan ?? rule.span).start).line}`,
  );
  const by = decided.length === 0 ? "" : ` by ${decided.join(", ")}`;
  return `  ${verdict} ${kind} ${filter}${pair}: ${formatPorts(open.must) || "none"}${verdict === "undetermined" ? ` to ${formatPorts(open.may)}` : ""}${by}`;
}

function describeObstacle({ kind, effect, text, proof }: Obstacle): string {
  return `  ${proof === undefined ? "perhaps " : ""}${effect} ${kind}: ${text}`;
}
