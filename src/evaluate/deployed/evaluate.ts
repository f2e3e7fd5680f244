/** What files tell of what is deployed → the resources that there are: roots of their own, or what stands beside the source that names it. */
import { groupBy } from "../../base/collections.ts";
import type { Assumption } from "../../base/value.ts";
import { familyOf, isInGraphs } from "../../catalogue/catalogue.ts";
import { withWorlds } from "../choices.ts";
import type { GivenParameters, IdentityOf } from "../input.ts";
import type { EvaluatedWorld, Resource, RootGroup } from "../resource.ts";
import { commandFor } from "./commands.ts";
import type { FactPlace } from "./read-facts.ts";
import type { ReadStates } from "./read-states.ts";
import { balancingOf } from "./resources/balancing.ts";
import { containersOf } from "./resources/containers.ts";
import { filtersOf } from "./resources/filters.ts";
import { hostsOf } from "./resources/hosts.ts";
import { neededOf } from "./resources/needed.ts";
import { networksOf } from "./resources/networks.ts";
import { registeredInstancesOf } from "./resources/registered.ts";
import { importedBy, keptValuesOf } from "./resources/values.ts";
import { Deployed, resourceOf } from "./shape.ts";

/** One root for each account and region, judged by itself. */
export function evaluateDeployed(places: readonly FactPlace[], identityOf: IdentityOf): readonly RootGroup[] {
  return places.map((place) => {
    const root = rootOf(place, identityOf);
    return {
      roots: [{ id: root, path: place.path, kind: "deployed" }],
      worlds: [
        {
          when: [],
          resources: neededOf(resourcesOf(place, root), []),
          links: [],
          literalHint: hintIn(place),
          assumptions: [assumptionOf(place)],
        },
      ],
    };
  });
}

/** What is deployed as source may name it, by literal ids, ARNs and names. */
export interface DeployedBeside {
  readonly resources: readonly Resource[];
  /** Stored parameters, exports and outputs of stacks, as data sources find them. */
  readonly kept: readonly Resource[];
  /** Where they are, by their roots. */
  readonly places: ReadonlyMap<string, FactPlace>;
  /** The same for templates. */
  readonly imported: readonly GivenParameters[];
  /** Outputs of states, by their keys. */
  readonly states: ReadStates["states"];
  readonly assumptions: ReadonlyMap<string, Assumption>;
  readonly literalHint: NonNullable<EvaluatedWorld["literalHint"]>;
}

/** Services that are deployed are not those of the source, and are not judged with them. `region`: where templates are deployed, if it is known. */
export function deployedBeside(
  places: readonly FactPlace[],
  states: DeployedBeside["states"],
  identityOf: IdentityOf,
  region: string | undefined,
): DeployedBeside {
  const rooted = places.map((place) => ({ place, root: rootOf(place, identityOf) }));
  return {
    resources: withoutSharedNames(rooted.flatMap(({ place, root }) => resourcesOf(place, root))).filter(
      ({ type }) => familyOf(type) !== "service",
    ),
    kept: rooted.flatMap(({ place, root }) =>
      keptValuesOf(new Deployed(place, root)).map((one) => resourceOf(root, one)),
    ),
    places: new Map(rooted.map(({ place, root }) => [root, place])),
    imported: importedBy(
      places.filter((place) => region === undefined || place.region === undefined || place.region === region),
    ),
    states,
    assumptions: new Map(rooted.map(({ place, root }) => [root, assumptionOf(place)])),
    literalHint: (family, name) =>
      places.map((place) => hintIn(place)(family, name)).find((hint) => hint !== undefined),
  };
}

/** A name by which a thing goes in several places is neither's: an id is one thing wherever it is told. */
function withoutSharedNames(resources: readonly Resource[]): readonly Resource[] {
  const isName = (identity: string): boolean => !/^(?:arn:|[a-z]+-[0-9a-f]+(?::|$))/.test(identity);
  const roots = groupBy(
    resources.flatMap(({ root, identities = [] }) => identities.filter(isName).map((name) => ({ root, name }))),
    ({ name }) => name,
  );
  const isShared = (name: string): boolean => new Set(roots.get(name)?.map(({ root }) => root)).size > 1;
  return resources.map((resource) => {
    const { identities = [] } = resource;
    return identities.some(isShared)
      ? { ...resource, identities: identities.filter((one) => !isShared(one)) }
      : resource;
  });
}

/** The groups of a scan, each with what is deployed beside its resources. */
export function* withDeployed(groups: Iterable<RootGroup>, beside: DeployedBeside): Generator<RootGroup> {
  const joined = (world: EvaluatedWorld): EvaluatedWorld =>
    world.resources.some(({ type }) => isInGraphs(type))
      ? {
          ...world,
          resources: [...world.resources, ...neededOf(beside.resources, world.resources)],
          deployed: beside.assumptions,
          literalHint: (family, name) => beside.literalHint(family, name) ?? world.literalHint?.(family, name),
        }
      : world;
  for (const group of groups) {
    const { worlds, choices, opened } = group;
    yield {
      ...group,
      worlds: worlds.map(joined),
      ...(opened === undefined ? {} : { opened: () => opened().map(joined) }),
      ...(choices === undefined ? {} : { choices: choices.map((choice) => withWorlds(choice, joined)) }),
    };
  }
}

/** No source has such an id. */
function rootOf({ path }: FactPlace, identityOf: IdentityOf): string {
  return `deployed:${identityOf(path)}`;
}

function hintIn(place: FactPlace): NonNullable<EvaluatedWorld["literalHint"]> {
  return (family, name) => {
    const command = commandFor(family, name, place);
    return command === undefined ? undefined : `run ${command}`;
  };
}

function assumptionOf({ path, day }: FactPlace): Assumption {
  const written = day === undefined ? "" : ` in files written on ${day} and later`;
  return { kind: "deployed-facts", text: `what is deployed is as ${path} tells it${written}` };
}

function resourcesOf(place: FactPlace, root: string): readonly Resource[] {
  const deployed = new Deployed(place, root);
  const made = [networksOf, filtersOf, balancingOf, containersOf, hostsOf, registeredInstancesOf];
  return made.flatMap((of) => of(deployed)).map((one) => resourceOf(root, one));
}
