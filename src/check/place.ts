/** What a finding is about → the spans that show it: the primary one and the related ones. */
import type { Span } from "../base/source-file.ts";
import { describeFilterRule } from "../graph/describe.ts";
import type { Node } from "../graph/model.ts";
import type { Flow } from "../reach/flow.ts";
import type { Related } from "./finding.ts";
import { lineToChange } from "./line-to-change.ts";
import type { EntityKind } from "./rule.ts";
import type { Subject, SubjectOf } from "./subjects.ts";

type Places<S> = Readonly<Record<string, (subject: S) => Span | undefined>>;

const flowPlaces: Places<SubjectOf<"flow">> = {
  registration: ({ flow }) => flow.entry.span,
  service: ({ flow }) => flow.service.span,
  targetGroup: ({ flow }) => flow.targetGroup?.span,
  targetType: ({ flow }) => flow.targetGroup?.targetType.origin.span,
  healthCheck: ({ flow }) => {
    const check = flow.targetGroup?.healthCheck ?? flow.loadBalancer?.classicHealthCheck;
    return check?.port.origin.span ?? check?.span;
  },
  portMapping: ({ flow }) => flow.mapping?.span,
  loadBalancer: ({ flow }) => flow.loadBalancer?.span,
};

const registrationPlaces: Places<SubjectOf<"registration">> = {
  registration: ({ entry }) => entry.span,
  container: ({ entry }) => entry.containerName.origin.span,
  port: ({ entry }) => entry.containerPort.origin.span,
  targetGroup: ({ entry }) => entry.targetGroup?.origin.span,
};

/** The places that rules about this kind of entity may name with `at`. */
export function placeNames(kind: EntityKind): readonly string[] {
  return kind === "flow" ? Object.keys(flowPlaces) : kind === "registration" ? Object.keys(registrationPlaces) : [];
}

/** The span to mark: the place that the rule names where it is written, else the entity's own. */
export function primarySpan(subject: Subject, at: string | undefined): Span {
  switch (subject.kind) {
    case "hop":
      return hopSpan(subject);
    case "flow":
      return flowPlaces[at ?? "registration"]?.(subject) ?? subject.flow.entry.span;
    case "registration":
      return registrationPlaces[at ?? "registration"]?.(subject) ?? subject.entry.span;
    case "obstacle":
      return subject.obstacle.span;
    case "service":
      return subject.service.span;
    case "container":
      return subject.container.span;
    case "portMapping":
      return subject.mapping.span;
    case "targetGroup":
      return subject.targetGroup.span;
    case "loadBalancer":
      return subject.loadBalancer.span;
    case "filter":
      return subject.filter.span;
    case "filterRule":
      return subject.rule.portsSpan ?? subject.rule.span;
  }
}

/** Of an undetermined hop the filter rule that depends on what is not known, else where a person would change something. */
function hopSpan({ group }: SubjectOf<"hop">): Span {
  const [hop] = group.hops;
  if (group.proofs.length > 0) return lineToChange(hop).span;
  const open = hop.decidedBy.find(({ why }) => why !== undefined)?.rule;
  return open?.portsSpan ?? open?.span ?? hop.span;
}

/** Where a comment that suppresses the finding may stand beside the primary span: on the way of the value, and at the rule. */
export function otherSpans(subject: Subject): readonly Span[] {
  if (subject.kind !== "hop" || subject.group.proofs.length === 0) return [];
  const [hop] = subject.group.hops;
  return [...lineToChange(hop).way.map(({ span }) => span), hop.span];
}

/** What else to look at, without the primary span. */
export function relatedSpans(subject: Subject, primary: Span): readonly Related[] {
  const found: Related[] = [];
  const add = (message: string, span: Span | undefined): void => {
    if (span !== undefined && ![primary, ...found.map((one) => one.span)].some((other) => sameSpan(other, span)))
      found.push({ message, span });
  };
  if (subject.kind === "hop" && subject.group.proofs.length > 0)
    for (const { message, span } of lineToChange(subject.group.hops[0]).way) add(message, span);
  if (subject.kind === "hop") addDecisions(subject, add);
  if (subject.kind === "hop") addFlows(subject.group.all, add);
  if (subject.kind === "obstacle") addFlows(subject.all, add);
  if (subject.kind === "flow") addFlow(subject.flow, add);
  if (subject.kind === "registration") add(`${subject.service.address} is defined here`, subject.service.span);
  if (subject.kind === "filterRule") {
    const { filter, rule } = subject;
    for (const { address, direction, inline } of filter.conflicting ?? [])
      if (address === rule.address && direction === rule.direction)
        add(`${filter.address} has rules of its own here`, inline);
    add(`it belongs to ${filter.address}`, filter.span);
  }
  for (const node of nodesOf(subject)) add(`${node.address} is constructed here`, node.constructedAt);
  return found;
}

/** What the finding is about, those that are at fault first. */
function nodesOf(subject: Subject): readonly Pick<Node, "address" | "constructedAt">[] {
  switch (subject.kind) {
    case "hop": {
      const filters = subject.group.hops.flatMap(({ decidedBy, nodes }) => [
        ...decidedBy.map(({ node }) => node),
        ...nodes,
      ]);
      return [...filters, ...nodesOfFlow(subject.group.flow)];
    }
    case "flow":
    case "obstacle":
      return nodesOfFlow(subject.flow);
    case "service":
    case "registration":
      return [subject.service];
    case "container":
    case "portMapping":
      return [subject.task];
    case "targetGroup":
      return [subject.targetGroup];
    case "loadBalancer":
      return [subject.loadBalancer];
    case "filter":
    case "filterRule":
      return [subject.filter];
  }
}

function nodesOfFlow({ service, taskDefinition, targetGroup, loadBalancer }: Flow): readonly Node[] {
  return [service, taskDefinition, targetGroup, loadBalancer].filter((node) => node !== undefined);
}

type Add = (message: string, span: Span | undefined) => void;

function addDecisions({ group }: SubjectOf<"hop">, add: Add): void {
  for (const hop of group.hops) {
    for (const { rule, node, role, why } of hop.decidedBy) {
      const text = rule.implied ?? describeFilterRule(rule);
      const miss = role === "nearest" || role === "elsewhere" ? why : undefined;
      add(role === "elsewhere" ? (miss ?? text) : `${node.address}: ${miss ?? text}`, rule.portsSpan ?? rule.span);
    }
    for (const node of hop.nodes) add(`${node.address} filters here`, node.span);
  }
}

/** The first in full, of the others where they begin. */
function addFlows([first, ...others]: readonly { readonly flow: Flow }[], add: Add): void {
  addFlow(first!.flow, add);
  for (const { flow } of others) addEntry(flow, add);
}

function addEntry({ service, entry, container }: Flow, add: Add): void {
  add(`${service.address} registers ${container.name ?? "its container"} here`, entry.span);
}

function addFlow(flow: Flow, add: Add): void {
  const { mapping, targetGroup, loadBalancer } = flow;
  addEntry(flow, add);
  if (mapping !== undefined) add(`the container's port is ${how[flow.portMapping]} here`, mapping.span);
  if (targetGroup !== undefined) add(`the target group ${targetGroup.address}`, targetGroup.span);
  if (loadBalancer !== undefined) add(`the load balancer ${loadBalancer.address}`, loadBalancer.span);
}

const how = {
  dynamic: "mapped to a dynamic host port",
  static: "mapped to a fixed host port",
  task: "opened on the task's own interface",
  unknown: "mapped",
} as const;

function sameSpan(a: Span, b: Span): boolean {
  return a.file.path === b.file.path && a.start === b.start && a.end === b.end;
}
