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
  readonly form: "thing" | "things" | "text" | "number" | "truth" | "list" | "any" | "joined";
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
  readonly kind: NodeKind | undefined;
  readonly isList: boolean;
  readonly isWritten: boolean;
  /** It is a cluster, and what is missing is what joins it. */
  readonly isJoined?: true;
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
    const { subject, root, unknown, isShared, kind, isWritten } = named;
    const isOfOneRoot = isShared || roots.get(subject)!.size === 1;
    return {
      key: isOfOneRoot ? subject : `${root}#${subject}`,
      kind,
      form: formOf(named),
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

function formOf({ kind: of, isList, isJoined, unknown }: Named): MissingThing["form"] {
  if (isJoined) return "joined";
  if (of !== undefined) return isList ? "things" : "thing";
  const { kind } = unknown.type;
  if (kind === "string") return "text";
  if (kind === "number") return "number";
  if (kind === "bool") return "truth";
  return isList ? "list" : "any";
}

function isList({ kind }: Type): boolean {
  return kind === "list" || kind === "set" || kind === "tuple";
}

/** Variables, outputs, data sources and attributes of Terraform, without what stands for any number of instances. */
const TERRAFORM =
  /^(?:module\.[^.[\]()]+(?:\[(?:"[^"]*"|[0-9]+)\])?\.)*(?:data\.)?[A-Za-z_][\w-]*\.[\w-]+(?:\.[\w-]+|\[(?:"[^"]*"|[0-9]+)\])*$/;
/** Of a data source what names it: the thing itself is meant. */
const IDENTITY = /^((?:.*\.)?data\.aws(?:cc)?_[a-z0-9_]+\.[^.]+)\.(?:id|arn)$/;
/** A parameter or an attribute of a template, and what it takes from outside. */
const TEMPLATE = /^(?:[A-Za-z0-9]+(?:\.[A-Za-z0-9.]+)?|(?:import|ssm|ssm-secure|secretsmanager):[^\s"']+)$/;
/** The load balancer of a listener, what joins a cluster, the group of a subnet's VPC: known with that. */
const BEHIND =
  /^(?:load balancer of |instances of external:|default security group of the VPC of (?:external:)?)(.+)$/s;
const JOINED = /^instances of ([^#]+)#(.+)$/s;

/** What the graphs use an unknown for. */
interface KnownUse {
  readonly kind: NodeKind;
  readonly isList: boolean;
  /** It is an id that is written out. */
  readonly isWritten: boolean;
  readonly unknown: UnknownValue;
}

class Search {
  readonly #groups: readonly SearchedGroup[];
  readonly #kindOfRoot: ReadonlyMap<string, Root["kind"]>;
  readonly #ids: readonly Root[];
  readonly #bySymbol = new Map<string, KnownUse>();

  constructor(groups: readonly SearchedGroup[]) {
    this.#groups = groups;
    // The longest first: the id of one may be the end of another's.
    this.#ids = groups.flatMap(({ roots }) => roots).sort((a, b) => b.id.length - a.id.length);
    this.#kindOfRoot = new Map(this.#ids.map(({ path, kind }) => [path, kind]));
    for (const node of groups.flatMap(({ graphs }) => graphs.flatMap((graph) => graph.nodes()))) this.#take(node);
  }

  #take(node: Node): void {
    const { external } = node;
    if (external !== undefined)
      this.#bySymbol.set(external.unknown.symbol, {
        kind: node.kind,
        isList: false,
        isWritten: external.literal,
        unknown: external.unknown,
      });
    for (const [name, value] of Object.entries(node) as readonly [string, unknown][]) {
      const kind = LISTS[name];
      const rest = kind === undefined ? undefined : (value as LinkSet | "unfiltered" | undefined);
      if (kind === undefined || typeof rest !== "object" || rest.rest === undefined) continue;
      for (const unknown of rootUnknowns(rest.rest))
        if (!this.#bySymbol.has(unknown.symbol))
          this.#bySymbol.set(unknown.symbol, { kind, isList: true, isWritten: false, unknown });
    }
  }

  /** Undefined where nothing can be said of it. */
  name(unknown: UnknownValue, flowRoot: string): Named | undefined {
    const [, owner, cluster] = JOINED.exec(unknown.symbol) ?? [];
    if (owner !== undefined && cluster !== undefined) return this.#joined(unknown, owner, cluster);
    const behind = BEHIND.exec(unknown.symbol)?.[1];
    const found = this.#bySymbol.get(behind ?? unknown.symbol);
    return behind === undefined ? this.#named(unknown, flowRoot) : found && this.#named(found.unknown, flowRoot);
  }

  #named(unknown: UnknownValue, flowRoot: string): Named | undefined {
    const { symbol } = unknown;
    const found = this.#bySymbol.get(symbol);
    const of = found ?? { kind: undefined, isList: false, isWritten: false };
    const named = { unknown, isShared: false, ...of, isList: of.isList || isList(unknown.type) };
    if (of.isWritten) {
      const subject = of.kind === "cluster" ? `cluster ${symbol}` : symbol;
      return { ...named, subject, root: flowRoot, isShared: true };
    }
    if (unknown.cause.kind === "error" || unknown.cause.kind === "impure") return undefined;
    const isTerraform = this.#kindOfRoot.get(flowRoot) === "terraform";
    const owner = this.#ids.find(({ id }) => (isTerraform ? symbol.startsWith(`${id}:`) : symbol.includes(`${id}#`)));
    const root = owner?.path ?? flowRoot;
    const kind = this.#kindOfRoot.get(root);
    if (isTerraform) {
      const plain = owner === undefined ? symbol : symbol.slice(owner.id.length + 1);
      const subject = IDENTITY.exec(plain)?.[1] ?? plain;
      return TERRAFORM.test(plain) ? { ...named, subject, root } : undefined;
    }
    // In the name of an import the names of its stack stand in the midst.
    const plain = owner === undefined ? symbol : symbol.replaceAll(`${owner.id}#`, "");
    if (kind === "terraform-plan" || !TEMPLATE.test(plain)) return undefined;
    return { ...named, subject: plain, root, isShared: plain.includes(":") && !plain.includes("${") };
  }

  /** A cluster of the source that nothing is known to join: that can be said only where there is what may. */
  #joined(unknown: UnknownValue, owner: string, cluster: string): Named | undefined {
    const root = this.#ids.find(({ id }) => id === owner)?.path;
    if (root === undefined || this.candidates("host-group", root, false).length === 0) return undefined;
    return {
      subject: cluster,
      root,
      unknown,
      isShared: false,
      kind: "host-group",
      isList: false,
      isWritten: false,
      isJoined: true,
    };
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
