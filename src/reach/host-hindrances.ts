/** What is wrong with the instances of a service beside the filters: that there are none, or that they are registered twice. */
import type { Service, TargetGroup } from "../graph/model.ts";
import type { Context } from "./context.ts";
import type { Hindrance } from "./hindrance.ts";
import { onlyTarget, whichTarget } from "./identity.ts";
import { whetherListens } from "./port-needs.ts";
import type { Registration } from "./registration.ts";
import type { Targets } from "./targets.ts";
import { doubts, type Given, unknownFor } from "./unknowns.ts";

/**
 * A group of instances that names the target group registers each of them at the target group's own port, beside the host ports
 * at which ECS registers the tasks. With dynamic ports nothing serves that port, and these targets never become healthy
 * (https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html).
 */
export function registeredHosts(
  context: Context,
  service: Service,
  targetGroup: TargetGroup | undefined,
  { port }: Registration,
  given: Given,
): readonly Hindrance[] {
  if (targetGroup === undefined || port.kind !== "dynamic") return [];
  const own = targetGroup.port;
  const listened = own?.known ? whetherListens(context, service, own.value, given) : "unknown";
  if (listened === "true") return [];
  const another = unknownFor(
    "derived",
    `listeners on the port of ${targetGroup.id}`,
    `a task on the instances may serve the port of ${targetGroup.address}`,
    { span: own?.origin.span ?? targetGroup.span },
  );
  return context.index.registeredWith(targetGroup.id).map(({ host, link }) => {
    const text = `${host.address} registers its instances with ${targetGroup.address} too, at its own port, which nothing serves`;
    const open = [
      ...(listened === "unknown" ? [another] : []),
      ...doubts(link.exists, given),
      ...doubts(host.exists, given),
      ...(link.to.length > 1 ? [whichTarget(context.graph, link)] : []),
    ];
    const doubt = open.length === 0 ? undefined : open;
    return { kind: "hosts-registered", text, span: link.origin.span, effect: "beside", doubt };
  });
}

/** No instance joins the cluster of a service that runs on some: proven where the source defines the cluster and nothing of the source is unread. */
export function missingHosts(context: Context, service: Service, { unstaffed }: Targets): readonly Hindrance[] {
  const cluster = onlyTarget(context.graph, service.cluster);
  const { launchType } = service;
  const offCluster = launchType?.known && (launchType.value === "FARGATE" || launchType.value === "EXTERNAL");
  if (!unstaffed || offCluster || cluster === undefined || cluster.external !== undefined) return [];
  const text = `no instance of the scan joins ${cluster.address}`;
  const elsewhere = unknownFor(
    "missing-source",
    `instances of ${cluster.id}`,
    `instances elsewhere may join ${cluster.address}`,
  );
  const doubt = context.options.complete === true ? undefined : [elsewhere];
  return [{ kind: "no-instances", text, span: service.cluster.origin.span, effect: "obscures", doubt }];
}
