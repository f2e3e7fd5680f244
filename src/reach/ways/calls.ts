/** What of a call gets through: the filters between others than load balancers and the tasks of a service. */
import { any, type Truth } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Service } from "../../graph/workload.ts";
import { formatPorts, isNoPorts, portsWithin } from "../../sets/port-set.ts";
import { answerNeed, type Need, type TargetNeed, trafficNeed } from "../asked/needs.ts";
import type { Registration } from "../asked/registration.ts";
import type { ReachContext } from "../certainty/context.ts";
import { onlyTarget } from "../certainty/links.ts";
import { doubts, exists, type Given, NONE, rootsOf, unknownFor } from "../certainty/unknowns.ts";
import { candidatesOf } from "../filters/rule-match.ts";
import { type Addresses, anyAddresses, placeAddresses, rangeOfFamily } from "../sides/addresses.ts";
import { type Target, targetsOf } from "../sides/targets.ts";
import { onlyVpcOf } from "./apart.ts";
import { JudgedPair } from "./judged-pair.ts";
import { detour, type Pair } from "./pairs.ts";

/** Whether the filters let anything of it through. Between tasks on one instance there is none. */
export interface TaskCall {
  /** False where nothing gets through anywhere, true where it certainly does somewhere, on one of the ports at least. */
  readonly truth: Truth;
  /** Where it is not known: why. */
  readonly because: readonly UnknownValue[];
  /** Where nothing gets through: what shuts it, by name. */
  readonly closedAt: readonly string[];
  /** On which ports the tasks are called: `8080`, `32768-65535`, the symbol of an unknown one; empty where nothing is known of it. */
  readonly ports: string;
}

/** What is called. */
export interface Called extends Pick<Registration, "target" | "port" | "taskDefinition"> {
  readonly service: Service;
  /** IANA numbers. */
  readonly protocols: readonly number[];
}

/** Interfaces from which tasks are called. */
export interface Caller extends Pick<Target, "placement" | "groups" | "host"> {
  /** Why it is not certain that there are any; empty where it is. */
  readonly because: readonly UnknownValue[];
  /** Of callers that are not in the source: what stands for them. */
  readonly who?: UnknownValue;
  /** It is enough that somebody is admitted, whoever that is. */
  readonly isAnybody?: boolean;
}

/** One way that a call may take. */
interface CallWay extends Pick<TaskCall, "truth" | "because" | "closedAt"> {
  readonly need: Need;
}

/** `doubt`: why it proves nothing that these callers cannot call. */
export function callOf(
  context: ReachContext,
  callers: readonly Caller[],
  called: Called,
  given: Given,
  doubt: readonly UnknownValue[],
): TaskCall {
  const ways: CallWay[] = [];
  for (const way of waysOf(context, callers, called, given, doubt)) {
    ways.push(way);
    // Somewhere is enough.
    if (way.truth === "true") break;
  }
  const truth = any(ways.map((way) => way.truth));
  const open = ways.filter((way) => way.truth === "unknown");
  return {
    truth,
    because: truth === "unknown" ? rootsOf(open.flatMap(({ because }) => because)) : [],
    closedAt: truth === "false" ? [...new Set(ways.flatMap(({ closedAt }) => closedAt))].sort() : [],
    ports: [...new Set(ways.map(({ need }) => need.text))].join(" or "),
  };
}

function* waysOf(
  context: ReachContext,
  callers: readonly Caller[],
  called: Called,
  given: Given,
  doubt: readonly UnknownValue[],
): Iterable<CallWay> {
  const found = targetsOf(context, called.service, called, given);
  const unsure = doubts(called.service.network?.exists ?? true, given);
  for (const one of found.targets) {
    const target = { ...one, because: [...unsure, ...one.because, ...one.placement.because] };
    const { need, assumptions } = trafficNeed(context, called, one);
    for (const caller of callers)
      for (const { family, because } of familiesBetween(caller, target))
        for (const protocol of called.protocols) {
          const judged = judgedWay(context, caller, target, { need, assumptions }, { family, protocol, given });
          const way = wayOf(context, judged, caller, target, given, [...doubt, ...found.doubt]);
          yield because.length > 0 && way.truth === "true" ? { ...way, truth: "unknown", because } : way;
        }
  }
}

/** The six filters between both. */
function judgedWay(
  context: ReachContext,
  caller: Caller,
  target: Target,
  need: TargetNeed,
  { family, protocol, given }: { readonly family: 4 | 6; readonly protocol: number; readonly given: Given },
): JudgedPair {
  const { placement, groups, who } = caller;
  const addresses =
    who === undefined ? interfaceAddresses(context, caller, family) : anyAddresses(context, [who], family);
  const source = { placement, groups, addresses };
  const pair: Pair = {
    source,
    target,
    because: [...caller.because, ...target.because],
    hindrances: NONE,
    doubt: NONE,
    assumptions: NONE,
    detour: detour(context, source, target),
  };
  const setting = { protocol, addresses: new Map([[target, interfaceAddresses(context, target, family)]]), given };
  return JudgedPair.judge(context, pair, need, setting);
}

