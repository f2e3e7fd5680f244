/** Finds the port mapping that a service registers. */
import { sameFact } from "../base/fact.ts";
import type { UnknownValue } from "../base/value.ts";
import type { Container, PortMapping, ServiceLoadBalancer, TaskDefinition } from "../graph/model.ts";
import type { Hindrance } from "./hindrance.ts";
import { unknownFor } from "./unknowns.ts";
import { valueText } from "./wording.ts";

export interface FoundMapping {
  /** Undefined where it is not known, or is not there. */
  readonly mapping: PortMapping | undefined;
  readonly because: readonly UnknownValue[];
  readonly hindrance: Hindrance | undefined;
}

/** The mapping of the named container whose container port is the registered one. AWS refuses a service without it. */
export function findMapping(taskDefinition: TaskDefinition, entry: ServiceLoadBalancer): FoundMapping {
  const { container, because } = findContainer(taskDefinition, entry);
  if (container === undefined)
    return {
      mapping: undefined,
      because,
      hindrance: because.length > 0 ? undefined : noContainer(taskDefinition, entry),
    };
  const mappings = container.portMappings.filter(({ containerPort }) => containerPort !== undefined);
  const same = mappings.filter(({ containerPort }) => sameFact(containerPort!, entry.containerPort) === "true");
  const maybe = mappings.filter(({ containerPort }) => sameFact(containerPort!, entry.containerPort) === "unknown");
  const chosen = same.length > 0 ? same : maybe;
  const open = container.portMappingsOpen;
  if (chosen.length === 1 && (same.length > 0 || open === undefined))
    return { mapping: chosen[0]!, because: [], hindrance: undefined };
  if (chosen.length === 0 && open === undefined)
    return { mapping: undefined, because: [], hindrance: noMapping(container, entry) };
  const unknowns = chosen.flatMap(({ containerPort, exists }) => [
    ...(containerPort!.known ? [] : [containerPort!.unknown]),
    ...(exists === true ? [] : [exists]),
  ]);
  if (!entry.containerPort.known) unknowns.push(entry.containerPort.unknown);
  if (open !== undefined) unknowns.push(open);
  if (unknowns.length === 0)
    unknowns.push(
      unknownFor(
        "error",
        `mapping of ${taskDefinition.id}`,
        `${taskDefinition.address} maps the same container port twice`,
        {
          span: chosen[1]!.span,
        },
      ),
    );
  return { mapping: undefined, because: unknowns, hindrance: undefined };
}

function findContainer(
  { containers, containersOpen }: TaskDefinition,
  entry: ServiceLoadBalancer,
): { readonly container: Container | undefined; readonly because: readonly UnknownValue[] } {
  const same = containers.filter(({ name }) => sameFact(name, entry.containerName) === "true");
  const maybe = containers.filter(({ name }) => sameFact(name, entry.containerName) === "unknown");
  const chosen = same.length > 0 ? same : maybe;
  if (chosen.length === 1 && (same.length > 0 || containersOpen === undefined))
    return { container: chosen[0]!, because: [] };
  const unknowns = [
    ...chosen.flatMap(({ name, exists }) => [
      ...(name.known ? [] : [name.unknown]),
      ...(exists === true ? [] : [exists]),
    ]),
    ...(chosen.length > 0 && !entry.containerName.known ? [entry.containerName.unknown] : []),
    ...(containersOpen === undefined ? [] : [containersOpen]),
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
