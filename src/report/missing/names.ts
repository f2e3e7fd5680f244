/** An unknown on which a flow waits → the name by which something can be said of it. */
import { DYNAMIC, rootUnknowns, type Type, type UnknownValue } from "../../base/value.ts";
import type { Root } from "../../evaluate/resource.ts";
import type { Graph, LinkSet, Node, NodeKind } from "../../graph/model.ts";

/** A group of roots with its graphs, as far as it says what may be meant. */
export interface SearchedGroup {
  readonly roots: readonly Root[];
  readonly graphs: readonly Graph[];
}

/** What a thing is called without the root that its symbol may begin with. */
export interface NamedThing {
  readonly subject: string;
  /** The path of its root. */
  readonly root: string;
  readonly unknown: UnknownValue;
  /** The same thing wherever it is named: what an account has one of. */
  readonly isShared: boolean;
  /** What the graphs take it for; of a cluster of the source, what may join it. */
  readonly kind: NodeKind | undefined;
  readonly isList: boolean;
  /** It is an id or a name that is written out. */
  readonly isWritten: boolean;
  /** It is a cluster, and what is missing is what joins it. */
  readonly isJoined?: true;
}

/** What the graphs use an unknown for. */
type Use = Pick<NamedThing, "kind" | "isList" | "isWritten" | "unknown">;

