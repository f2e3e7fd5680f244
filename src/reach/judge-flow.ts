/** Judges one route for each purpose: the flows with their verdicts, hops, and what they rest on. */
import type { UnknownValue } from "../base/value.ts";
import type { HealthCheck, LoadBalancer, Service, TargetGroup, Vpc } from "../graph/model.ts";
import { isNoPorts, noPorts, portBounds } from "../sets/port-set.ts";
import { subnetAddresses, vpcOf } from "./addresses.ts";
import type { Context } from "./context.ts";
import type { Flow, Obstacle } from "./flow.ts";
import { hopsOfFlow } from "./hops.ts";
import { onlyTarget } from "./identity.ts";
import { judgePair, type PairOutcome } from "./pair.ts";
import { type Pair, pairsOf, vpcObstacles } from "./pairs.ts";
import { healthNeed, healthObstacles, type TargetNeed, trafficNeed } from "./port-needs.ts";
import { type Registration, registrationOf } from "./registration.ts";
import type { Route } from "./routes.ts";
import { type Purpose, sourcesOf, unknownSource } from "./sources.ts";
import { type Target, type Targets, targetsOf } from "./targets.ts";
import { type Given, givenOf } from "./unknowns.ts";
import { type Case, type JudgedPair, judge, type Unserved } from "./verdict.ts";

/** What the flows of a route have in common. */
interface Situation {
  readonly route: Route;
  readonly registration: Registration;
  readonly health: HealthCheck | undefined;
  readonly targets: Targets;
  readonly vpc: Vpc | undefined;
  readonly given: Given;
}

/** The flow of the traffic and, where there are any, that of the health checks. */
export function judgeRoute(context: Context, route: Route): readonly Flow[] {
  const { service, entry, targetGroup, loadBalancer } = route;
  const registration = registrationOf(context, service, entry, targetGroup, loadBalancer);
  const given = givenOf([...route.given, registration.taskDefinition?.exists ?? true]);
  const targets = targetsOf(context, service, registration, given);
  const vpc = vpcOfRoute(context, targetGroup, targets.targets, loadBalancer);
  const health = targetGroup?.healthCheck ?? loadBalancer?.classicHealthCheck;
  const situation = { route, registration, health, targets, vpc, given };
  const traffic = judgeFlow(context, situation, "traffic");
  const unchecked = health?.enabled.known && !health.enabled.value;
  return unchecked ? [traffic] : [traffic, judgeFlow(context, situation, "health-check")];
}

function judgeFlow(context: Context, situation: Situation, purpose: Purpose): Flow {
  const { route, registration, health, vpc, given } = situation;
  const { service, targetGroup, loadBalancer } = route;
  const { targets, doubt } = situation.targets;
  const obstacles: Obstacle[] = [...route.obstacles, ...registration.obstacles];
  if (purpose === "health-check") obstacles.push(...healthObstacles(context, service, registration, health));
  const protocol = protocolOf(registration, targetGroup, purpose);
  const needOf = (target: Target): TargetNeed => {
    const traffic = trafficNeed(context, registration, target);
    return purpose === "traffic" ? traffic : healthNeed(health, traffic);
  };
  const pairs: JudgedPair[] = [];
  const unserved: Unserved[] = [];
  for (const { family, because } of familiesOf(targetGroup)) {
    const setting = { protocol: protocol === "tcp" ? 6 : 17, family, vpc, given };
    const sources =
      loadBalancer === undefined
        ? [unknownSource(context, route.because, targetGroup, service.root, family, vpc)]
        : sourcesOf(context, loadBalancer, targetGroup, purpose, family, vpc, given);
    const ways = pairsOf(context, sources, targets, loadBalancer, targetGroup);
    obstacles.push(...vpcObstacles(context, ways.pairs, loadBalancer, targetGroup), ...detours(ways.pairs, service));
    for (const { target, obstacle } of ways.unserved) {
      const doubts = [...target.place.because, ...target.because, ...because];
      unserved.push({ need: needOf(target).need, obstacle, because: doubts });
    }
    for (const pair of ways.pairs) {
      const way = { ...pair, because: [...pair.because, ...because] };
      pairs.push(judgeWay(context, way, needOf(pair.target), setting));
    }
  }
  return flowOf(context, route, purpose, registration, protocol, {
    pairs,
    unserved,
    obstacles: route.doubt.length === 0 ? obstacles : obstacles.map((one) => ({ ...one, certain: false })),
    doubt: [...doubt, ...route.doubt],
  });
}

function detours(pairs: readonly Pair[], { span }: Service): readonly Obstacle[] {
  return pairs.flatMap(({ detour }) =>
    detour.map(({ cause }) => ({
      kind: "middlebox-route",
      text: cause.text,
      span: cause.span ?? span,
      certain: false,
    })),
  );
}

