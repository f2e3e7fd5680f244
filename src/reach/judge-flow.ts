/** Judges one route for each purpose: the flows with their verdicts, hops, and what they rest on. */
import type { UnknownValue } from "../base/value.ts";
import type { SecurityGroup } from "../graph/filters.ts";
import type { Link } from "../graph/model.ts";
import type { HealthCheck, LoadBalancer, TargetGroup, Vpc } from "../graph/network.ts";
import type { Service, ServiceLoadBalancer } from "../graph/workload.ts";
import { gatewayTraffic, type Hindrance, healthHindrances, missingHosts, registeredHosts } from "./asked/hindrances.ts";
import { healthNeed, type TargetNeed, trafficNeed } from "./asked/needs.ts";
import { type AskedProtocol, familiesOf, mappedForAnother, protocolsOf, TCP } from "./asked/packets.ts";
import { type Registration, registrationOf } from "./asked/registration.ts";
import { asRewritten, type Route } from "./asked/routes.ts";
import type { ReachContext } from "./certainty/context.ts";
import { STEPS } from "./certainty/judging-steps.ts";
import { onlyTarget } from "./certainty/links.ts";
import { distinctAssumptions, type Given, givenOf } from "./certainty/unknowns.ts";
import type { Flow, Hop, Obstacle } from "./flow.ts";
import { placeAddresses, vpcOf } from "./sides/addresses.ts";
import { type Purpose, type Source, sourcesOf, unknownSource } from "./sides/sources.ts";
import { type Target, type Targets, targetsOf } from "./sides/targets.ts";
import { onlyVpcOf } from "./ways/apart.ts";
import { hopsOfFlow } from "./ways/hops.ts";
import { JudgedPair } from "./ways/judged-pair.ts";
import { pairsOf } from "./ways/pairs.ts";
import { Proof, type Proofs } from "./ways/proof.ts";
import { judge, type Together, together, type Ways } from "./ways/verdict.ts";

/** What the flows of a route have in common. */
interface Situation {
  readonly route: Route;
  readonly registration: Registration;
  readonly health: HealthCheck | undefined;
  readonly targets: Targets;
  /** What the traffic needs at each. */
  readonly needs: ReadonlyMap<Target, TargetNeed>;
  /** Why nothing getting through would prove nothing. */
  readonly doubt: readonly UnknownValue[];
  readonly vpc: Vpc | undefined;
  readonly given: Given;
}

/** The flow of the traffic and, where there are any, that of the health checks. */
export function judgeRoute(context: ReachContext, written: Route): readonly Flow[] {
  context.pay(STEPS.route);
  const { service, entry, targetGroup, loadBalancer } = written;
  const registration = registrationOf(context, service, entry, targetGroup, loadBalancer);
  const given = givenOf(context, [...written.given, registration.taskDefinition?.exists ?? true]);
  const targets = targetsOf(context, service, registration, given);
  const hosts = targets.targets.map(({ host }) => host?.host);
  const route = asRewritten(written, [service, targetGroup, loadBalancer, registration.taskDefinition, ...hosts]);
  const vpc = vpcOfRoute(context, targetGroup, targets.targets, loadBalancer);
  const health = targetGroup?.healthCheck ?? loadBalancer?.classicHealthCheck;
  const wrapped = gatewayTraffic(loadBalancer);
  const doubt = [...targets.doubt, ...route.doubt, ...(wrapped === undefined ? [] : [wrapped])];
  const needs = new Map(targets.targets.map((target) => [target, trafficNeed(context, registration, target)]));
  const situation = { route, registration, health, targets, needs, doubt, vpc, given };
  const traffic = askedFor(context, situation, "traffic");
  const judged = judgedWays(context, situation, traffic);
  const flow = judgeFlow(context, situation, traffic, judged);
  if (health?.enabled.known && !health.enabled.value) return [flow];
  const checks = askedFor(context, situation, "health-check");
  const same = sameQuestion(traffic, checks);
  return [flow, judgeFlow(context, situation, checks, same ? judged : judgedWays(context, situation, checks))];
}

/** What has to get through, and from where, for one purpose. */
interface Asked {
  readonly purpose: Purpose;
  /** Several where it is not known which. */
  readonly protocols: readonly AskedProtocol[];
  readonly needs: ReadonlyMap<Target, TargetNeed>;
  readonly families: readonly FamilySources[];
}

