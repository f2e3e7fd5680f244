import type { NetworkAcl } from "../../src/graph/filters.ts";
import type { LoadBalancer, Subnet, TargetGroup } from "../../src/graph/network.ts";
import type { Service } from "../../src/graph/workload.ts";
import type { Flow } from "../../src/reach/flow.ts";
import { claimAt, closedAt, type Reality } from "./completions.ts";
import type { Place, Ports, Way } from "./connections.ts";
import { nameOf } from "./placement.ts";
import { only, value } from "./simulator.ts";

/** Two sides are in different VPCs: `shown` where the source says so, `perhaps` where one of the VPCs is not its own. */
type Apart = "shown" | "perhaps";

export function sendsTo(
  reality: Reality,
  { service, targetGroup, loadBalancer, targetGroupShown }: Place,
  purpose: Flow["purpose"],
  mode: string,
  { ports, sent }: { readonly ports: Ports; readonly sent: Ports },
  from: string,
  to: Subnet,
): { readonly sends: Way["sends"]; readonly apart?: Apart } {
  const { graph } = reality;
  const node = graph.get("subnet", from)!;
  const vpc = (subnet: Subnet): string | undefined => subnet.vpc && only(subnet.vpc);
  const own = targetGroup?.vpc && only(targetGroup.vpc);
  const type = targetGroup && value(targetGroup.targetType);
  const never = { sends: "never" } as const;
  if (type === "lambda" || type === "alb" || mode === "none" || value(loadBalancer.type) === "gateway") return never;
  if (targetGroup === undefined && mode === "awsvpc") return never;
  // A classic load balancer sends to the ports of its listeners; where none is the container's, its health checks say nothing of it.
  const listening = loadBalancer.classicListeners.map(({ instancePort }) => value(instancePort));
  const single = sent.every(({ first, last }) => first === last && listening.includes(first));
  if (targetGroup === undefined && !single) return never;
  if (purpose === "health-check" && !listens(reality, service, mode, ports, targetGroup, loadBalancer)) return never;
  const apart = (a: string | undefined, b: string | undefined, named = true): { readonly apart?: Apart } => {
    if (a === undefined || b === undefined || a === b) return {};
    const [left, right] = [a, b].map((id) => graph.get("vpc", id)!.external);
    const shown = left === undefined ? right === undefined : left.literal && right?.literal === true;
    return { apart: shown && named ? "shown" : "perhaps" };
  };
  const ofTargetGroup = (subnet: Subnet) => apart(vpc(subnet), own, targetGroupShown);
  const [sender, receiver, both] = [ofTargetGroup(node), ofTargetGroup(to), apart(vpc(node), vpc(to))];
  if (sender.apart !== undefined) return { sends: "never", ...sender };
  if (receiver.apart !== undefined) return { sends: type === "instance" ? "never" : "chance", ...receiver };
  if (both.apart !== undefined) return { sends: "chance", ...both };
  return { sends: from !== to.id && isDetoured(reality, node, to) ? "chance" : "always" };
}

/** A route to a middlebox that is more specific than the local one takes the place of it. */
function isDetoured({ graph }: Reality, from: Subnet, to: Subnet): boolean {
  const vpcs = [from, to].flatMap(({ vpc }) => (vpc === undefined ? [] : [graph.get("vpc", only(vpc))!]));
  return vpcs.some(({ middleboxRoutes }) =>
    middleboxRoutes.some((route) =>
      [from, to].some(({ cidrs }) =>
        cidrs.some((fact) => {
          const [own, { family, first, last }] = [value(fact), value(route)];
          return own.family === family && own.first <= last && first <= own.last;
        }),
      ),
    ),
  );
}

/** On an instance, a fixed port is answered where some task of the cluster maps it. */
export function listens(
  { graph }: Reality,
  { cluster }: Service,
  mode: string,
  [port]: Ports,
  targetGroup: TargetGroup | undefined,
  loadBalancer: LoadBalancer,
): boolean {
  const health = targetGroup?.healthCheck ?? loadBalancer.classicHealthCheck;
  if (health === undefined || value(health.port) === "traffic-port" || mode === "awsvpc" || mode === "host")
    return true;
  return graph
    .of("service")
    .filter((other) => only(other.cluster) === only(cluster))
    .some((other) => {
      const task = other.taskDefinition && graph.get("task-definition", only(other.taskDefinition));
      if (task === undefined || value(task.networkMode) === "awsvpc") return false;
      if (value(task.networkMode) === "host") return true;
      return task.containers.some(({ portMappings }) =>
        portMappings.some(
          ({ hostPort, protocol }) =>
            hostPort !== undefined && value(hostPort) === port!.first && value(protocol) === "tcp",
        ),
      );
    });
}

/**
 * The network ACL of a subnet. What one root cannot resolve does not touch what another one defines: of a subnet that is named as it is
 * defined, an ACL of another root counts only where it names the subnet too. Where nobody shows the ACL, it is that of AWS, or somebody
 * has closed it. Of several that the source certainly gives, any may be in force; a claim that only may be there beside another one cannot
 * be: `impossible`.
 */
export function aclOf(reality: Reality, id: string, named: string): NetworkAcl | "open" | "closed" | "impossible" {
  const { graph } = reality;
  const subnet = graph.get("subnet", id)!;
  const claims = graph.of("network-acl").flatMap((acl) => {
    const links = acl.subnets.links.filter(
      (link) => only(link) === id && (named !== id || acl.root === subnet.root || nameOf(reality, link) === named),
    );
    const sure = links.filter((link) => reality.sure.has(link));
    const outright = sure.some((link) => nameOf(reality, link) === named);
    return links.length === 0 ? [] : [{ acl, sure: sure.length > 0, outright }];
  });
  // Beside what names the subnet, what names another one that turns out to be the same only may be there.
  const outright = claims.filter((claim) => claim.outright);
  if (claims.length > 1 && !claims.every(({ sure }) => sure)) return "impossible";
  if (outright.length > 0 && outright.length < claims.length) return "impossible";
  if (claims.length > 0) return claims[(reality.values.get(claimAt(id)) as number) % claims.length]!.acl;
  const vpc = subnet.vpc && graph.get("vpc", only(subnet.vpc));
  const own = graph.of("network-acl").filter((acl) => {
    if (!acl.isDefault || vpc === undefined || acl.vpc === undefined || only(acl.vpc) !== vpc.id) return false;
    return acl.root === subnet.root || nameOf(reality, acl.vpc) === nameOf(reality, subnet.vpc!);
  });
  if (own.length > 0) return own[(reality.values.get(claimAt(id)) as number) % own.length]!;
  return reality.values.get(closedAt(id)) === true ? "closed" : "open";
}
