/** Every kind of entity that rules can be about. */

import { connectEndpoint } from "./connect-endpoint.ts";
import { discoveryEntry } from "./discovery.ts";
import { vpcEndpoint } from "./endpoint.ts";
import type { EntityKind, EntityRecord } from "./entity.ts";
import { filterRule, networkAcl, securityGroup } from "./filter.ts";
import { flow, obstacle } from "./flow.ts";
import { healthCheck } from "./health-check.ts";
import { hop } from "./hop.ts";
import { instanceGroup } from "./instance-group.ts";
import { listener, loadBalancer, targetGroup } from "./load-balancer.ts";
import { subnet, vpc } from "./network.ts";
import { portMapping } from "./port-mapping.ts";
import { registration } from "./registration.ts";
import { natGateway, route, routeTable } from "./routing.ts";
import { service } from "./service.ts";
import { container, taskDefinition } from "./task-definition.ts";

/** In the order in which the reference page has them. */
const vocabulary: { readonly [K in EntityKind]: EntityRecord<K> } = {
  hop,
  flow,
  obstacle,
  service,
  registration,
  connectEndpoint,
  discoveryEntry,
  taskDefinition,
  container,
  portMapping,
  targetGroup,
  healthCheck,
  listener,
  loadBalancer,
  instanceGroup,
  securityGroup,
  networkAcl,
  filterRule,
  subnet,
  vpc,
  vpcEndpoint,
  routeTable,
  route,
  natGateway,
};

export const entityKinds = Object.keys(vocabulary) as readonly EntityKind[];

/** The record of a kind, to be asked of entities and subjects whose `kind` it is. */
export function recordOf(kind: EntityKind): EntityRecord<EntityKind> {
  return vocabulary[kind] as unknown as EntityRecord<EntityKind>;
}
