/** A flow → its part of the JSON report; schemas/report.schema.json says what the fields mean. */
import type { Span } from "../base/source-file.ts";
import { rootUnknowns, type UnknownValue } from "../base/value.ts";
import { describeFilterRule } from "../graph/describe.ts";
import type { Flow, Hop } from "../reach/flow.ts";
import type { Bounds } from "../sets/bounds.ts";
import { formatPorts, type PortSet } from "../sets/port-set.ts";
import { location } from "./location.ts";

export function flowJson(flow: Flow): object {
  const { service, taskDefinition, targetGroup, loadBalancer, container } = flow;
  return {
    id: flow.id,
    root: flow.root,
    when: flow.when,
    service: node(service),
    taskDefinition: node(taskDefinition),
    container: { name: container.name ?? null, port: container.port ?? null },
    targetGroup: node(targetGroup),
    loadBalancer: node(loadBalancer),
    purpose: flow.purpose,
    portMapping: flow.portMapping,
    protocol: flow.protocol,
    required: flow.requiredText,
    verdict: flow.verdict,
    open: bounds(flow.open),
    blocked: formatPorts(flow.blocked),
    undeterminedBecause: unknowns(flow.because),
    assumptions: flow.assumptions.map(({ text }) => text),
    hops: flow.hops.map(hopJson),
    obstacles: (flow.obstacles ?? []).map(({ kind, text, span, proof }) => ({
      kind,
      text,
      location: location(span),
      certain: proof !== undefined,
    })),
  };
}

function hopJson(hop: Hop): object {
  return {
    kind: hop.kind,
    node: hop.nodes.map(({ address }) => address).join(", "),
    from: hop.from?.address ?? null,
    to: hop.to?.address ?? null,
    verdict: hop.verdict,
    required: formatPorts(hop.required),
    open: bounds(hop.open),
    decidedBy: hop.decidedBy.map(({ rule, role, why }) => ({
      address: rule.address,
      role,
      location: location(rule.portsSpan ?? rule.span),
      text: rule.implied ?? describeFilterRule(rule),
      ...(why === undefined ? {} : { why }),
    })),
    undeterminedBecause: unknowns(hop.because),
  };
}

function node(of: { readonly address: string; readonly span: Span } | undefined): object | null {
  return of === undefined ? null : { address: of.address, location: location(of.span) };
}

function bounds({ must, may }: Bounds<PortSet>): object {
  return { must: formatPorts(must), may: formatPorts(may) };
}

/** Each root of the unknowns once, with what the user can do. */
function unknowns(because: readonly UnknownValue[]): readonly object[] {
  const roots = new Map(because.flatMap(rootUnknowns).map((unknown) => [unknown.symbol, unknown]));
  return [...roots.values()].map(({ symbol, cause }) => ({
    symbol,
    cause: cause.text,
    location: cause.span === undefined ? null : location(cause.span),
    hint: cause.hint ?? null,
  }));
}
