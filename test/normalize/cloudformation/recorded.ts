/** The resources of a world into the same with everything recorded that a reader asks of them by name. */
import type { MapValue, Value } from "../../../src/base/value.ts";
import type { EvaluatedWorld, Resource } from "../../../src/evaluate/resource.ts";

export interface Reads {
  /** Names of properties at any depth, with the types of the resources of which they were asked. */
  readonly properties: Map<string, Set<string>>;
}

class Recorded<V> extends Map<string, V> {
  readonly #told: (name: string) => void;

  constructor(entries: ReadonlyMap<string, V>, told: (name: string) => void) {
    super(entries);
    this.#told = told;
  }

  override get(name: string): V | undefined {
    // While the map is being made there is nobody to tell.
    this.#told?.(name);
    return super.get(name);
  }
}

export function recorded(world: EvaluatedWorld, { properties }: Reads): EvaluatedWorld {
  const resources = (all: readonly Resource[]): readonly Resource[] =>
    all.map((resource) => {
      if (resource.dialect !== "cloudformation") return resource;
      const told = (name: string): void => {
        properties.set(name, (properties.get(name) ?? new Set()).add(resource.type));
      };
      const { attributes } = resource.body;
      const values = new Map([...attributes].map(([name, one]) => [name, { ...one, value: inside(one.value, told) }]));
      return { ...resource, body: { ...resource.body, attributes: new Recorded(values, told) } };
    });
  return { ...world, resources: resources(world.resources), hooks: resources(world.hooks ?? []) };
}

function inside(value: Value, told: (name: string) => void): Value {
  switch (value.kind) {
    case "list":
      return { ...value, elements: value.elements.map((element) => inside(element, told)) };
    case "map": {
      const entries = new Map([...value.entries].map(([name, entry]) => [name, inside(entry, told)]));
      const map: MapValue = { ...value, entries: new Recorded(entries, told) };
      return map;
    }
    case "unknown":
      return value.oneOf === undefined ? value : { ...value, oneOf: value.oneOf.map((one) => inside(one, told)) };
    default:
      return value;
  }
}
