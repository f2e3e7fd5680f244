/** Finds the port mapping that a service registers. */
import { sameFact } from "../base/fact.ts";
import type { Truth } from "../base/truth.ts";
import type { Existence, UnknownValue } from "../base/value.ts";
import type { Container, PortMapping, ServiceLoadBalancer, TaskDefinition } from "../graph/model.ts";
import type { Hindrance } from "./hindrance.ts";
import { unknownFor } from "./unknowns.ts";
import { valueText } from "./wording.ts";

export interface FoundMapping {
  /** Undefined where it is not known, or is not there. */
  readonly mapping: PortMapping | undefined;
  /** The container of the mapping, also where the mapping is not known. */
  readonly container: Container | undefined;
  readonly because: readonly UnknownValue[];
  /** Name and port are certainly those of the mapping; else it is the only one that there may be. */
  readonly exact: boolean;
  /** Set where it is certainly not there. */
  readonly hindrance: Hindrance | undefined;
}

/** The mapping of the named container whose container port is the registered one. AWS refuses a service without it. */
export function findMapping(taskDefinition: TaskDefinition, entry: ServiceLoadBalancer): FoundMapping {
  const { container, because } = findContainer(taskDefinition, entry);
  const found: FoundMapping = { mapping: undefined, container, because, exact: false, hindrance: undefined };
  if (container === undefined)
    return because.length > 0 ? found : { ...found, hindrance: noContainer(taskDefinition, entry) };
  const mappings = container.portMappings.filter(({ containerPort }) => containerPort !== undefined);
  const registered = ({ containerPort }: PortMapping): Truth => sameFact(containerPort!, entry.containerPort);
  const { chosen, certain } = meant(mappings, registered);
  const open = container.portMappingsRest;
  if (chosen.length === 1 && (certain || open === undefined)) {
    const [mapping] = chosen;
    return { ...found, mapping, because: [], exact: registered(mapping!) === "true" && isNamed(container, entry) };
  }
  if (chosen.length === 0 && open === undefined) return { ...found, hindrance: noMapping(container, entry) };
  const unknowns = chosen.flatMap(({ containerPort, exists }) => [
    ...(containerPort!.known ? [] : [containerPort!.unknown]),
    ...(exists === true ? [] : [exists]),
  ]);
  if (!entry.containerPort.known) unknowns.push(entry.containerPort.unknown);
  if (open !== undefined) unknowns.push(open);
  if (unknowns.length === 0) {
    const text = `${taskDefinition.address} maps the same container port twice`;
    unknowns.push(unknownFor("error", `mapping of ${taskDefinition.id}`, text, { span: chosen[1]!.span }));
  }
  return { ...found, because: unknowns };
}

/** The parts of a list that may be the one meant: those that certainly are, beside which AWS takes no other, else all that may be. */
function meant<T extends { readonly exists: Existence }>(
  parts: readonly T[],
  is: (part: T) => Truth,
): { readonly chosen: readonly T[]; readonly certain: boolean } {
  const sure = parts.filter((part) => part.exists === true && is(part) === "true");
  return sure.length > 0
    ? { chosen: sure, certain: true }
    : { chosen: parts.filter((part) => is(part) !== "false"), certain: false };
}

function isNamed({ name }: Container, { containerName }: ServiceLoadBalancer): boolean {
  return sameFact(name, containerName) === "true";
}

function findContainer(
  { containers, containersRest }: TaskDefinition,
  entry: ServiceLoadBalancer,
): { readonly container: Container | undefined; readonly because: readonly UnknownValue[] } {
  const { chosen, certain } = meant(containers, ({ name }) => sameFact(name, entry.containerName));
  if (chosen.length === 1 && (certain || containersRest === undefined)) return { container: chosen[0]!, because: [] };
  const unknowns = [
    ...chosen.flatMap(({ name, exists }) => [
      ...(name.known ? [] : [name.unknown]),
      ...(exists === true ? [] : [exists]),
    ]),
    ...(chosen.length > 0 && !entry.containerName.known ? [entry.containerName.unknown] : []),
    ...(containersRest === undefined ? [] : [containersRest]),
  ];
  if (chosen.length > 1 && unknowns.length === 0) return { container: chosen[0]!, because: [] };
  return { container: undefined, because: unknowns };
}

function noContainer(taskDefinition: TaskDefinition, entry: ServiceLoadBalancer): Hindrance {
  const names = taskDefinition.containers.map(({ name }) => valueText(name)).join(", ");
  const wanted = valueText(entry.containerName);
  const has = names === "" ? "no container" : `only ${names}`;
  return {
    kind: "container-not-found",
    text: `${taskDefinition.address} has no container ${wanted}; it has ${has}`,
    span: entry.containerName.origin.span,
    effect: "obscures",
    doubt: undefined,
  };
}

function noMapping(container: Container, entry: ServiceLoadBalancer): Hindrance {
  const ports = container.portMappings.flatMap(({ containerPort }) =>
    containerPort === undefined ? [] : [valueText(containerPort)],
  );
  const has = ports.length === 0 ? "no port" : `only ${ports.join(", ")}`;
  return {
    kind: "port-not-mapped",
    text: `container ${valueText(container.name)} does not map port ${valueText(entry.containerPort)}; it maps ${has}`,
    span: entry.containerPort.origin.span,
    effect: "obscures",
    doubt: undefined,
  };
}
