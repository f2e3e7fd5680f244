/** The hops of flows, as rules see them. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import { truthOf } from "../../base/truth.ts";
import { describeFilterRule } from "../../graph/describe.ts";
import type { Flow, Hop, HopKind, ObstacleKind } from "../../reach/flow.ts";
import {
  exactly,
  formatPorts,
  intersectPorts,
  isNoPorts,
  noPorts,
  sizeOfPorts,
  subtractPorts,
} from "../../sets/port-set.ts";
import type { World } from "../../worlds/judge.ts";
import type { SubjectOf } from "../subjects.ts";
import { causesOf, type EntityRecord, namesOf, type Tell, tableOf } from "./entity.ts";
import { flowNodes, repeatedTraffic, tellOfFlows } from "./flow.ts";
import { flowPlaceholders } from "./flow-placeholders.ts";
import { followsChoice } from "./group-choice.ts";
import {
  closedText,
  direction,
  nodeNames,
  openedNames,
  openPorts,
  peerNames,
  peerText,
  reason,
  requiredText,
  unknownsOf,
} from "./hop-group.ts";
import { lineToChange } from "./line-to-change.ts";
import { rangeNote, settingLaunches } from "./range-note.ts";

const KINDS: Readonly<Record<HopKind, string>> = {
  "load-balancer-egress": "out of the load balancer: its security groups",
  "load-balancer-acl-out": "out of the load balancer's subnet: its network ACL",
  "target-acl-in": "into the target's subnet: its network ACL",
  "target-ingress": "into the instance or task: its security groups",
  "return-target-acl-out": "the answer out of the target's subnet: its network ACL",
  "return-load-balancer-acl-in": "the answer into the load balancer's subnet: its network ACL",
};

export const hop: EntityRecord<"hop"> = {
  description:
    "One hop of a flow: what a load balancer's security groups, a network ACL or the target's security groups do with the packets, for one pair of subnets. Hops at which nothing filters are no entities, nor are undetermined ones of a flow without a listener, a mapped port or an instance. Hops that one line would open (a rule of the same filter, for the same ports, from or to the same others) are one finding, whatever flows and pairs of subnets they are of. A finding is a violation only where the engine has proven something of the hop; where packets may not come that way it is undetermined. It marks the ports of the filter rule that decides.",
  select: ({ flows }) =>
    flows.flatMap((flow) =>
      flow.hops.filter((hop) => isJudged(hop, flow)).map((hop) => ({ kind: "hop" as const, flow, hop })),
    ),
  properties: {
    kind: {
      type: "choice",
      description: `Where on the path. Always known.\n\n${tableOf(KINDS)}`,
      of: Object.keys(KINDS),
      read: ({ hop }) => [hop.kind],
    },
    blocks: {
      type: "choice",
      description:
        "How much of what must pass here is closed. `part` and `all` exclude each other, so that one defect is one finding: a hop that is undetermined is open or else counts as the worst that it may be.\n\n| hop | proven open | `none` | `part` | `all` |\n|---|---|---|---|---|\n| open | all | true | false | false |\n| partial (some port is proven closed) | any | false | true | false |\n| closed (every port is proven closed) | none | false | false | true |\n| undetermined | nothing | unknown | false | unknown |\n| undetermined | something | unknown | unknown | false |",
      of: ["none", "part", "all"],
      read: ({ hop }) => blocks(hop),
    },
    required: {
      type: "ports",
      description:
        "The ports that must pass here: the flow's, or the load balancer's own ports on the way back. Always known.",
      read: ({ hop }) => exactly(hop.required),
    },
    open: {
      type: "ports",
      description: "Those of them that pass. What is not proven to be closed may pass.",
      read: ({ hop: { open, required, proof } }) => ({
        must: open.must,
        may: subtractPorts(required, proof?.closed ?? noPorts),
      }),
    },
    blocked: {
      type: "ports",
      description:
        "Those of them that do not pass. What is not proven to be open may not pass; `closed` has only what is proven.",
      read: ({ hop: { open, required, proof } }) => ({
        must: proof?.closed ?? noPorts,
        may: subtractPorts(required, open.must),
      }),
    },
    closed: {
      type: "ports",
      description:
        "Those of them that are proven not to pass, on a way that packets certainly take. Always known; empty where nothing is proven, or where it is not known which port is required.",
      read: ({ hop }) => exactly(hop.proof?.closed ?? noPorts),
    },
    closedPercent: {
      type: "number",
      description:
        "How many of a hundred of the ports that must pass are proven not to pass: 100 where none does, and less than 1 where few of many are closed. Not written where nothing is proven.",
      read: ({ flow, hop }) => closedPercent(flow, hop),
    },
    range: {
      type: "choice",
      description:
        "Where dynamic host ports must pass: whether these are the default range of agent and kernel, or one that user data or an option says. False for every value where the ports are not dynamic.",
      of: ["default", "configured"],
      read: ({ hop }) => (hop.range === undefined ? [] : [hop.range]),
    },
    repeatsTraffic: {
      type: "flag",
      description:
        "The hop is of a health check, and the traffic of the same registration, which needs the same ports of the same protocol, has the same to tell at this filter: it is proven closed there too where this hop is, else it is not open either. Always known.",
      read: ({ flow, hop }, world) => truthOf(hopRepeatsTraffic(flow, hop, world)),
    },
    followsChoice: {
      type: "flag",
      description:
        "The hop is out of the load balancer, whose groups let the ports out to a security group that the targets do not carry; and the hop into the target is proven closed because of that: the rule that admits the load balancer is in that group, or the targets carry the default group of their VPC, as they name none. What settles it is the choice of the targets' groups, of which the hop into the target tells. Always known.",
      read: ({ flow, hop }) => truthOf(followsChoice(flow, hop)),
    },
    flow: {
      type: "one",
      kind: "flow",
      description: "The flow that the hop is of.",
      read: ({ flow }) => [{ kind: "flow", flow }],
    },
  },
  placeholders: {
    ...flowPlaceholders((read) => (subject) => namesOf(subject.group.all, read)),
    "hop.node": ({ group }) => nodeNames(group),
    "hop.opened": ({ group }) => openedNames(group),
    "hop.cannot": (subject) => (isWhole(subject) ? "cannot" : "cannot always"),
    "hop.doNot": (subject) => (isWhole(subject) ? "do not" : "do not always"),
    "hop.peer": ({ group }) => peerText(group.all[0]),
    "hop.direction": ({ group }) => (direction(group.hops[0].kind) === "ingress" ? "from" : "to"),
    "hop.required": ({ group }) => requiredText(group),
    "hop.open": ({ group }) => formatPorts(openPorts(group).may) || "none",
    "hop.blocked": ({ group }) => closedText(group),
    "hop.reason": ({ group }) => reason(group),
    "hop.rangeNote": ({ group }, world) => rangeNote(group, world),
    "hop.unknowns": ({ group }) => causesOf(unknownsOf(group)),
  },
  /** The line that is missing, whichever services it cuts off. */
  identity({ group }) {
    const { flow, hops, all } = group;
    const [{ kind, nodes }] = hops;
    return [kind, ...nodes.map(({ id }) => id), peerNames(all[0]), flow.protocol, requiredText(group)];
  },
  place: hopPlace,
  /** On the way of the value, and at the rule. */
  otherPlaces({ group: { hops, proofs } }) {
    if (proofs.length === 0) return [];
    return [...lineToChange(hops[0]).way.map(({ span }) => span), hops[0].span];
  },
  related({ group }, tell, world) {
    const { hops, proofs, all } = group;
    if (proofs.length > 0) for (const { message, span } of lineToChange(hops[0]).way) tell(message, span);
    for (const { address, dynamicPorts } of settingLaunches(group, world))
      tell(`${address} sets the range of dynamic host ports here`, dynamicPorts?.from.origin.span);
    for (const hop of hops) tellOfDecisions(hop, reason(group), tell);
    tellOfFlows(all, tell);
  },
  nodes: ({ group: { flow, hops } }) => [
    ...hops.flatMap(({ decidedBy, nodes }) => [...decidedBy.map(({ node }) => node), ...nodes]),
    ...flowNodes(flow),
  ],
  why: ({ hop }) => hop.because,
  flows: ({ group }) => group.all.map(({ flow }) => flow),
};

