/** Holds the flows and findings of random graphs against packets in completions of their unknowns, and against the same graph in other orders. */
import { builtinRules } from "../../src/check/builtin-rules.generated.ts";
import { check } from "../../src/check/check.ts";
import type { Finding } from "../../src/check/finding.ts";
import type { Graph } from "../../src/graph/model.ts";
import type { Flow } from "../../src/reach/flow.ts";
import { reach } from "../../src/reach/reach.ts";
import { portsMeet } from "../../src/sets/port-set.ts";
import type { World } from "../../src/worlds/judge.ts";
import { Chance, complete, type Lean } from "./completions.ts";
import { differences, reordered } from "./orders.ts";
import { build, type Recipe } from "./random-graphs.ts";
import { coarsened, refined, unstable } from "./refinements.ts";
import { boundsOf, FlowInReality, Pairs } from "./statements.ts";

/** How often each verdict was given. */
export type Count = Map<string, number>;

const LEANS: readonly Lean[] = ["any", "all", "none"];

/** What contradicts the flows of the graph; undefined where nothing does. */
export function contradiction(recipe: Recipe, count: Count): string | undefined {
  const graph = build(recipe).graph();
  const chance = new Chance(recipe.seed);
  const options = { ephemeral: recipe.dynamic };
  const result = reach(graph, { ...options, strict: false });
  const usual = result.flows;
  const strict = reach(graph, { ...options, strict: true }).flows;
  for (const { verdict } of usual) count.set(verdict, (count.get(verdict) ?? 0) + 1);
  const findings = violations({ graph, ...result, instancesOf: () => undefined, when: [] });
  return (
    ofThemselves(usual, strict) ??
    ofFindings(findings) ??
    ofRealities(graph, recipe, chance, [...usual, ...strict], findings) ??
    ofOrders(graph, recipe, chance, usual) ??
    ofKnowledge(recipe, chance, usual)
  );
}

/**
 * An undetermined flow names what would settle it; assumptions only settle what is open without them; nothing is proven to be closed at a
 * hop that may get through there.
 */
function ofThemselves(usual: readonly Flow[], strict: readonly Flow[]): string | undefined {
  for (const { id, hops } of [...usual, ...strict])
    for (const { kind, open, proof } of hops)
      if (proof !== undefined && portsMeet(proof.closed, open.may))
        return `${id} is proven closed at ${kind} for what may get through there`;
  for (const { id, verdict, because } of [...usual, ...strict])
    if ((verdict === "undetermined") !== because.length > 0)
      return `${id} is ${verdict} because of ${because.length} unknowns`;
  for (const [at, flow] of usual.entries()) {
    const other = strict[at]!.verdict;
    if (flow.assumptions.length === 0 && (other === "undetermined") !== (flow.verdict === "undetermined"))
      return `${flow.id} is ${flow.verdict} without any assumption, but ${other} where nothing is assumed`;
    if (opposite(flow.verdict, other)) return `${flow.id} is ${flow.verdict}, and ${other} where nothing is assumed`;
  }
  return undefined;
}

/** Of `blocked` and `partial`, each may be the other as well. */
function opposite(one: Flow["verdict"], other: Flow["verdict"]): boolean {
  return [one, other].includes("reachable") && one !== other && ![one, other].includes("undetermined");
}

/** The kinds of hops that a rule speaks of; undefined where it is not about hops. */
const hopKinds = new Map(
  builtinRules.flatMap(({ id, forbid }) => {
    const kind = (forbid?.hop as { readonly kind?: string | readonly string[] } | undefined)?.kind;
    return kind === undefined ? [] : [[id, [kind].flat()] as const];
  }),
);

/** Findings that something on the path of flows is violated. */
function violations(world: World): readonly Finding[] {
  return check(builtinRules, [world]).findings.filter(
    ({ verdict, ruleId }) => verdict === "violated" && hopKinds.has(ruleId),
  );
}

function ofFindings(findings: readonly Finding[]): string | undefined {
  for (const { ruleId, flows } of findings) {
    const other = flows.find(({ verdict }) => verdict !== "blocked" && verdict !== "partial");
    if (other !== undefined) return `${ruleId} is violated beside a flow that is ${other.verdict}: ${other.id}`;
  }
  return undefined;
}

function ofRealities(
  graph: Graph,
  recipe: Recipe,
  chance: Chance,
  flows: readonly Flow[],
  findings: readonly Finding[],
): string | undefined {
  for (const lean of LEANS) {
    const about = chance.pick(flows);
    const given =
      about === undefined ? [] : [about.service.exists, about.entry.exists, about.loadBalancer?.exists ?? true];
    const reality = complete(graph, chance, given, lean);
    const bounds = boundsOf(reality.graph);
    const pairs = new Map<string, Pairs>();
    for (const flow of flows) {
      const own = pairs.get(flow.id) ?? new Pairs(reality, flow, recipe.dynamic, bounds, chance);
      pairs.set(flow.id, own);
      const inReality = new FlowInReality(graph, reality, flow, own);
      const found =
        inReality.contradiction() ??
        findings
          .filter((finding) => finding.flows.includes(flow))
          .map((finding) => inReality.refutes(hopKinds.get(finding.ruleId)!, finding))
          .find((one) => one !== undefined);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function ofOrders(graph: Graph, recipe: Recipe, chance: Chance, flows: readonly Flow[]): string | undefined {
  for (let order = 0; order < 2; order += 1) {
    const { graph: other, original } = reordered(graph, chance);
    const found = reach(other, { strict: false, ephemeral: recipe.dynamic }).flows;
    const difference = differences(flows, found, original);
    if (difference !== undefined) return `in another order ${difference}`;
  }
  return undefined;
}

function ofKnowledge(recipe: Recipe, chance: Chance, flows: readonly Flow[]): string | undefined {
  const judged = (lines: readonly string[]) => ({
    lines,
    flows: reach(build({ lines }).graph(), { strict: false, ephemeral: recipe.dynamic }).flows,
  });
  const given = { lines: recipe.lines, flows };
  const finer = refined(recipe.lines, chance);
  const found = finer === undefined ? undefined : unstable(given, judged(finer));
  return found ?? unstable(judged(coarsened(recipe.lines, chance)), given);
}
