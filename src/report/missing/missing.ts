/** The flows that are not decided, and the graphs that they are in → what to say of what they wait for, most valuable first. */
import { compareText } from "../../base/collections.ts";
import type { Span } from "../../base/source-file.ts";
import { rootUnknowns, type Type, type UnknownValue } from "../../base/value.ts";
import type { Root } from "../../evaluate/resource.ts";
import type { Graph, LinkSet, Node, NodeKind } from "../../graph/model.ts";
import type { Flow } from "../../reach/flow.ts";

/** A group of roots with its graphs, as far as it says what may be meant. */
export interface SearchedGroup {
  readonly roots: readonly Root[];
  readonly graphs: readonly Graph[];
}

/** A thing of which something can be said under `assume`. */
export interface MissingThing {
  /** The key to write: the name that reports have for it, after its root where several have one of that name. */
  readonly key: string;
  /** What it is a thing of, where that is known: `subnet`. */
  readonly kind: NodeKind | undefined;
  /** What the value is: one of a kind, several, or what its type says. */
  readonly form: "thing" | "things" | "text" | "number" | "truth" | "list" | "any";
  /** It is an id that is written out, of which more can be said than which resource it is. */
  readonly isWritten: boolean;
  /** Addresses of resources of the scan that it may be, those of its own root first. */
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

/** What a thing is called without the root that its symbol may begin with. */
interface Named {
  readonly subject: string;
  /** The path of its root. */
  readonly root: string;
  readonly unknown: UnknownValue;
  /** The same thing wherever it is named: what an account has one of. */
  readonly isShared: boolean;
}

export function missingIn(flows: readonly Flow[], groups: readonly SearchedGroup[]): Missing {
  const waiting = flows.filter(({ verdict }) => verdict === "undetermined");
  const search = new Search(groups);
  const found = new Map<string, { named: Named; settles: Flow[]; shares: { flow: Flow; of: number }[] }>();
  let beyond = 0;
  for (const flow of waiting) {
    const unknowns = flow.because.flatMap(rootUnknowns);
    const things = new Map<string, Named>();
    const others = new Set<string>();
    for (const unknown of unknowns) {
      const named = search.name(unknown, flow.root);
      if (named === undefined) others.add(unknown.symbol);
      else things.set(identityOf(named), named);
    }
    if (others.size > 0 || unknowns.length === 0) beyond += 1;
    const of = things.size + others.size;
    for (const [identity, named] of things) {
      const entry = found.get(identity) ?? { named, settles: [], shares: [] };
      if (of === 1) entry.settles.push(flow);
      else entry.shares.push({ flow, of });
      found.set(identity, entry);
    }
  }
  const all = [...found.values()];
  const roots = new Map<string, Set<string>>();
  for (const { named } of all) roots.set(named.subject, (roots.get(named.subject) ?? new Set()).add(named.root));
  const things = all.map(({ named, settles, shares }): MissingThing => {
    const { subject, root, unknown, isShared } = named;
    const isOfOneRoot = isShared || roots.get(subject)!.size === 1;
    const { kind, isList, isWritten } = search.kindOf(unknown);
    return {
      key: isOfOneRoot ? subject : `${root}#${subject}`,
      kind,
      form: kind === undefined ? formOf(unknown.type) : isList ? "things" : "thing",
      isWritten,
      candidates: kind === undefined ? [] : search.candidates(kind, root, isShared),
      because: unknown.cause.text,
      span: unknown.cause.span ?? unknown.origin?.span,
      settles,
      shares,
    };
  });
  return { things: things.sort(byValue), waiting: waiting.length, beyond };
}

function identityOf({ subject, root, isShared }: Named): string {
  return JSON.stringify([isShared ? "" : root, subject]);
}

function byValue(a: MissingThing, b: MissingThing): number {
  return b.settles.length - a.settles.length || weightOf(b) - weightOf(a) || compareText(a.key, b.key);
}

function weightOf({ shares }: MissingThing): number {
  return shares.reduce((sum, { of }) => sum + 1 / of, 0);
}

function formOf({ kind }: Type): MissingThing["form"] {
  if (kind === "string") return "text";
  if (kind === "number") return "number";
  if (kind === "bool") return "truth";
  return kind === "list" || kind === "set" || kind === "tuple" ? "list" : "any";
}

/** Variables, outputs, data sources and attributes of Terraform, without what stands for any number of instances. */
const TERRAFORM =
  /^(?:module\.[^.[\]()]+(?:\[(?:"[^"]*"|[0-9]+)\])?\.)*(?:data\.)?[A-Za-z_][\w-]*\.[\w-]+(?:\.[\w-]+|\[(?:"[^"]*"|[0-9]+)\])*$/;
/** Of a data source what names it: the thing itself is meant. */
const IDENTITY = /^((?:.*\.)?data\.aws(?:cc)?_[a-z0-9_]+\.[^.]+)\.(?:id|arn)$/;
/** A parameter or an attribute of a template, and what it takes from outside. */
const TEMPLATE = /^(?:[A-Za-z0-9]+(?:\.[A-Za-z0-9.]+)?|(?:import|ssm|ssm-secure|secretsmanager):[^\s"'$]+)$/;

class Search {
  readonly #groups: readonly SearchedGroup[];
  readonly #kindOfRoot: ReadonlyMap<string, Root["kind"]>;
  readonly #ids: readonly Root[];
  readonly #bySymbol = new Map<
    string,
    { readonly kind: NodeKind; readonly isList: boolean; readonly isWritten: boolean }
  >();

  constructor(groups: readonly SearchedGroup[]) {
    this.#groups = groups;
    this.#ids = groups.flatMap(({ roots }) => roots);
    this.#kindOfRoot = new Map(this.#ids.map(({ path, kind }) => [path, kind]));
    for (const node of groups.flatMap(({ graphs }) => graphs.flatMap((graph) => graph.nodes()))) this.#take(node);
  }

  #take(node: Node): void {
    const { external } = node;
    if (external !== undefined)
      this.#bySymbol.set(external.unknown.symbol, { kind: node.kind, isList: false, isWritten: external.literal });
    for (const [name, value] of Object.entries(node) as readonly [string, unknown][]) {
      const kind = LISTS[name];
      const rest = kind === undefined ? undefined : (value as LinkSet | "unfiltered" | undefined);
      if (kind === undefined || typeof rest !== "object" || rest.rest === undefined) continue;
      for (const { symbol } of rootUnknowns(rest.rest))
        if (!this.#bySymbol.has(symbol)) this.#bySymbol.set(symbol, { kind, isList: true, isWritten: false });
    }
  }

  /** Undefined where nothing can be said of it. */
  name(unknown: UnknownValue, flowRoot: string): Named | undefined {
    const { symbol } = unknown;
    const found = this.#bySymbol.get(symbol);
    if (found?.isWritten === true) return { subject: symbol, root: flowRoot, unknown, isShared: true };
    if (unknown.cause.kind === "error" || unknown.cause.kind === "impure") return undefined;
    const owner = this.#ids.find(({ id }) => symbol.startsWith(`${id}:`) || symbol.startsWith(`${id}#`));
    const plain = owner === undefined ? symbol : symbol.slice(owner.id.length + 1);
    const root = owner?.path ?? flowRoot;
    const kind = this.#kindOfRoot.get(root);
    if (kind === "terraform") {
      const subject = IDENTITY.exec(plain)?.[1] ?? plain;
      return TERRAFORM.test(plain) ? { subject, root, unknown, isShared: false } : undefined;
    }
    if (kind === "terraform-plan" || !TEMPLATE.test(plain)) return undefined;
    return { subject: plain, root, unknown, isShared: plain.includes(":") };
  }

  kindOf({ symbol, type }: UnknownValue) {
    const found = this.#bySymbol.get(symbol);
    const isList = type.kind === "list" || type.kind === "set" || type.kind === "tuple";
    return { kind: found?.kind, isList: found?.isList === true || isList, isWritten: found?.isWritten === true };
  }

  candidates(kind: NodeKind, root: string, isShared: boolean): readonly string[] {
    const paths = new Map(this.#ids.map(({ id, path }) => [id, path]));
    const nodes = this.#groups.flatMap(({ graphs }) => graphs.flatMap((graph) => graph.of(kind)));
    const names = nodes.flatMap((node) => {
      const path = paths.get(node.root);
      const isResource = node.external === undefined && node.id === `${node.root}#${node.address}`;
      if (path === undefined || !isResource || node.repeated === true) return [];
      return [{ isOwn: path === root, name: path === root && !isShared ? node.address : `${path}#${node.address}` }];
    });
    const sorted = [...names].sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || compareText(a.name, b.name));
    const own = sorted.map(({ name, isOwn }) => (isShared && this.#ids.length === 1 && isOwn ? afterRoot(name) : name));
    return [...new Set(own)];
  }
}

function afterRoot(name: string): string {
  return name.slice(name.indexOf("#") + 1);
}

/** Properties of nodes that are lists of others. */
const LISTS: Readonly<Record<string, NodeKind>> = {
  subnets: "subnet",
  securityGroups: "security-group",
  targetGroups: "target-group",
  capacityProviders: "capacity-provider",
  routeTables: "route-table",
};
