/** The flows of every world of an estate → each verdict once, with the conditions under which it holds. */
import { conditions } from "../base/conditions.ts";
import { formatPorts } from "../sets/port-set.ts";
import type { Flow, Hop } from "./flow.ts";

export interface WorldFlows {
  readonly when: readonly string[];
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

export function mergeWorlds(worlds: readonly WorldFlows[]): MergedFlows {
  if (worlds.length === 1) return { flows: worlds[0]!.flows, worlds };
  const variants = new Map<string, Variant>();
  for (const { when, flows } of worlds) {
    for (const flow of flows) {
      const key = signature(flow);
      const same = variants.get(key);
      if (same === undefined) variants.set(key, { flow, when: [when] });
      else same.when.push(when);
    }
  }
  const all = worlds.map(({ when }) => when);
  const merged = new Map([...variants].map(([key, variant]) => [key, underConditions(variant, all)]));
  return {
    flows: [...merged.values()],
    worlds: worlds.map(({ when, flows }) => ({ when, flows: flows.map((flow) => merged.get(signature(flow))!) })),
  };
}

function underConditions({ flow, when }: Variant, all: readonly (readonly string[])[]): Flow {
  const where = conditions(when, all);
  return where.length === 0 ? flow : { ...flow, id: `${flow.id} when ${where.join(" and ")}`, when: where };
}

/** Equal for flows of which people would be told the same. */
function signature(flow: Flow): string {
  const { id, verdict, requiredText, open, blocked, because, assumptions, hops, obstacles = [] } = flow;
  return JSON.stringify([
    id,
    verdict,
    requiredText,
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
