/** A scan that is one part, judged by this thread. */
import type { Rule } from "../check/rule.ts";
import type { Discovery } from "../discover/discover.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { GroupGraphs } from "../worlds/judge.ts";
import { cacheOf, PartCache } from "./cached-part.ts";
import { mostOf } from "./evaluate-sources.ts";
import type { JudgedGroup } from "./judge-groups.ts";
import { judgePart } from "./judge-part.ts";
import type { JudgedScan } from "./judge-scan.ts";
import { parseAll } from "./parse-all.ts";
import type { JudgedPart } from "./part.ts";
import { NOTHING_TAKEN } from "./taken.ts";

/** Graphs are given only once all is judged: of what ends in an error nothing is given. */
export async function judgeAsOne(
  found: Discovery,
  rules: readonly Rule[],
  request: ScanRequest,
  onJudged: (group: JudgedGroup) => void,
): Promise<JudgedScan> {
  const graphs: GroupGraphs[] = [];
  const onGraphs = request.onGraphs && ((one: GroupGraphs): unknown => graphs.push(one));
  const holding = { ...request, ...(onGraphs === undefined ? {} : { onGraphs }) };
  const judge = async (found: Discovery): Promise<JudgedPart> =>
    judgePart(found, await parseAll(found), rules, holding, onJudged);
  const { terraform: roots, documents: templates, assemblies } = found;
  const all = { roots, templates, assemblies, plans: request.plans };
  const cache = cacheOf(request);
  // What may be taken by what the source says besides does not matter here: little takes as much as any source may.
  const allowance = { most: mostOf(0, request), before: NOTHING_TAKEN };
  const judged =
    cache === undefined
      ? await judge(found)
      : await new PartCache(cache, rules, templates).judged(all, found, request, allowance, judge);
  for (const one of graphs) request.onGraphs?.(one);
  return { parts: [judged], diagnostics: [] };
}
