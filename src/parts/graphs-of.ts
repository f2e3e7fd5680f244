/** A group of roots, as it was evaluated → a graph for each of its worlds. */
import { once } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Ground, Statements } from "../base/statement.ts";
import type { Alternative, EvaluatedWorld, Root, RootGroup } from "../evaluate/resource.ts";
import { type NormalizeOptions, normalize } from "../normalize/normalize.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { AlternativeGraphs, GroupGraphs, ToldWorld, WorldGraphs } from "../worlds/judge.ts";
import { findUserDataReader } from "./find-user-data-reader.ts";

/** normalize: the worlds of a group in their order; what it may be besides only where that is asked for. `isLeftOpen`: whether what others may change is not known, by its symbol. */
export async function graphsOf(
  group: RootGroup,
  request: Pick<ScanRequest, "onStage" | "reach" | "stated">,
  isLeftOpen: NonNullable<NormalizeOptions["isLeftOpen"]> = () => request.reach.strict,
): Promise<GroupGraphs> {
  request.onStage?.("normalize");
  const { roots, worlds, choices = [], opened } = group;
  const stated = statedFor(roots, request.stated);
  const optionsFor = async (all: readonly EvaluatedWorld[]): Promise<NormalizeOptions> => {
    return { strict: request.reach.strict, isLeftOpen, readUserData: await findUserDataReader(all), stated };
  };
  const options = await optionsFor(worlds);
  const diagnostics: Diagnostic[] = [];
  const taken = new Set<Ground>(group.stated?.taken);
  const graphs = worlds.map((world) => {
    const normalized = normalize(world, options);
    diagnostics.push(...normalized.diagnostics);
    for (const one of normalized.taken) taken.add(one);
    return { world: told(world), graph: normalized.graph };
  });
  // What is to be said of all other worlds is said of these.
  const graphOf = (world: EvaluatedWorld, options: NormalizeOptions): WorldGraphs[number] => {
    return { world: told(world), graph: normalize(world, options).graph };
  };
  const alternativeOf = ({ name, worlds }: Alternative): AlternativeGraphs => ({
    name,
    worlds: once(async () => {
      request.onStage?.("evaluate");
      const evaluated = worlds();
      request.onStage?.("normalize");
      const options = await optionsFor(evaluated ?? []);
      const graphs = evaluated?.map((world) => graphOf(world, options));
      request.onStage?.("reach");
      return graphs;
    }),
  });
  return {
    roots,
    worlds: graphs,
    choices: choices.map(({ root, alternatives }) => ({
      root,
      alternatives: once(() => alternatives().map(alternativeOf)),
    })),
    ...(opened === undefined ? {} : { opened: opened().map((world) => graphOf(world, options)) }),
    diagnostics,
    stated: [...taken],
  };
}

/** What is known from outside of the source of things in the roots of a group: until here it is by their paths. */
function statedFor(roots: readonly Root[], stated: Statements): NonNullable<NormalizeOptions["stated"]> {
  const paths = new Map(roots.map(({ id, path }) => [id, path] as const));
  return {
    in: (id) => stated.in(paths.get(id) ?? id),
    rootAt: (path) => roots.find((root) => root.path === path)?.id,
  };
}

function told({ when, alternative, assumptions, notMade }: EvaluatedWorld): ToldWorld {
  return {
    when,
    ...(alternative === undefined ? {} : { alternative }),
    assumptions,
    ...(notMade === undefined ? {} : { notMade }),
  };
}