/** Variables, outputs, data sources and attributes of Terraform, without what stands for any number of instances. */
const TERRAFORM =
  /^(?:module\.[^.[\]()]+(?:\[(?:"[^"]*"|[0-9]+)\])?\.)*(?:data\.)?[A-Za-z_][\w-]*\.[\w-]+(?:\.[\w-]+|\[(?:"[^"]*"|[0-9]+)\])*$/;
/** Of what stands for any element of a variable or an output, and of what is in it, the whole: nothing else can be said. */
const OF_EACH = /^((?:var|module\.[^.[\]()]+(?:\[(?:"[^"]*"|[0-9]+)\])?)\.[\w-]+)\[(?:each|\*)\](.*)$/s;
/** Of a data source what names it: the thing itself is meant. */
const IDENTITY = /^((?:.*\.)?data\.aws(?:cc)?_[a-z0-9_]+\.[^.]+)\.(?:id|arn)$/;
/** A resource that may not be there, and what names it: nothing but the resource itself can be that. */
const OWN_IDENTITY =
  /^(?:module\.[^.[\]()]+(?:\[(?:"[^"]*"|[0-9]+)\])?\.)*aws(?:cc)?_[a-z0-9_]+\.[^.]+(?:\.(?:id|arn))?$/;
/** What an account has one of is one thing for all data sources that ask alike: the first of them names it. */
const KNOWN_TO_AWS = /^aws_[a-z_]+\(.*\)\./s;
/** What a data source finds several of. */
const IDS_FOUND = /(?:^|\.)data\.aws_(subnet|security_group|vpc)(?:s|_ids)\.[^.]+\.ids$/;
/** A parameter or an attribute of a template, and what it takes from outside. */
const TEMPLATE = /^(?:[A-Za-z0-9]+(?:\.[A-Za-z0-9.]+)?|(?:import|ssm|ssm-secure|secretsmanager):[^\s"']+)$/;
/** The load balancer of a listener, what joins a cluster, the group of a subnet's VPC: known with that. */
const BEHIND =
  /^(?:load balancer of |instances of external:|default security group of the VPC of (?:external:)?)(.+)$/s;
const JOINED = /^instances of (?!external:)([^#]+)#(.+)$/s;

/** As far as its symbol tells, without the graphs: whether something can be said of it. In a plan that is what is written out alone. */
export function isNameable({ symbol, cause }: UnknownValue, inPlan: boolean): boolean {
  if (JOINED.test(symbol)) return true;
  if (cause.kind === "error" || cause.kind === "impure") return false;
  const own = symbol.replace(ROOT_IN_NAME, "$1");
  const plain = own.replace(ROOT_ID, "").replace(BEHIND, "$1").replace(ROOT_ID, "");
  const name = wholeOf(plain)?.subject ?? plain;
  const isWritten = cause.kind === "external" && !/\s/.test(name) && cause.text.includes(` ${name} is not defined `);
  const isNamed = (TERRAFORM.test(name) && !OWN_IDENTITY.test(name)) || TEMPLATE.test(name);
  return isWritten || (!inPlan && (isNamed || KNOWN_TO_AWS.test(name)));
}

/** What a symbol may begin with: the directory of a root of Terraform, the file of a template. */
const ROOT_ID = /^(?:[^:#\s"'()]*:(?=[a-z])(?!\/)|[^#\s"'()]+#)/;

/** That of a parameter in the name of an import. */
const ROOT_IN_NAME = /(\$\{)[^\s#{}]*#/g;

export class GroupNames {
  readonly #roots: readonly Root[];
  readonly #uses = new Map<string, Use>();

  constructor({ roots, graphs }: SearchedGroup) {
    // The longest first: the id of one may be the end of another's.
    this.#roots = [...roots].sort((a, b) => b.id.length - a.id.length);
    for (const graph of graphs) for (const node of graph.nodes()) this.#take(node);
  }

  #take(node: Node): void {
    const { external, kind } = node;
    if (external !== undefined) {
      const { unknown, literal } = external;
      this.#uses.set(unknown.symbol, { kind, isList: false, isWritten: literal, unknown });
      // What it has is not known because the thing is not.
      return;
    }
    for (const [name, value] of Object.entries(node) as readonly [string, LinkSet | string | undefined][]) {
      const listed = LISTS[name];
      const rest = listed !== undefined && typeof value === "object" ? value.rest : undefined;
      for (const unknown of rest === undefined ? [] : rootUnknowns(rest))
        if (!this.#uses.has(unknown.symbol))
          this.#uses.set(unknown.symbol, { kind: listed, isList: true, isWritten: false, unknown });
    }
  }

  /** Undefined where nothing can be said of it. `root`: the path of that of the flow. */
  name(unknown: UnknownValue, root: string): NamedThing | undefined {
    const [, owner, cluster] = JOINED.exec(unknown.symbol) ?? [];
    if (owner !== undefined && cluster !== undefined) return this.#joined(unknown, owner, cluster);
    const behind = BEHIND.exec(unknown.symbol)?.[1];
    const use = this.#uses.get(behind ?? unknown.symbol);
    if (behind !== undefined && use === undefined) return undefined;
    return this.#named(use ?? { unknown, kind: undefined, isList: false, isWritten: false }, root);
  }

  #named(use: Use, flowRoot: string): NamedThing | undefined {
    const { unknown, kind, isWritten } = use;
    const { symbol, cause } = unknown;
    const named = { ...use, isShared: false, isList: use.isList || isList(unknown.type), root: flowRoot };
    if (cause.kind === "error" || cause.kind === "impure") return undefined;
    if (isWritten) return { ...named, subject: kind === "cluster" ? `cluster ${symbol}` : symbol, isShared: true };
    const dialect = this.#roots.find(({ path }) => path === flowRoot)?.kind;
    if (dialect === "terraform") return this.#inTerraform(named, flowRoot);
    const owners = this.#roots.filter(({ id }) => symbol.includes(`${id}#`));
    const owner = owners.find(({ path }) => path === flowRoot) ?? owners[0];
    // In the name of an import the names of stacks stand in the midst.
    const plain = owners.reduce((text, { id }) => text.replaceAll(`${id}#`, ""), symbol);
    if (dialect === "terraform-plan" || !TEMPLATE.test(plain)) return undefined;
    const isShared = plain.includes(":") && !plain.includes("${");
    return { ...named, subject: plain, root: owner?.path ?? flowRoot, isShared };
  }

  #inTerraform(named: Omit<NamedThing, "subject">, flowRoot: string): NamedThing | undefined {
    const { unknown } = named;
    const owner = this.#roots.find(({ id }) => unknown.symbol.startsWith(`${id}:`));
    const own = owner === undefined ? unknown.symbol : unknown.symbol.slice(owner.id.length + 1);
    const whole = KNOWN_TO_AWS.test(own) ? attributeOf(unknown) : wholeOf(own);
    const plain = whole?.subject ?? own;
    if (!TERRAFORM.test(plain) || OWN_IDENTITY.test(plain)) return undefined;
    const found = IDS_FOUND.exec(plain)?.[1]?.replace("_", "-") as NodeKind | undefined;
    return {
      ...named,
      ...(found === undefined ? {} : { kind: found }),
      ...(whole === undefined ? {} : { ...whole, unknown: { ...unknown, type: unknown.cause.input?.type ?? DYNAMIC } }),
      subject: IDENTITY.exec(plain)?.[1] ?? plain,
      root: owner?.path ?? flowRoot,
    };
  }

  /** A cluster of the source that nothing is known to join. */
  #joined(unknown: UnknownValue, owner: string, subject: string): NamedThing | undefined {
    const root = this.#roots.find(({ id }) => id === owner)?.path;
    const use = {
      unknown,
      isShared: false,
      kind: "host-group",
      isList: false,
      isWritten: false,
      isJoined: true,
    } as const;
    return root === undefined ? undefined : { ...use, subject, root };
  }
}

type Whole = Pick<NamedThing, "subject" | "isList"> & { readonly kind?: undefined };

function wholeOf(symbol: string): Whole | undefined {
  const [, subject, behind] = OF_EACH.exec(symbol) ?? [];
  if (subject === undefined) return undefined;
  // What a part of each element is, is nothing that the whole can be.
  return behind === "" ? { subject, isList: true } : { subject, isList: false, kind: undefined };
}

/** Of what is in an attribute of a data source, that attribute. */
function attributeOf({ ref }: UnknownValue): Whole | undefined {
  const [name, index] = ref?.attribute.split(".", 2) ?? [];
  return ref && { subject: `${ref.address}.${name}`, isList: index !== undefined };
}

function isList({ kind }: Type): boolean {
  return kind === "list" || kind === "set" || kind === "tuple";
}

/** Properties of nodes that are lists of others. */
const LISTS: Readonly<Record<string, NodeKind>> = {
  subnets: "subnet",
  securityGroups: "security-group",
  targetGroups: "target-group",
  capacityProviders: "capacity-provider",
  routeTables: "route-table",
};
