/** Turns the graph into flows: for each service, whether its load balancers reach its containers. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Graph } from "../graph/model.ts";
import type { Service, ServiceLoadBalancer } from "../graph/workload.ts";

import { routesOf } from "./asked/routes.ts";
import { ReachContext, type ReachOptions } from "./certainty/context.ts";
import { type Facts, factsOf } from "./facts.ts";
import type { Flow } from "./flow.ts";
import { judgeRoute } from "./judge-flow.ts";

export interface ReachResult {
  /** In the order of the services and of their load balancer entries; traffic before health check. */
  readonly flows: readonly Flow[];
  readonly facts: Facts;
  readonly diagnostics: readonly Diagnostic[];
}

export function reach(graph: Graph, options: ReachOptions): ReachResult {
  const context = new ReachContext(graph, options);
  const flows: Flow[] = [];
  const diagnostics: Diagnostic[] = [];
  const ids = new Map<string, number>();
  for (const service of graph.of("service")) {
    if (service.external !== undefined) continue;
    for (const entry of service.loadBalancers)
      for (const flow of flowsOf(context, service, entry)) flows.push(withDistinctId(flow, ids));
    const open = service.loadBalancersRest;
    if (open !== undefined)
      diagnostics.push({
        code: "load-balancers-not-known",
        severity: "note",
        message: `${service.address} may be behind further load balancers: ${open.cause.text}`,
        span: service.span,
        ...(open.cause.hint === undefined ? {} : { hint: open.cause.hint }),
      });
  }
  return { flows, facts: factsOf(context), diagnostics };
}

function flowsOf(context: ReachContext, service: Service, entry: ServiceLoadBalancer): readonly Flow[] {
  return routesOf(context, service, entry).flatMap((route) => judgeRoute(context, route));
}

/** Two entries of a service may name the same target group: then the second flow gets `#2`. */
function withDistinctId(flow: Flow, ids: Map<string, number>): Flow {
  const uses = (ids.get(flow.id) ?? 0) + 1;
  ids.set(flow.id, uses);
  return uses === 1 ? flow : { ...flow, id: `${flow.id}#${uses}` };
}
