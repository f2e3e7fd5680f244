/** The hops of a flow → one line for each filter on the path, pairs of subnets with the same answer on one line. */
import type { Flow, Hop, HopKind, HopVerdict } from "../reach/flow.ts";
import { formatPorts, isNoPorts } from "../sets/port-set.ts";
import { pad } from "./display-width.ts";
import { plain } from "./escape.ts";
import type { Style } from "./style.ts";

export const HOP_NAMES: Readonly<Record<HopKind, string>> = {
  "load-balancer-egress": "out of the load balancer",
  "load-balancer-acl-out": "out of its subnet",
  "target-acl-in": "into the target's subnet",
  "target-ingress": "into the target",
  "return-target-acl-out": "answer: out of the target's subnet",
  "return-load-balancer-acl-in": "answer: into the load balancer's subnet",
};

/** Hops of one kind, filter and answer. */
export interface HopLine {
  readonly hop: Hop;
  readonly hops: readonly Hop[];
}

export function collapse(hops: readonly Hop[]): readonly HopLine[] {
  const lines = new Map<string, Hop[]>();
  for (const hop of hops) {
    if (hop.verdict === "not-applicable") continue;
    const { kind, nodes, verdict, open } = hop;
    const key = JSON.stringify([
      kind,
      nodes.map(({ id }) => id),
      verdict,
      formatPorts(open.must),
      formatPorts(open.may),
    ]);
    const same = lines.get(key);
    if (same === undefined) lines.set(key, [hop]);
    else same.push(hop);
  }
  return [...lines.values()].map((same) => ({ hop: same[0]!, hops: same }));
}

/** In the order of the path. */
export function hopLines(hops: readonly Hop[], style: Style): readonly string[] {
  const rows = collapse(hops).map((line) => ({
    line,
    cells: [HOP_NAMES[line.hop.kind], filterName(line.hop)] as const,
  }));
  const widths = [0, 1].map((at) => Math.min(48, Math.max(0, ...rows.map(({ cells }) => cells[at]!.length))));
  return rows.map(({ line, cells }) => {
    const mark = MARK[line.hop.verdict];
    const [where, filter] = cells.map((cell, at) => pad(cell, widths[at]!));
    return `${paint(line.hop.verdict, style)(mark)} ${style.dim(where!)}  ${filter}  ${answer(line, style)}`.trimEnd();
  });
}

/** What stands in the way besides filters. */
export function obstacleLines({ obstacles = [] }: Flow, style: Style): readonly string[] {
  return obstacles.map(
    ({ text, proof }) =>
      `${proof !== undefined ? style.bad(MARK.closed) : style.open(MARK.undetermined)} ${plain(text)}`,
  );
}

export const MARK: Readonly<Record<HopVerdict, string>> = {
  open: "✓",
  partial: "✗",
  closed: "✗",
  undetermined: "?",
  "not-applicable": "·",
};

export function paint(verdict: HopVerdict, style: Style): (text: string) => string {
  if (verdict === "open") return style.good;
  if (verdict === "undetermined") return style.open;
  return verdict === "not-applicable" ? style.dim : style.bad;
}

export function filterName({ nodes }: Hop): string {
  return plain(nodes.map(({ address }) => address).join(", ")) || "no filter";
}

function answer({ hop, hops }: HopLine, style: Style): string {
  const number = pairCount(hops);
  const pairs = number > 1 ? style.dim(` (${number} pairs of subnets)`) : "";
  return `${paint(hop.verdict, style)(openText(hop))}${pairs}`;
}

/** How many pairs of subnets the hops hold for; 1 where they are the same for all. */
export function pairCount(hops: readonly Hop[]): number {
  return hops.reduce((sum, { pairs }) => sum + (pairs?.length ?? 1), 0);
}

/** `open`, `closed`, `only 32768-60999 of 32768-65535`, `not known`. */
export function openText({ verdict, open, required }: Hop): string {
  switch (verdict) {
    case "open":
      return `open ${formatPorts(required)}`.trimEnd();
    case "closed":
      return `closed ${formatPorts(required)}`.trimEnd();
    case "partial":
      return `open ${formatPorts(open.must) || "none"} of ${formatPorts(required)}`;
    case "undetermined":
      return isNoPorts(open.must)
        ? "not known"
        : `open ${formatPorts(open.must)}, the rest of ${formatPorts(required)} not known`;
    case "not-applicable":
      return "";
  }
}