/** Where a flow has no route, no port or no instance at all, what its hops let through is not known for that reason only. */
function isJudged({ verdict }: Hop, { obstacles = [] }: Flow): boolean {
  if (verdict === "not-applicable") return false;
  if (verdict !== "undetermined") return true;
  return !obstacles.some(
    ({ kind, proof }) => NOWHERE.includes(kind) || (proof !== undefined && REFUSED.includes(kind)),
  );
}

const NOWHERE: readonly ObstacleKind[] = ["no-listener", "port-not-mapped", "container-not-found", "no-instances"];

/** ECS runs no such service. */
const REFUSED: readonly ObstacleKind[] = ["network-mode", "launch-type", "load-balancer-type"];

/**
 * How much of what must pass is closed. An undetermined hop may be open, and else counts as the worst that is possible: closed
 * where no required port is proven open, partly closed where one is. So `part` and `all` exclude each other.
 */
function blocks(hop: Hop): readonly string[] {
  switch (hop.verdict) {
    case "closed":
      return ["all"];
    case "partial":
      return ["part"];
    case "undetermined":
      return isNoPorts(intersectPorts(hop.open.must, hop.required)) ? ["all", "none"] : ["part", "none"];
    default:
      return ["none"];
  }
}

function closedPercent({ service }: Flow, { required, proof }: Hop): Fact<number> | undefined {
  if (proof === undefined || isNoPorts(proof.closed) || isNoPorts(required)) return undefined;
  const value = (100 * sizeOfPorts(proof.closed)) / sizeOfPorts(required);
  return { known: true, value, origin: { kind: "literal", span: service.span } };
}

