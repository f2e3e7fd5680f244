/** Turns the graph into flows: for each service, whether its load balancers reach its containers. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Graph } from "../graph/model.ts";
import type { Service, ServiceLoadBalancer } from "../graph/workload.ts";

import { type Admission, admissionOf } from "./admission.ts";
import { routesOf } from "./asked/routes.ts";
import { ReachContext, type ReachOptions } from "./certainty/context.ts";
import { JudgingSteps, TooMuchToJudge, type WrittenServices } from "./certainty/judging-steps.ts";
import { unknownFor } from "./certainty/unknowns.ts";
import { type Facts, factsOf } from "./facts.ts";
import type { Flow } from "./flow.ts";
import { type InstancesOf, instancesIn } from "./instances.ts";
import { judgeRoute } from "./judge-flow.ts";
import { unjudgedFlow } from "./unjudged-flow.ts";

/** So many instances of one block that are not judged have a flow each, which says so; of the others the diagnostic tells how many there are. */
const UNJUDGED_OF_A_BLOCK = 100;
/** The same of all blocks of a graph together. */
const UNJUDGED_OF_A_GRAPH = 200;

export interface ReachResult {
  /** In the order of the services and of their load balancer entries; traffic before health check. */
  readonly flows: readonly Flow[];
  readonly facts: Facts;
  readonly admission: Admission;
  readonly instancesOf: InstancesOf;
  readonly diagnostics: readonly Diagnostic[];
}

/** `roots`: those of which services are judged, their paths by their ids; where left out all are, and all is their own. */
export function reach(graph: Graph, options: ReachOptions, roots?: ReadonlyMap<string, string>): ReachResult {
  const context = new ReachContext(graph, options);
  const flows: Flow[] = [];
  const diagnostics: Diagnostic[] = [];
  const ids = new Map<string, number>();
  const isJudged = (root: string): boolean => roots === undefined || roots.has(root);
  const services = graph.of("service").filter(({ external, root }) => external === undefined && isJudged(root));
  const isOwn = ({ root, span }: Service): boolean => roots === undefined || isIn(span.file.path, roots.get(root)!);
  const steps = new JudgingSteps(writtenServices(services, isOwn), options.steps, options.ofScan);
  const unjudged = new Unjudged(steps);
  for (const service of services) {
    for (const entry of service.loadBalancers)
      for (const flow of flowsOf(context, service, entry, steps, unjudged)) flows.push(withDistinctId(flow, ids));
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
    diagnostics: [...diagnostics, ...unjudged.diagnostics],
  };
}

function writtenServices(services: readonly Service[], isOwn: (service: Service) => boolean): WrittenServices {
  const places = (of: readonly Service[]): number => new Set(of.map(placeOf)).size;
  const own = services.filter(isOwn);
  const files = new Map(own.map(({ span: { file } }) => [file.path, file.text.length]));
  const characters = [...files.values()].reduce((sum, length) => sum + length, 0);
  return { own: places(own), shared: places(services.filter((service) => !isOwn(service))), characters };
}

/** `root`: a directory, or a file. */
function isIn(path: string, root: string): boolean {
  return path === root || root === "." || path.startsWith(`${root}/`);
}

/** Instances of one block, and of a module that is called in a loop, are written once. */
function placeOf({ span: { file, start } }: Service | ServiceLoadBalancer): string {
  return `${start} ${file.path}`;
}

function* flowsOf(
  context: ReachContext,
  service: Service,
  entry: ServiceLoadBalancer,
  steps: JudgingSteps,
  unjudged: Unjudged,
): Generator<Flow> {
  try {
    if (!steps.exhausted)
      for (const route of context.within(steps, () => routesOf(context, service, entry)))
        yield* context.within(steps, () => judgeRoute(context, route));
    if (!steps.exhausted) return;
  } catch (error) {
    if (!(error instanceof TooMuchToJudge)) throw error;
  }
  yield* unjudged.of(service, entry);
}

/** What is not judged because there is too much of it. */
class Unjudged {
  readonly #steps: JudgingSteps;
  /** How many there are of each entry as it is written. */
  readonly #ofPlaces = new Map<string, number>();
  /** The first of them, and what stands for what is not known of all. */
  #first: { readonly span: Span; readonly because: UnknownValue } | undefined;
  #told = 0;
  #untold = 0;

  constructor(steps: JudgingSteps) {
    this.#steps = steps;
  }

  of(service: Service, entry: ServiceLoadBalancer): readonly Flow[] {
    this.#first ??= {
      span: entry.span,
      because: unknownFor("error", "what there is too much of to judge", this.#steps.limit.text, {
        hint: this.#hint,
        span: entry.span,
      }),
    };
    const place = placeOf(entry);
    const before = this.#ofPlaces.get(place) ?? 0;
    this.#ofPlaces.set(place, before + 1);
    if (before >= UNJUDGED_OF_A_BLOCK || this.#told >= UNJUDGED_OF_A_GRAPH) {
      this.#untold++;
      return [];
    }
    this.#told++;
    return [unjudgedFlow(service, entry, this.#first.because)];
  }

  get #hint(): string {
    return `${this.#steps.limit.smaller}, or allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml`;
  }

  get diagnostics(): readonly Diagnostic[] {
    if (this.#first === undefined) return [];
    const untold = this.#untold === 0 ? "" : ` Of ${this.#untold} further services nothing else is told.`;
    const message = `There is too much to judge, and from here on it is not known what reaches services: ${this.#steps.limit.text}.${untold}`;
    return [
      {
        code: "judging-steps",
        severity: "warning",
        message,
        hint: this.#hint,
        span: this.#first.span,
        notAnalysed: true,
      },
    ];
  }
}

/** Two entries of a service may name the same target group: then the second flow gets `#2`. */
function withDistinctId(flow: Flow, ids: Map<string, number>): Flow {
  const uses = (ids.get(flow.id) ?? 0) + 1;
  ids.set(flow.id, uses);
  return uses === 1 ? flow : { ...flow, id: `${flow.id}#${uses}` };
}