interface FamilySources {
  readonly family: 4 | 6;
  /** Why it may be the other family. */
  readonly because: readonly UnknownValue[];
  readonly sources: readonly Source[];
}

function askedFor(context: ReachContext, situation: Situation, purpose: Purpose): Asked {
  const { route, registration, health, vpc, given } = situation;
  const { targetGroup, loadBalancer } = route;
  const needs =
    purpose === "traffic"
      ? situation.needs
      : new Map(
          [...situation.needs].map(([target, need]) => [
            target,
            healthNeed(context, targetGroup, health, registration, need),
          ]),
        );
  const families = familiesOf(targetGroup).map(({ family, because }) => ({
    family,
    because,
    sources:
      loadBalancer === undefined
        ? [unknownSource(context, route.because, targetGroup, family, vpc)]
        : sourcesOf(context, loadBalancer, targetGroup, purpose, family, vpc, given),
  }));
  const protocols = purpose === "traffic" ? protocolsOf(registration, targetGroup, loadBalancer) : [TCP];
  return { purpose, protocols, needs, families };
}

/** Whether the same ports of the same protocol have to get through from the same places. */
function sameQuestion(a: Asked, b: Asked): boolean {
  return (
    a.protocols.length === b.protocols.length &&
    a.protocols.every(({ protocol }, at) => protocol === b.protocols[at]!.protocol) &&
    [...a.needs].every(([target, { need }]) => b.needs.get(target)?.need === need) &&
    a.families.every(({ sources }, at) =>
      sources.every((source, which) => source.addresses === b.families[at]?.sources[which]?.addresses),
    )
  );
}

/** What is found of the ways of a flow, whatever else stands in all of them. */
interface JudgedWays {
  readonly pairs: readonly JudgedPair[];
  readonly together: Together;
  readonly proofs: Proofs;
  readonly hops: readonly Hop[];
}

function judgedWays(context: ReachContext, situation: Situation, asked: Asked): JudgedWays {
  const { doubt, route } = situation;
  const pairs = judgePairs(context, situation, asked);
  const proofs = Proof.ofWays({ pairs, doubt });
  return { pairs, together: together(pairs), proofs, hops: hopsOfFlow(context, pairs, doubt, proofs, route) };
}

function judgePairs(
  context: ReachContext,
  { route, vpc, given, targets }: Situation,
  { protocols, needs, families }: Asked,
): readonly JudgedPair[] {
  const { targetGroup, loadBalancer } = route;
  return families.flatMap(({ family, because, sources }) => {
    const addresses = new Map(
      targets.targets.map((target) => [target, placeAddresses(context, target.placement.place, family, vpc)]),
    );
    return protocols.flatMap((asked) => {
      const setting = { protocol: asked.protocol === "tcp" ? 6 : 17, addresses, given };
      const doubt = [...because, ...asked.because];
      return pairsOf(context, sources, targets.targets, loadBalancer, targetGroup, doubt).map((pair) =>
        JudgedPair.judge(context, pair, needs.get(pair.target)!, setting),
      );
    });
  });
}

function judgeFlow(
  context: ReachContext,
  situation: Situation,
  { purpose, protocols }: Asked,
  judged: JudgedWays,
): Flow {
  const { route, registration, health, given, targets } = situation;
  const { service } = route;
  const hindrances = [
    ...route.hindrances,
    ...registration.hindrances,
    ...mappedForAnother(registration, protocols, purpose === "health-check" ? health : undefined, given),
    ...(purpose === "health-check"
      ? healthHindrances(context, service, registration, route.targetGroup, health, given)
      : []),
    ...(purpose === "traffic"
      ? [
          ...registeredHosts(context, service, route.targetGroup, registration, given),
          ...missingHosts(context, service, registration, targets),
        ]
      : []),
    ...detours(judged.pairs, service),
  ].map((one) => (route.doubt.length === 0 ? one : { ...one, doubt: [...(one.doubt ?? []), ...route.doubt] }));
  return flowOf(situation, purpose, protocols[0]!.protocol, judged, hindrances);
}

function detours(pairs: readonly JudgedPair[], { span }: Service): readonly Hindrance[] {
  const unknowns = new Set(pairs.flatMap(({ pair }) => pair.detour));
  return [...unknowns].map((unknown) => ({
    kind: "middlebox-route",
    text: unknown.cause.text,
    span: unknown.cause.span ?? span,
    effect: "obscures",
    doubt: [unknown],
  }));
}

