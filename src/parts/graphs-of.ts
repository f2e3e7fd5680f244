/** A group of roots, as it was evaluated → a graph for each of its worlds. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Ground, Statements } from "../base/statement.ts";
import type { EvaluatedWorld, Root, RootGroup } from "../evaluate/resource.ts";
import { type NormalizeOptions, normalize } from "../normalize/normalize.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { GroupGraphs, ToldWorld, WorldGraphs } from "../worlds/judge.ts";
import { findUserDataReader } from "./find-user-data-reader.ts";

/** normalize: the worlds of a group in their order. `isLeftOpen`: whether what others may change is not known, by its symbol. */
export async function graphsOf(
  group: RootGroup,
  request: Pick<ScanRequest, "onStage" | "reach" | "stated">,
  isLeftOpen: NonNullable<NormalizeOptions["isLeftOpen"]> = () => request.reach.strict,
): Promise<GroupGraphs> {
  request.onStage?.("normalize");
  const { roots, worlds, choices, opened } = group;
  const options: NormalizeOptions = {
    strict: request.reach.strict,
    isLeftOpen,
    readUserData: await findUserDataReader(group),
    stated: statedFor(roots, request.stated),
  };
  const diagnostics: Diagnostic[] = [];
  const taken = new Set<Ground>(group.stated?.taken);
  const ofWorlds = (all: readonly EvaluatedWorld[]): WorldGraphs =>
    all.map((world) => {
      const normalized = normalize(world, options);
      diagnostics.push(...normalized.diagnostics);
      for (const one of normalized.taken) taken.add(one);
      return { world: told(world), graph: normalized.graph };
    });
  return {
    roots,
    worlds: ofWorlds(worlds),
    choices: (choices?.() ?? []).map(({ root, alternatives }) => ({
      root,
      alternatives: alternatives.map((one) => ({ name: one.name, worlds: ofWorlds(one.worlds) })),
    })),
    // What is to be said of them has been said of the same worlds above.
    ...(opened === undefined
      ? {}
      : { opened: opened().map((world) => ({ world: told(world), graph: normalize(world, options).graph })) }),
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