/** Whether the traffic is told of the same at this filter: what is proven of the health check is proven of it, and what is undetermined is of it too. */
function hopRepeatsTraffic(flow: Flow, { kind, nodes, proof }: Hop, world: World): boolean {
  const same = (repeatedTraffic(flow, world)?.hops ?? []).filter(
    (other) =>
      other.kind === kind &&
      other.nodes.length === nodes.length &&
      other.nodes.every(({ id }, at) => id === nodes[at]?.id),
  );
  if (proof?.closes) return same.some((other) => other.proof?.closes);
  return same.some(({ verdict }) => verdict !== "open");
}

function isWhole({ group }: SubjectOf<"hop">): boolean {
  return group.all.every(({ flow }) => flow.verdict === "blocked");
}

/** Of an undetermined hop the filter rule that depends on what is not known, else where a person would change something. */
function hopPlace({ group }: SubjectOf<"hop">): Span {
  const [hop] = group.hops;
  if (group.proofs.length > 0) return lineToChange(hop).span;
  const vague = hop.decidedBy.find(({ why }) => why !== undefined)?.rule;
  return vague?.portsSpan ?? vague?.span ?? hop.span;
}

/** `said`: what the finding says already, so that it is not told twice. */
function tellOfDecisions({ decidedBy, nodes }: Hop, said: string, tell: Tell): void {
  for (const { rule, node, role, why } of decidedBy) {
    const text = rule.implied ?? describeFilterRule(rule);
    const miss = role === "nearest" || role === "elsewhere" ? why : undefined;
    const isSaid = role === "nearest" && miss !== undefined && said.startsWith(miss);
    const told = role === "elsewhere" ? (miss ?? text) : `${node.address}: ${miss ?? text}`;
    tell(isSaid ? `the rule of ${node.address} that comes nearest` : told, rule.portsSpan ?? rule.span);
  }
  for (const node of nodes) tell(`${node.address} filters here`, node.span);
}
