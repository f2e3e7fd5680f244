/** The flows of every world of an estate, and of every alternative of what a root refers to → each verdict once. */
import { conditions } from "../base/conditions.ts";
import { formatPorts } from "../sets/port-set.ts";
import type { Flow, Hop } from "./flow.ts";

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

export function mergeWorlds(worlds: readonly WorldFlows[]): MergedFlows {
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
  return where.length === 0 ? flow : { ...flow, id: `${flow.id} when ${where.join(" and ")}`, when: where };
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

export interface NamedFlows {
  /** What distinguishes this alternative from the others. */
  readonly name: string;
  readonly flows: readonly Flow[];
}

export interface Agreement {
  /** Of the flows that leave open what the root refers to: those that say more than the alternatives agree on. */
  readonly kept: readonly Flow[];
  /** Where the alternatives agree: the flows of the first one that counts, and its place among the alternatives. */
  readonly agreed: readonly { readonly flow: Flow; readonly from: number }[];
}

/**
 * By service, entry and purpose. What is decided whatever the root refers to stays; for the rest the alternatives count in which the service
 * has instances to run on, if there are such, and they must end alike.
 */
export function agree(open: readonly Flow[], alternatives: readonly NamedFlows[]): Agreement {
  const kept: Flow[] = [];
  const agreed: { readonly flow: Flow; readonly from: number }[] = [];
  const groups = alternatives.map(({ flows }) => groupsOf(flows));
  for (const [key, own] of groupsOf(open)) {
    const decided = own.filter(({ verdict }) => verdict !== "undetermined");
    const told = new Set(decided.map(({ id }) => id));
    const found = groups.map((group) => (group.get(key) ?? []).filter(({ id }) => !told.has(id)));
    const from = decided.length === own.length ? undefined : agreeing(found);
    if (from === undefined) {
      kept.push(...own);
      continue;
    }
    kept.push(...decided);
    const aside = alternatives.filter((_, at) => found[at]!.some(isUnstaffed) && !found[from]!.some(isUnstaffed));
    for (const flow of found[from]!) agreed.push({ flow: withoutThose(flow, aside), from });
  }
  return { kept, agreed };
}

/** The first that counts of those that end alike; undefined where they do not. */
function agreeing(alternatives: readonly (readonly Flow[])[]): number | undefined {
  const staffed = alternatives.filter((flows) => !flows.some(isUnstaffed));
  const counted = staffed.length > 0 ? staffed : alternatives;
  const [first, ...rest] = counted;
  if (first === undefined || first.length === 0) return undefined;
  const wanted = endingOf(first);
  return rest.every((flows) => endingOf(flows) === wanted) ? alternatives.indexOf(first) : undefined;
}

/** Nothing is known that runs its service. */
function isUnstaffed({ unstaffed }: Flow): boolean {
  return unstaffed === true;
}

function endingOf(flows: readonly Flow[]): string {
  const endings = flows.map(({ verdict, requiredText, open, blocked, because, when }) => [
    verdict,
    requiredText,
    formatPorts(open.must),
    formatPorts(open.may),
    formatPorts(blocked),
    because.map(({ cause }) => cause.text),
    when,
  ]);
  return JSON.stringify(endings.map((ending) => JSON.stringify(ending)).sort());
}

function withoutThose(flow: Flow, aside: readonly NamedFlows[]): Flow {
  if (aside.length === 0) return flow;
  const text = `${flow.service.address} is not deployed with ${aside.map(({ name }) => name).join(", ")}, where it has no instances to run on`;
  return { ...flow, assumptions: [...flow.assumptions, { kind: "stack-export", text }] };
}

function groupsOf(flows: readonly Flow[]): ReadonlyMap<string, readonly Flow[]> {
  const groups = new Map<string, Flow[]>();
  for (const flow of flows) {
    const key = JSON.stringify([flow.service.id, flow.entry.span.start, flow.purpose]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [flow]);
    else group.push(flow);
  }
  return groups;
}
