/** Turns the graph into flows: for each service, whether its load balancers reach its containers. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Graph } from "../graph/model.ts";
import type { Service, ServiceLoadBalancer } from "../graph/workload.ts";

import { type Admission, admissionOf } from "./admission.ts";
import { routesOf } from "./asked/routes.ts";
import { ReachContext, type ReachOptions } from "./certainty/context.ts";
import { JudgingSteps, TooMuchToJudge } from "./certainty/judging-steps.ts";
import { unknownFor } from "./certainty/unknowns.ts";
import { type Facts, factsOf } from "./facts.ts";
import type { Flow } from "./flow.ts";
import { type InstancesOf, instancesIn } from "./instances.ts";
import { judgeRoute } from "./judge-flow.ts";
import { unjudgedFlow } from "./unjudged-flow.ts";

export interface ReachResult {
  /** In the order of the services and of their load balancer entries; traffic before health check. */
  readonly flows: readonly Flow[];
  readonly facts: Facts;
  readonly admission: Admission;
  readonly instancesOf: InstancesOf;
  readonly diagnostics: readonly Diagnostic[];
}

/** `isJudged`: of which roots services are judged, by their ids; of all where left out. */
export function reach(
  graph: Graph,
  options: ReachOptions,
  isJudged: (root: string) => boolean = () => true,
): ReachResult {
  const context = new ReachContext(graph, options);
  const flows: Flow[] = [];
  const diagnostics: Diagnostic[] = [];
  const ids = new Map<string, number>();
  const services = graph.of("service").filter(({ external, root }) => external === undefined && isJudged(root));
  const steps = new JudgingSteps(new Set(services.map(placeOf)).size, options.steps, options.ofScan);
  let unjudged: UnknownValue | undefined;
  for (const service of services) {
    for (const entry of service.loadBalancers)
      for (const flow of flowsOf(context, service, entry, steps, () => {
        unjudged ??= tooMuch(steps, entry, diagnostics);
        return unjudged;
      }))
        flows.push(withDistinctId(flow, ids));
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
  return {
    flows,
    facts: factsOf(context),
    admission: admissionOf(context),
    instancesOf: instancesIn(context),
    diagnostics,
  };
}

/** Instances of one block, and of a module that is called in a loop, are written once. */
function placeOf({ span: { file, start } }: Service): string {
  return `${start} ${file.path}`;
}

/** `unjudged`: why it is not known what reaches a service where judging takes too much. */
function* flowsOf(
  context: ReachContext,
  service: Service,
  entry: ServiceLoadBalancer,
  steps: JudgingSteps,
  unjudged: () => UnknownValue,
): Generator<Flow> {
  try {
    if (!steps.exhausted)
      for (const route of context.within(steps, () => routesOf(context, service, entry)))
        yield* context.within(steps, () => judgeRoute(context, route));
    if (!steps.exhausted) return;
  } catch (error) {
    if (!(error instanceof TooMuchToJudge)) throw error;
  }
  yield unjudgedFlow(service, entry, unjudged());
}

/** Tells it at the first registration that is not judged, and stands for what is not known of all that are not. */
function tooMuch(steps: JudgingSteps, { span }: ServiceLoadBalancer, diagnostics: Diagnostic[]): UnknownValue {
  const text = `it takes more than the ${steps.most} steps that may be taken to judge what reaches the services`;
  const hint = "divide it into several roots, or allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml";
  const message = `There is too much to judge, and from here on it is not known what reaches services: ${text}.`;
  diagnostics.push({ code: "judging-steps", severity: "warning", message, hint, span, notAnalysed: true });
  return unknownFor("error", "what there is too much of to judge", text, { hint, span });
}

/** Two entries of a service may name the same target group: then the second flow gets `#2`. */
function withDistinctId(flow: Flow, ids: Map<string, number>): Flow {
  const uses = (ids.get(flow.id) ?? 0) + 1;
  ids.set(flow.id, uses);
  return uses === 1 ? flow : { ...flow, id: `${flow.id}#${uses}` };
}
