/** What a scan says of source, and of what is deployed → the services of which the two say otherwise. */
import { groupBy } from "../base/collections.ts";
import type { Finding } from "../check/finding.ts";
import { type ChangeReason, flowChanges } from "../compare/flow-changes.ts";
import type { Flow, FlowVerdict } from "../reach/flow.ts";
import type { ServiceName } from "./named-services.ts";

export interface DriftSide {
  readonly flows: readonly Flow[];
  readonly findings: readonly Finding[];
  readonly names: ReadonlyMap<string, ServiceName>;
}

/** A path of which source and account say otherwise. */
export interface DriftedPath {
  readonly source: Flow;
  readonly deployed: Flow;
  /** Where it is closed, or closed further. */
  readonly closedIn: "source" | "deployed";
  /** What closes it there. */
  readonly reason: ChangeReason | undefined;
}

export interface Drift {
  readonly differences: readonly DriftedPath[];
  /** Paths of which both say the same. */
  readonly alike: number;
  /** Paths of which one of them does not say. */
  readonly undecided: number;
  /** Services that have no counterpart, or several. */
  readonly onlySource: readonly Flow["service"][];
  readonly onlyDeployed: readonly Flow["service"][];
}

/** A service of the source is the only deployed one of its name, in a cluster of that name where both are known. */
export function driftOf(source: DriftSide, deployed: DriftSide): Drift {
  const [ofSource, ofDeployed] = [servicesOf(source), servicesOf(deployed)];
  const pairs = ofSource.flatMap((one) => {
    const [match, ...others] = ofDeployed.filter((other) => isSame(one.name, other.name));
    return match === undefined || others.length > 0 ? [] : [{ one, match }];
  });
  const compared = pairs.flatMap(({ one, match }) =>
    pathsOf(one.flows, match.flows).map(([left, right]) => compare(left, right, source.findings, deployed.findings)),
  );
  const paired = new Set(pairs.flatMap(({ one, match }) => [one.service.id, match.service.id]));
  const unpaired = (all: readonly OneService[]) =>
    all.flatMap(({ service }) => (paired.has(service.id) ? [] : [service]));
  return {
    differences: compared.filter((one) => typeof one === "object"),
    alike: compared.filter((one) => one === "alike").length,
    undecided: compared.filter((one) => one === "undecided").length,
    onlySource: unpaired(ofSource),
    onlyDeployed: unpaired(ofDeployed),
  };
}

interface OneService {
  readonly service: Flow["service"];
  readonly name: ServiceName | undefined;
  readonly flows: readonly Flow[];
}

function servicesOf({ flows, names }: DriftSide): readonly OneService[] {
  return [...groupBy(flows, ({ service }) => service.id)].map(([id, own]) => ({
    service: own[0].service,
    name: names.get(id),
    flows: own,
  }));
}

function isSame(a: ServiceName | undefined, b: ServiceName | undefined): boolean {
  if (a === undefined || b === undefined || a.name !== b.name) return false;
  return a.cluster === undefined || b.cluster === undefined || a.cluster === b.cluster;
}

/** Flows of one service that are for the same container, port and purpose; of several on a side the worst. */
function pathsOf(source: readonly Flow[], deployed: readonly Flow[]): readonly (readonly [Flow, Flow])[] {
  const keyOf = ({ purpose, container }: Flow): string => JSON.stringify([purpose, container.name, container.port]);
  const others = groupBy(deployed, keyOf);
  return [...groupBy(source, keyOf)].flatMap(([key, own]) => {
    const same = others.get(key);
    return same === undefined ? [] : [[worst(own), worst(same)] as const];
  });
}

const WORST_FIRST: readonly FlowVerdict[] = ["blocked", "partial", "undetermined", "reachable"];

function worst(flows: readonly [Flow, ...Flow[]]): Flow {
  return WORST_FIRST.flatMap((verdict) => flows.find((flow) => flow.verdict === verdict) ?? [])[0] ?? flows[0];
}

function compare(
  source: Flow,
  deployed: Flow,
  ofSource: readonly Finding[],
  ofDeployed: readonly Finding[],
): DriftedPath | "alike" | "undecided" {
  if (source.verdict === "undetermined" || deployed.verdict === "undetermined") return "undecided";
  const closed = (before: Flow, after: Flow, findings: readonly Finding[]) =>
    flowChanges([{ ...before, id: after.id }], [after], findings).find(({ kind }) => kind === "lost");
  const inDeployed = closed(source, deployed, ofDeployed);
  if (inDeployed !== undefined) return { source, deployed, closedIn: "deployed", reason: inDeployed.reason };
  const inSource = closed(deployed, source, ofSource);
  return inSource === undefined ? "alike" : { source, deployed, closedIn: "source", reason: inSource.reason };
}
