/** The flows that are not decided, and the graphs that they are in → what to say of what they wait for, most valuable first. */
import { compareText } from "../../base/collections.ts";
import type { Span } from "../../base/source-file.ts";
import { DYNAMIC, rootUnknowns, type Type } from "../../base/value.ts";
import type { NodeKind } from "../../graph/model.ts";
import type { Flow } from "../../reach/flow.ts";
import { GroupNames, type NamedThing, type SearchedGroup } from "./names.ts";

/** A thing of which something can be said under `assume`. */
export interface MissingThing {
  /** The key to write: the name that reports have for it, after its root where the scan has several. */
  readonly key: string;
  /** What it is a thing of, where that is known: `subnet`. */
  readonly kind: NodeKind | undefined;
  /** What the value is: one of a kind, several, or what its type says. */
  readonly form: "thing" | "things" | "text" | "number" | "truth" | "list" | "any" | "joined";
  /** What is known of its type, where the form says no more than that it is a value of one. */
  readonly type: Type;
  /** It is an id that is written out, of which more can be said than which resource it is. */
  readonly isWritten: boolean;
  /** Addresses of resources that it may be: those of its own root, or where there is none those of others; of an input, the other way round. */
  readonly candidates: readonly string[];
  /** Why it is not known, as a clause. */
  readonly because: string;
  readonly span: Span | undefined;
  /** Flows that wait for nothing else. */
  readonly settles: readonly Flow[];
  /** Flows that wait for others too, and for how many things in all. */
  readonly shares: readonly { readonly flow: Flow; readonly of: number }[];
}

export interface Missing {
  readonly things: readonly MissingThing[];
  /** Undecided flows. */
  readonly waiting: number;
  /** Those of them that wait also for what nothing can be said of. */
  readonly beyond: number;
}

/** What a flow waits for. */
interface Waiting {
  readonly flow: Flow;
  readonly named: readonly NamedThing[];
  /** Symbols of what nothing can be said of. */
  readonly others: ReadonlySet<string>;
}

export function missingIn(flows: readonly Flow[], groups: readonly SearchedGroup[]): Missing {
  const names = new Map(
    groups.flatMap((group) => {
      const own = new GroupNames(group);
      return group.roots.map(({ path }) => [path, own] as const);
    }),
  );
  const estate = new Estate(groups);
  const waiting = flows
    .filter(({ verdict }) => verdict === "undetermined")
    .map((flow) => waitingOf(flow, names.get(flow.root), estate));
  const whole = wholesOf(waiting.flatMap(({ named }) => named));
  const found = new Map<string, { settles: Flow[]; shares: { flow: Flow; of: number }[] }>();
  for (const { flow, named, others } of waiting) {
    const identities = new Set(named.map((one) => identityOf(whole(one))));
    const of = identities.size + others.size;
    for (const identity of identities) {
      const { settles, shares } = found.get(identity) ?? { settles: [], shares: [] };
      if (of === 1) settles.push(flow);
      else shares.push({ flow, of });
      found.set(identity, { settles, shares });
    }
  }
  const things = new Map(
    waiting.flatMap(({ named }) => named.map(whole).map((one) => [identityOf(one), one] as const)),
  );
  return {
    things: [...things].map(([identity, one]) => thingOf(one, found.get(identity)!, estate)).sort(byValue),
    waiting: waiting.length,
    beyond: waiting.filter(({ named, others }) => others.size > 0 || named.length === 0).length,
  };
}

function waitingOf(flow: Flow, names: GroupNames | undefined, estate: Estate): Waiting {
  const named: NamedThing[] = [];
  const others = new Set<string>();
  for (const unknown of flow.because.flatMap(rootUnknowns)) {
    const one = names?.name(unknown, flow.root);
    // What joins a cluster can be said only where there is something.
    const isIdle = one?.isJoined === true && estate.candidates(one).length === 0;
    if (one === undefined || isIdle) others.add(unknown.symbol);
    else named.push(one);
  }
  return { flow, named, others };
}

