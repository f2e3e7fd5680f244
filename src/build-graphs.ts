/** Groups of roots, as they were evaluated → a graph for each of their worlds. */
import type { Diagnostic } from "./base/diagnostic.ts";
import type { EvaluatedWorld, RootGroup } from "./evaluate/resource.ts";
import { findUserDataReader } from "./find-user-data-reader.ts";
import { type Normalized, normalize } from "./normalize/normalize.ts";
import type { ScanRequest } from "./pipeline.ts";
import type { GroupGraphs, ToldWorld, WorldGraphs } from "./worlds/judge.ts";

/** normalize: the groups and their worlds in their order. */
export async function buildGraphs(
  groups: readonly RootGroup[],
  request: Pick<ScanRequest, "onStage" | "reach">,
): Promise<readonly GroupGraphs[]> {
  request.onStage?.("normalize", { roots: groups.reduce((sum, { roots }) => sum + roots.length, 0) });
  const readUserData = await findUserDataReader(groups);
  return groups.map(({ roots, worlds, choices = [], opened }) => {
    const diagnostics: Diagnostic[] = [];
    const graphOf = (world: EvaluatedWorld): Normalized =>
      normalize(world, { strict: request.reach.strict, readUserData });
    const graphsOf = (all: readonly EvaluatedWorld[]): WorldGraphs =>
      all.map((world) => {
        const normalized = graphOf(world);
        diagnostics.push(...normalized.diagnostics);
        return { world: told(world), graph: normalized.graph };
      });
    return {
      roots,
      worlds: graphsOf(worlds),
      choices: choices.map(({ root, alternatives }) => ({
        root,
        alternatives: alternatives.map(({ name, worlds }) => ({ name, worlds: graphsOf(worlds) })),
      })),
      // What is to be said of them has been said of the same worlds above.
      ...(opened === undefined
        ? {}
        : { opened: opened().map((world) => ({ world: told(world), graph: graphOf(world).graph })) }),
      diagnostics,
    };
  });
}

function told({ when, alternative, assumptions, notMade }: EvaluatedWorld): ToldWorld {
  return {
    when,
    ...(alternative === undefined ? {} : { alternative }),
    assumptions,
    ...(notMade === undefined ? {} : { notMade }),
  };
}
