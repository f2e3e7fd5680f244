/** Services behind a load balancer of which a scan says nothing at all: neither a flow, nor a finding, nor a message at a place of them. */
import type { Graph, Service } from "../src/graph/model.ts";
import type { ScanResult } from "../src/report/scan-result.ts";

type Said = Pick<ScanResult, "flows" | "findings" | "diagnostics">;

export function silentServices(graphs: readonly Graph[], said: Said): readonly string[] {
  const services = graphs.flatMap(behindBalancers).filter((service) => !isTold(service, said));
  return services.map(({ id }) => id);
}

function behindBalancers(graph: Graph): readonly Service[] {
  return graph
    .of("service")
    .filter(({ external }) => external === undefined)
    .filter(({ loadBalancers, loadBalancersRest }) => loadBalancers.length > 0 || loadBalancersRest !== undefined);
}

/** By a flow, a finding, or a message at a place of it. */
function isTold(service: Service, { flows, findings, diagnostics }: Said): boolean {
  const places = [service.span, ...service.loadBalancers.map(({ span }) => span)];
  return (
    flows.some((flow) => flow.service.id === service.id) ||
    findings.some(({ nodes }) => nodes.some(({ id }) => id === service.id)) ||
    diagnostics.some(({ span }) => places.some((one) => one.file === span?.file && one.start === span.start))
  );
}
