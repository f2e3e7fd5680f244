/** Groups of roots, as they were evaluated → a graph for each of their worlds. */
import type { Diagnostic } from "./base/diagnostic.ts";
import type { EvaluatedWorld, RootGroup } from "./evaluate/resource.ts";
import { findUserDataReader } from "./find-user-data-reader.ts";
import { type NormalizeOptions, normalize } from "./normalize/normalize.ts";
import type { ScanRequest } from "./pipeline.ts";
import type { GroupGraphs, ToldWorld, WorldGraphs } from "./worlds/judge.ts";

/** normalize: the groups and their worlds in their order, each group before the next one is evaluated. */
export async function buildGraphs(
  groups: Iterable<RootGroup>,
  request: Pick<ScanRequest, "onStage" | "reach">,
): Promise<readonly GroupGraphs[]> {
  const graphs: GroupGraphs[] = [];
  let roots = 0;
  for (const group of groups) {
    roots += group.roots.length;
    request.onStage?.("normalize", { roots });
    const options = { strict: request.reach.strict, readUserData: await findUserDataReader(group) };
    graphs.push(graphsOf(group, options));
    request.onStage?.("evaluate");
  }
  return graphs;
}

function graphsOf({ roots, worlds, choices = [], opened }: RootGroup, options: NormalizeOptions): GroupGraphs {
  const diagnostics: Diagnostic[] = [];
  const ofWorlds = (all: readonly EvaluatedWorld[]): WorldGraphs =>
    all.map((world) => {
      const normalized = normalize(world, options);
      diagnostics.push(...normalized.diagnostics);
      return { world: told(world), graph: normalized.graph };
    });
  return {
    roots,
    worlds: ofWorlds(worlds),
    choices: choices.map(({ root, alternatives }) => ({
      root,
      alternatives: alternatives.map((one) => ({ name: one.name, worlds: ofWorlds(one.worlds) })),
    })),
    // What is to be said of them has been said of the same worlds above.
    ...(opened === undefined
      ? {}
      : { opened: opened().map((world) => ({ world: told(world), graph: normalize(world, options).graph })) }),
    diagnostics,
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