/** What all pairs of a flow have in common. */
interface Setting {
  readonly protocol: number;
  readonly family: 4 | 6;
  readonly vpc: Vpc | undefined;
  readonly given: Given;
}

function judgeWay(
  context: Context,
  pair: Pair,
  { need, assumptions }: TargetNeed,
  { protocol, family, vpc, given }: Setting,
): JudgedPair {
  const { source, target, detour, doubt } = pair;
  const targetAddresses = subnetAddresses(context, target.place.subnet, family, vpc);
  const straight = judgePair(context, { source, target, targetAddresses, need, protocol, given });
  const outcome = detour.length === 0 ? straight : throughMiddlebox(straight, detour);
  return {
    outcome: doubt.length === 0 || isNoPorts(outcome.open.may) ? outcome : doubted(outcome, doubt),
    because: pair.because,
    assumptions: [...assumptions, ...pair.assumptions],
  };
}

function doubted(outcome: PairOutcome, doubt: readonly UnknownValue[]): PairOutcome {
  return { ...outcome, open: { must: noPorts, may: outcome.open.may }, because: [...outcome.because, ...doubt] };
}

/** Behind a middlebox only what leaves the load balancer's subnet is as computed. */
function throughMiddlebox(outcome: PairOutcome, detour: readonly UnknownValue[]): PairOutcome {
  const [egress, out] = outcome.hops;
  const may = [egress, out].reduce(
    (ports, hop) => (hop?.outcome === undefined ? ports : portBounds.intersect(ports, hop.outcome.open)),
    { must: outcome.need.ports, may: outcome.need.ports },
  ).may;
  if (isNoPorts(may)) return { ...outcome, open: { must: noPorts, may } };
  return { ...outcome, open: { must: noPorts, may }, impaired: false, because: detour };
}

/** The family that a load balancer uses towards its targets is that of the target group
 *  (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-ip-address-type). */
function familiesOf(
  targetGroup: TargetGroup | undefined,
): readonly { readonly family: 4 | 6; readonly because: readonly UnknownValue[] }[] {
  const type = targetGroup?.addressType;
  if (type === undefined || type.known) return [{ family: type?.value === "ipv6" ? 6 : 4, because: [] }];
  return ([4, 6] as const).map((family) => ({ family, because: [type.unknown] }));
}

function protocolOf(registration: Registration, targetGroup: TargetGroup | undefined, purpose: Purpose): "tcp" | "udp" {
  if (purpose === "health-check") return "tcp";
  const { protocol } = targetGroup ?? {};
  const written = protocol?.known ? protocol.value.toUpperCase() : undefined;
  if (written === "UDP" || written === "QUIC") return "udp";
  const mapped = registration.mapping?.protocol;
  const either = written === undefined || written === "TCP_UDP" || written === "TCP_QUIC";
  return either && mapped?.known && mapped.value === "udp" ? "udp" : "tcp";
}

/** The VPC of both sides: the target group's, else that of a group or subnet of either. */
function vpcOfRoute(
  context: Context,
  targetGroup: TargetGroup | undefined,
  targets: readonly Target[],
  loadBalancer: LoadBalancer | undefined,
): Vpc | undefined {
  const links = [
    targetGroup?.vpc,
    ...targets.flatMap(({ groups }) => groups.members.map(({ group }) => group.vpc)),
    ...(loadBalancer === undefined || loadBalancer.securityGroups === "unfiltered"
      ? []
      : loadBalancer.securityGroups.links.map((link) => {
          const group = onlyTarget(context.graph, link);
          return group?.kind === "security-group" ? group.vpc : undefined;
        })),
  ];
  for (const link of links) {
    const vpc = onlyTarget(context.graph, link);
    if (vpc?.kind === "vpc") return vpc;
  }
  return targets.map(({ place }) => vpcOf(context, place.subnet)).find((vpc) => vpc !== undefined);
}

function flowOf(
  context: Context,
  route: Route,
  purpose: Purpose,
  registration: Registration,
  protocol: "tcp" | "udp",
  one: Case,
): Flow {
  const { service, entry, targetGroup, loadBalancer, names } = route;
  const judgement = judge(one);
  const all = [...one.obstacles, ...one.unserved.map(({ obstacle }) => obstacle)];
  const obstacles = [...new Map(all.map((obstacle) => [obstacle.text, obstacle])).values()];
  return {
    id: `${service.root}: ${names.loadBalancer} -> ${names.targetGroup} -> ${service.address} (${purpose})`,
    root: service.root,
    service,
    entry,
    taskDefinition: registration.taskDefinition,
    container: registration.container,
    targetGroup,
    loadBalancer,
    purpose,
    portMapping: registration.port.kind,
    protocol,
    ...judgement,
    hops: hopsOfFlow(
      context,
      one.pairs.map(({ outcome }) => outcome),
      { service, loadBalancer },
    ),
    ...(obstacles.length === 0 ? {} : { obstacles }),
    when: [],
  };
}