function wayOf(
  context: ReachContext,
  judged: JudgedPair,
  caller: Caller,
  target: Target,
  given: Given,
  doubt: readonly UnknownValue[],
): CallWay {
  const { need, doubts: uncertain } = judged;
  const together = onOneInstance(caller, target);
  const way = { need, closedAt: [] };
  if (judged.isShut && together.truth !== "true") {
    const because = [...doubt, ...together.because];
    return because.length > 0
      ? { ...way, truth: "unknown", because }
      : { ...way, truth: "false", because, closedAt: judged.closers().filter((name) => name !== "") };
  }
  const isOpen =
    together.truth === "true" || (caller.isAnybody ? admitsSomebody(context, judged, given) : opensSome(judged));
  if (isOpen) return { ...way, truth: uncertain.length === 0 ? "true" : "unknown", because: uncertain };
  const because = [...uncertain, ...judged.reasons(), ...answersInDoubt(judged)];
  const settling = caller.isAnybody ? because.filter(({ symbol }) => symbol !== caller.who?.symbol) : because;
  return { ...way, truth: "unknown", because: settling };
}

/** Of a port that is not known, whichever it is. */
function opensSome({ need, open, isOpen }: JudgedPair): boolean {
  return need.kind === "each" ? !isNoPorts(open.must) : isOpen;
}

/** Whether a rule of a group that the tasks certainly carry admits somebody, whoever that is. */
function admitsSomebody(context: ReachContext, { hops, need, pair }: JudgedPair, given: Given): boolean {
  const passage = hops.find(({ hop }) => hop.kind === "target-ingress")!.hop.passage;
  const certain = pair.target.groups.set.members.filter((member) => member.certain);
  return certain.some(({ group, given: own }) =>
    candidatesOf(context, group, passage, own).some(
      ({ rule, certain: ports, doubt }) =>
        doubt.length === 0 &&
        (need.kind === "each" ? !isNoPorts(ports) : portsWithin(need.ports, ports)) &&
        rule.peers.some((peer) => exists(peer.exists, given)),
    ),
  );
}

/** Answers that get back to some of the ports only: which of them a caller uses is up to its system. */
function answersInDoubt({ hops, open }: JudgedPair): readonly UnknownValue[] {
  if (isNoPorts(open.may)) return NONE;
  return hops.flatMap(({ hop: { passage, answer } }) => {
    if (passage.need !== answerNeed || answer === undefined || portsWithin(answerNeed.ports, answer.open.may))
      return [];
    const [acl] = answer.nodes;
    const name = answer.nodes.map(({ address }) => address).join(" or ");
    const text = `${name} lets answers get to ${formatPorts(answer.open.may)} of the ports ${answerNeed.text} that callers may use`;
    return [
      unknownFor("computed", `answers at ${acl?.id} ${passage.direction}`, text, {
        hint: `allow ${passage.direction} of ${answerNeed.text} in ${name}`,
        ...(acl === undefined ? {} : { span: acl.span }),
      }),
    ];
  });
}

/** Of a subnet that is not known, those of the VPC of its groups. */
function interfaceAddresses(
  context: ReachContext,
  { placement, groups }: Pick<Target, "placement" | "groups">,
  family: 4 | 6,
): Addresses {
  const vpcs = new Set(groups.set.members.map(({ group }) => onlyTarget(context.graph, onlyVpcOf(group))));
  const [only, another] = vpcs;
  const vpc = another === undefined && only?.kind === "vpc" ? only : undefined;
  return placeAddresses(context, placement.place, family, vpc);
}

/** Whether both are tasks on the only instance of a group. Of a group that may have more or only one, why that is not known. */
function onOneInstance(a: Caller, b: Target): { readonly truth: Truth; readonly because: readonly UnknownValue[] } {
  const [host, other] = [a.host?.host, b.host?.host];
  if (host === undefined || host !== other) return { truth: "false", because: NONE };
  const most = host.size?.max;
  const values = host.repeated || most === undefined ? undefined : most.known ? [most.value] : most.among;
  if (values?.every((value) => value > 1)) return { truth: "false", because: NONE };
  if (values?.every((value) => value <= 1)) return { truth: "true", because: NONE };
  const text = `it is not known whether ${host.address} has more than one instance`;
  const why =
    most?.known === false
      ? most.unknown
      : unknownFor("unsupported", `instances of ${host.id}`, text, { span: host.span });
  return { truth: "unknown", because: [why] };
}

/** IPv4, and IPv6 where both may have addresses of it; why that is not certain. */
function familiesBetween(
  a: Caller,
  b: Target,
): readonly { readonly family: 4 | 6; readonly because: readonly UnknownValue[] }[] {
  const [one, other] = [a.who === undefined ? sixOf(a) : NONE, sixOf(b)];
  const six = one === undefined || other === undefined ? [] : [{ family: 6, because: [...one, ...other] } as const];
  return [{ family: 4, because: NONE }, ...six];
}

/** Why it is not certain that interfaces there have addresses of IPv6; undefined where they certainly have none. */
function sixOf({ placement: { place } }: Pick<Target, "placement">): readonly UnknownValue[] | undefined {
  const { subnet, names } = place;
  if (subnet === undefined) return names;
  if (subnet.external !== undefined) return [subnet.external.unknown];
  const range = rangeOfFamily(subnet.cidrs, 6);
  return range === undefined ? undefined : range.known ? NONE : [range.unknown];
}