/** Of a part of what is itself missing, that: a list of which an element is asked for too. */
function wholesOf(all: readonly NamedThing[]): (one: NamedThing) => NamedThing {
  const byIdentity = new Map(all.map((one) => [identityOf(one), one]));
  const parts = new Map<string, NamedThing>();
  const wholeOf = (one: NamedThing): NamedThing | undefined => {
    for (const { index } of one.subject.matchAll(/[.[]/g)) {
      const whole = byIdentity.get(identityOf({ ...one, subject: one.subject.slice(0, index) }));
      if (whole !== undefined) return whole;
    }
    return undefined;
  };
  for (const one of all) {
    const whole = wholeOf(one);
    if (whole === undefined || whole.kind !== undefined || one.kind === undefined) continue;
    parts.set(identityOf(whole), { ...whole, kind: one.kind, isList: true });
  }
  return (one) => {
    const whole = wholeOf(one) ?? one;
    return parts.get(identityOf(whole)) ?? whole;
  };
}

function identityOf({ subject, root, isShared }: NamedThing): string {
  return JSON.stringify([isShared ? "" : root, subject]);
}

function thingOf(
  named: NamedThing,
  { settles, shares }: Pick<MissingThing, "settles" | "shares">,
  estate: Estate,
): MissingThing {
  const { subject, root, unknown, isShared, kind, isList, isWritten } = named;
  return {
    key: isShared || estate.hasOneRoot ? subject : `${root}#${subject}`,
    kind,
    form: formOf(named),
    type: isList && !LISTS.has(unknown.type.kind) ? { kind: "list", element: DYNAMIC } : unknown.type,
    isWritten,
    candidates: estate.candidates(named),
    because: unknown.cause.text,
    span: unknown.cause.span ?? unknown.origin?.span,
    settles,
    shares,
  };
}

const LISTS: ReadonlySet<Type["kind"]> = new Set(["list", "set", "tuple"]);

function formOf({ kind: of, isList: isOfMany, isJoined, unknown }: NamedThing): MissingThing["form"] {
  if (isJoined) return "joined";
  if (of !== undefined) return isOfMany ? "things" : "thing";
  const { kind } = unknown.type;
  if (isOfMany || LISTS.has(kind)) return "list";
  if (kind === "string") return "text";
  if (kind === "number") return "number";
  if (kind === "bool") return "truth";
  return "any";
}

function byValue(a: MissingThing, b: MissingThing): number {
  return b.settles.length - a.settles.length || weightOf(b) - weightOf(a) || compareText(a.key, b.key);
}

function weightOf({ shares }: MissingThing): number {
  return shares.reduce((sum, { of }) => sum + 1 / of, 0);
}

/** All roots of the scan, with what is in them. */
class Estate {
  readonly #groups: readonly SearchedGroup[];
  readonly #paths: ReadonlyMap<string, string>;
  readonly #kinds: ReadonlyMap<string, RootKind>;

  constructor(groups: readonly SearchedGroup[]) {
    this.#groups = groups;
    const roots = groups.flatMap((group) => group.roots);
    this.#paths = new Map(roots.map(({ id, path }) => [id, path]));
    this.#kinds = new Map(roots.map(({ path, kind }) => [path, kind]));
  }

  get hasOneRoot(): boolean {
    return this.#paths.size === 1;
  }

  candidates({ kind, root, isShared, unknown: { cause } }: NamedThing): readonly string[] {
    if (kind === undefined) return [];
    const nodes = this.#groups.flatMap(({ graphs }) => graphs.flatMap((graph) => graph.of(kind)));
    const resources = nodes.flatMap(({ id, root: owner, address, external, repeated }) => {
      const path = this.#paths.get(owner);
      const isResource = external === undefined && repeated === undefined && id === `${owner}#${address}`;
      return path === undefined || !isResource || !this.#canBeNamed(path, root) ? [] : [{ path, address }];
    });
    const own = resources.filter(({ path }) => path === root);
    const others = resources.filter(({ path }) => path !== root);
    // An input is there before the resources of its root.
    const [first, second] = cause.kind === "input" ? [others, own] : [own, others];
    const meant = first.length > 0 ? first : second;
    const isPlain = this.hasOneRoot || (meant === own && !isShared);
    const names = meant.map(({ path, address }) => (isPlain ? address : `${path}#${address}`));
    return [...new Set(names)].sort(compareText);
  }

  /** What a plan makes has no name elsewhere. */
  #canBeNamed(path: string, from: string): boolean {
    return path === from || this.#kinds.get(path) !== "terraform-plan";
  }
}

type RootKind = SearchedGroup["roots"][number]["kind"];
