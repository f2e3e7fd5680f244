/** The flows of a root in each alternative of what it refers to → those that end alike in all of them. */
import { groupBy } from "../base/collections.ts";
import type { Flow } from "../reach/flow.ts";
import { formatPorts } from "../sets/port-set.ts";

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
    const { decided, found } = besides(own, key, groups);
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

/** Those of one service, entry and purpose that are decided, and what each alternative says beside them. */
function besides(
  own: readonly Flow[],
  key: string,
  alternatives: readonly ReadonlyMap<string, readonly Flow[]>[],
): { readonly decided: readonly Flow[]; readonly found: readonly (readonly Flow[])[] } {
  const decided = own.filter(({ verdict }) => verdict !== "undetermined");
  const told = new Set(decided.map(({ id }) => id));
  return { decided, found: alternatives.map((group) => (group.get(key) ?? []).filter(({ id }) => !told.has(id))) };
}

/** Whether it matters what ends in further alternatives: something is open, and may still end alike in all. */
export function mayAgree(open: readonly Flow[], alternatives: readonly NamedFlows[]): boolean {
  const groups = alternatives.map(({ flows }) => groupsOf(flows));
  return [...groupsOf(open)].some(([key, own]) => {
    const { decided, found } = besides(own, key, groups);
    return (
      decided.length < own.length && (found.every((flows) => flows.some(isUnstaffed)) || agreeing(found) !== undefined)
    );
  });
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
  return groupBy(flows, ({ service, entry, purpose }) => JSON.stringify([service.id, entry.span.start, purpose]));
}