/** The VPC of both sides: the target group's, else that of the groups of either, else that of the subnets; none where these are of several. */
function vpcOfRoute(
  context: ReachContext,
  targetGroup: TargetGroup | undefined,
  targets: readonly Target[],
  loadBalancer: LoadBalancer | undefined,
): Vpc | undefined {
  const ofLinks = (links: readonly (Link | undefined)[]): readonly (Vpc | undefined)[] =>
    links.map((link) => onlyTarget(context.graph, link)).map((node) => (node?.kind === "vpc" ? node : undefined));
  const told = [
    () => ofLinks([targetGroup?.vpc]),
    () => ofLinks(targets.flatMap(({ groups }) => groups.set.members.map(({ group }) => onlyVpcOf(group)))),
    () => ofLinks(groupsOf(context, loadBalancer).map(onlyVpcOf)),
    () => targets.map(({ placement }) => vpcOf(context, placement.place.subnet)),
  ];
  for (const ask of told) {
    const [vpc, ...others] = new Set(ask().filter((one) => one !== undefined));
    if (vpc !== undefined) return others.length === 0 ? vpc : undefined;
  }
  return undefined;
}

function groupsOf(context: ReachContext, loadBalancer: LoadBalancer | undefined): readonly SecurityGroup[] {
  if (loadBalancer === undefined || loadBalancer.securityGroups === "unfiltered") return [];
  const groups = loadBalancer.securityGroups.links.map((link) => onlyTarget(context.graph, link));
  return groups.filter((node) => node?.kind === "security-group");
}

function flowOf(
  { route, registration, targets, doubt }: Situation,
  purpose: Purpose,
  protocol: "tcp" | "udp",
  { pairs, together, proofs, hops }: JudgedWays,
  hindrances: readonly Hindrance[],
): Flow {
  const { service, entry, targetGroup, loadBalancer, names } = route;
  const ways = { pairs, hindrances, inTheWay: hindrances.concat(together.hindrances), doubt };
  const judgement = judge(ways, together, proofs);
  const obstacles = obstaclesOf(ways, proofs, entry);
  return {
    id: `${service.root}: ${names.loadBalancer} -> ${names.targetGroup} -> ${service.address} (${purpose})`,
    root: service.root,
    service,
    entry,
    taskDefinition: registration.taskDefinition,
    container: registration.container,
    ...(registration.mapping === undefined ? {} : { mapping: registration.mapping }),
    targetGroup,
    loadBalancer,
    purpose,
    portMapping: registration.port.kind,
    protocol,
    ...judgement,
    // Told also where an obstacle stops everything: what is proven at the hops rests on them.
    assumptions: distinctAssumptions([...registration.assumptions, ...together.assumptions]),
    hops,
    ...(obstacles.length === 0 ? {} : { obstacles }),
    ...(registration.target !== "task" && targets.unstaffed !== undefined && judgement.verdict === "undetermined"
      ? { unstaffed: true }
      : {}),
    when: [],
  };
}

/** Each once; what is proven on some pair is. */
function obstaclesOf(
  { pairs, hindrances, inTheWay }: Ways,
  proofs: Proofs,
  { span }: ServiceLoadBalancer,
): readonly Obstacle[] {
  const found = new Map<string, Obstacle>();
  for (const one of inTheWay) {
    const { kind, text, effect } = one;
    const proof = hindrances.includes(one) ? Proof.ofHindrance(one) : proofs.hindrances.get(one);
    if (found.get(text)?.proof === undefined)
      found.set(text, { kind, text, span: one.span, effect, ...(proof === undefined ? {} : { proof }) });
  }
  if (proofs.eachWay !== undefined) {
    const { whole, proof } = proofs.eachWay;
    const each = pairs.some(({ isShutApart }) => isShutApart) ? "port that may be needed" : "way that packets may take";
    const closed = whole ? "closed" : "closed on some of the ports";
    const text = `each ${each} is ${closed}: at ${[...new Set(pairs.flatMap((pair) => pair.closers()))].sort().join(" or at ")}`;
    found.set(text, {
      kind: "closed-each-way",
      text,
      span,
      effect: "beside",
      ...(proof === undefined ? {} : { proof }),
    });
  }
  return [...found.values()];
}
