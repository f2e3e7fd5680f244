/** The flows of every world of some roots → each verdict once, with the conditions under which it holds. */
import { conditions } from "../base/conditions.ts";
import type { Flow, Hop } from "../reach/flow.ts";
import { formatPorts } from "../sets/port-set.ts";

export interface WorldFlows {
  /** `["UseNacl = true"]`; empty where there is only one world. */
  readonly when: readonly string[];
  /** It departs from a parameter's default: of it only a flow that is proven closed is told, or what is the same elsewhere. */
  readonly alternative?: true;
  readonly flows: readonly Flow[];
}

export interface MergedFlows {
  /** Each once, in order of first meeting. A flow that differs between worlds has several, told apart by `when` and by id. */
  readonly flows: readonly Flow[];
  /** For each world its flows, as they stand in `flows`. */
  readonly worlds: readonly WorldFlows[];
}

interface Variant {
  readonly flow: Flow;
  readonly when: (readonly string[])[];
}

export function mergeFlows(worlds: readonly WorldFlows[]): MergedFlows {
  if (worlds.length === 1) return { flows: worlds[0]!.flows, worlds };
  const variants = new Map<string, Variant>();
  const outcomes = new Map<string, string>();
  const keyIn = (world: WorldFlows, flow: Flow): string | undefined => {
    if (world.alternative === undefined || isClosed(flow)) return signature(flow);
    return outcomes.get(outcome(flow));
  };
  const defaultsFirst = [...worlds].sort((a, b) => Number(a.alternative ?? false) - Number(b.alternative ?? false));
  for (const world of defaultsFirst) {
    for (const flow of world.flows) {
      const key = keyIn(world, flow);
      if (key === undefined) continue;
      const same = variants.get(key);
      if (same === undefined) variants.set(key, { flow, when: [world.when] });
      else same.when.push(world.when);
      if (world.alternative === undefined) outcomes.set(outcome(flow), key);
    }
  }
  const all = worlds.map(({ when }) => when);
  const merged = new Map([...variants].map(([key, variant]) => [key, underConditions(variant, all)]));
  return {
    flows: [...merged.values()],
    worlds: worlds.map((world) => ({
      ...world,
      flows: world.flows.flatMap((flow) => merged.get(keyIn(world, flow) ?? "") ?? []),
    })),
  };
}

function isClosed({ verdict }: Flow): boolean {
  return verdict === "blocked" || verdict === "partial";
}

function underConditions({ flow, when }: Variant, all: readonly (readonly string[])[]): Flow {
  const where = conditions(when, all);
  if (where.length === 0) return flow;
  // It may be told of worlds inside of others: conditions of a template, in each of which files of values make further ones.
  const plain = flow.when.length === 0 ? flow.id : flow.id.slice(0, -` when ${flow.when.join(" and ")}`.length);
  const both = [...flow.when, ...where];
  return { ...flow, id: `${plain} when ${both.join(" and ")}`, when: both };
}

/** Equal for flows that end alike, whatever decides it. */
function outcome({ id, verdict, requiredText }: Flow): string {
  return JSON.stringify([id, verdict, requiredText]);
}

/** Equal for flows of which people would be told the same. */
function signature(flow: Flow): string {
  const { open, blocked, because, assumptions, hops, obstacles = [] } = flow;
  return JSON.stringify([
    outcome(flow),
    formatPorts(open.must),
    formatPorts(open.may),
    formatPorts(blocked),
    because.map(({ symbol }) => symbol),
    assumptions.map(({ text }) => text),
    hops.map(hopSignature),
    obstacles.map(({ text }) => text),
  ]);
}

function hopSignature(hop: Hop): unknown {
  return [
    hop.kind,
    hop.nodes.map(({ id }) => id),
    hop.from?.id ?? "",
    hop.to?.id ?? "",
    hop.verdict,
    formatPorts(hop.open.must),
    formatPorts(hop.open.may),
    hop.decidedBy.map(({ rule, role }) => [role, rule.address, rule.span.start]),
  ];
}
