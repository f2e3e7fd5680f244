/** Flows → paths: traffic and health checks that go the same way, and are stopped by the same, are one entry of the page. */
import { createHash } from "node:crypto";
import { groupBy } from "../base/collections.ts";
import type { Flow, FlowVerdict } from "../reach/flow.ts";
import { formatPorts } from "../sets/port-set.ts";
import { sourceName } from "./words.ts";

export interface DrawnPath {
  /** Of its element on the page: the same in every report in which there is this path. */
  readonly element: string;
  /** The flow that stands for all: that of traffic, where there is one. */
  readonly flow: Flow;
  readonly flows: readonly [Flow, ...Flow[]];
}

const GRAVEST_FIRST: readonly FlowVerdict[] = ["blocked", "partial", "undetermined", "reachable"];

/** The gravest first. */
export function pathsOf(flows: readonly Flow[]): readonly DrawnPath[] {
  const alike = groupBy(flows, (flow) => JSON.stringify(wayOf(flow)));
  const paths = [...alike.values()].map((same): DrawnPath => {
    const flow = same.find(({ purpose }) => purpose === "traffic") ?? same[0];
    const hash = createHash("sha256").update(flow.id).digest("hex").slice(0, 12);
    return { element: `path-${hash}`, flow, flows: same };
  });
  return GRAVEST_FIRST.flatMap((verdict) => paths.filter(({ flow }) => flow.verdict === verdict));
}

/** All that a path is drawn from, but for what it is for. */
function wayOf(flow: Flow): unknown {
  const { root, service, targetGroup, loadBalancer, container, protocol, requiredText, when, verdict } = flow;
  return [
    [root, service.id, targetGroup?.id, loadBalancer?.id, container.name, container.port, protocol, requiredText],
    [when, verdict, formatPorts(flow.open.must), formatPorts(flow.blocked)],
    flow.hops.map(({ kind, nodes, pairs, verdict, open: { must, may }, decidedBy, because }) => [
      [kind, nodes.map(({ id }) => id), verdict, formatPorts(must), formatPorts(may)],
      (pairs ?? []).map(({ from, to }) => [from.id, to.id]),
      decidedBy.map(({ rule, role, why }) => [rule.address, rule.span.file.path, rule.span.start, role, why]),
      because.map(({ symbol }) => symbol),
    ]),
    (flow.obstacles ?? []).map(({ kind, text, proof }) => [kind, text, proof === undefined]),
    flow.because.map(({ symbol }) => symbol),
    flow.assumptions.map(({ text }) => text),
  ];
}

/** `aws_lb.main → aws_ecs_service.web`, and what it is for where that is not the traffic. */
export function pathName({ flow }: DrawnPath): string {
  const only = flow.purpose === "traffic" ? "" : ", health checks";
  return `${sourceName(flow)} → ${flow.service.address}${only}`;
}

/** `traffic and health checks`. */
export function purposesOf({ flows }: DrawnPath): string {
  const purposes = new Set(flows.map(({ purpose }) => purpose));
  return [
    ...(purposes.has("traffic") ? ["traffic"] : []),
    ...(purposes.has("health-check") ? ["health checks"] : []),
  ].join(" and ");
}

/** How many there are of each verdict, the gravest first; those that there are not are left out. */
export function verdictsOf(paths: readonly DrawnPath[]): readonly (readonly [FlowVerdict, number])[] {
  return [...groupBy(paths, ({ flow }) => flow.verdict)].map(([verdict, same]) => [verdict, same.length]);
}
