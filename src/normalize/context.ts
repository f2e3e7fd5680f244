/** What all families share while one world becomes a graph: the resources by identity, the nodes made so far, diagnostics. */
import { groupBy, remembered } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import type { Stated } from "../base/statement.ts";
import type { ResourceRef, UnknownValue, Value } from "../base/value.ts";
import { entryOf, familyOf, type Kind, typesOf } from "../catalogue/catalogue.ts";
import type { Companion, Family } from "../catalogue/families.ts";
import type { EvaluatedWorld, Lost, Resource, ResourceLink, Unread } from "../evaluate/resource.ts";
import type { Node, NodeId, NodeKind, NodeOf } from "../graph/model.ts";
import type { NormalizeOptions } from "./normalize.ts";
import type { ReadUserData } from "./user-data/read-user-data.ts";
import { given, unknownOfText, unsettled } from "./value.ts";
import { attributeAt, type Site, type View, viewOf } from "./view.ts";

/** References from lists in a graph: a thousand interfaces with five security groups each have 5,000. A list in a loop is cheap to write. */
const MOST_LINKS = 100_000;
const TOO_MANY_LINKS = "too-many-references";

export function nodeId(resource: { readonly root: string; readonly address: string }): NodeId {
  return `${resource.root}#${resource.address}`;
}

/** Two names with the same key are equal; undefined for what cannot be a name. */
function nameKey(value: Value): string | undefined {
  if (value.kind === "string") return `=${value.value}`;
  if (value.kind === "number" && typeof value.value === "number") return `=${value.value}`;
  if (value.kind === "text") return unknownOfText(value).symbol;
  return value.kind === "unknown" ? value.symbol : undefined;
}

/** The key of a resource that others may name; undefined for every other. */
function familyAndName(resource: Resource): string | undefined {
  const { family, name: argument } = entryOf(resource.type) ?? {};
  if (family === undefined || argument === undefined || resource.mode === "data") return undefined;
  const name = viewOf(resource).value(argument);
  const key = name === undefined ? undefined : nameKey(name);
  return key === undefined ? undefined : `${family} ${key}`;
}

export class Context {
  readonly strict: boolean;
  /** Whether something that `ignore_changes` leaves to others is not known, by its symbol. */
  readonly isLeftOpen: NonNullable<NormalizeOptions["isLeftOpen"]>;
  readonly readUserData: ReadUserData;
  readonly resources: readonly Resource[];
  readonly unread: readonly Unread[];
  readonly lost: readonly Lost[];
  /** Of root modules of Terraform, by the root's id. */
  readonly outputs: NonNullable<EvaluatedWorld["outputs"]>;
  /** What to do about an id that is written out. */
  readonly literalHint: NonNullable<EvaluatedWorld["literalHint"]>;
  /** Roots of what is deployed beside the source, with what is to be told where they are meant. */
  readonly deployed: NonNullable<EvaluatedWorld["deployed"]>;
  readonly #hooks: readonly Resource[];
  readonly #stated: NormalizeOptions["stated"];
  /** What was taken of what is known from outside of the source. */
  readonly taken = new Set<Stated>();
  readonly diagnostics: Diagnostic[] = [];
  readonly #byId = new Map<string, Resource>();
  readonly #byType: ReadonlyMap<string, readonly Resource[]>;
  readonly #managed = new Map<Kind, readonly View[]>();
  readonly #byIdentity = new Map<string, Resource>();
  readonly #byName: ReadonlyMap<string | undefined, readonly Resource[]>;
  readonly #redirects = new Map<string, ResourceLink>();
  readonly #nodes = new Map<NodeId, Node>();
  #links = 0;
  /** What comes with a VPC, by the VPC, where the source manages it. */
  readonly managedCompanions: Readonly<Record<Companion, Map<NodeId, NodeId>>> = {
    "default-security-group": new Map(),
    "default-network-acl": new Map(),
    "main-route-table": new Map(),
  };

  constructor(world: EvaluatedWorld, { strict, isLeftOpen = () => strict, readUserData, stated }: NormalizeOptions) {
    this.strict = strict;
    this.isLeftOpen = isLeftOpen;
    this.readUserData = readUserData;
    this.#stated = stated;
    this.resources = world.resources;
    this.unread = world.unread ?? [];
    this.lost = world.lost ?? [];
    this.outputs = world.outputs ?? new Map();
    this.literalHint = world.literalHint ?? (() => undefined);
    this.deployed = world.deployed ?? new Map();
    this.#hooks = world.hooks ?? [];
    for (const resource of world.resources) {
      this.#byId.set(nodeId(resource), resource);
      for (const identity of resource.identities ?? [])
        this.#byIdentity.set(`${familyOf(resource.type)} ${identity}`, resource);
    }
    this.#byType = groupBy(world.resources, ({ mode, type }) => `${mode} ${type}`);
    this.#byName = groupBy(world.resources, familyAndName);
    if (!strict) for (const link of world.links) this.#redirects.set(nodeId(link.from), link);
  }

  /** The managed resources of the kinds, type by type in source order. */
  managed(...kinds: readonly Kind[]): readonly View[] {
    const [kind, ...others] = kinds;
    if (kind === undefined || others.length > 0) return kinds.flatMap((one) => this.managed(one));
    return remembered(this.#managed, kind, () =>
      typesOf(kind).flatMap((type) => (this.#byType.get(`managed ${type}`) ?? []).map(viewOf)),
    );
  }

  /** The hooks of a type that templates declare. */
  hooks(type: string): readonly View[] {
    return this.#hooks.filter((hook) => hook.type === type).map(viewOf);
  }

  resource(ref: ResourceRef): Resource | undefined {
    return this.#byId.get(nodeId(ref));
  }

  /** What a data source is taken to find. */
  redirect(ref: ResourceRef): ResourceLink | undefined {
    return this.#redirects.get(nodeId(ref));
  }

  /** The resource of the scan that a data source names by its id or ARN: all that it reads is that resource's. */
  sameAs(resource: Resource): Resource | undefined {
    if (resource.mode !== "data") return undefined;
    for (const name of ["id", "arn"]) {
      const value = attributeAt(resource, name);
      const found = value?.kind === "unknown" && value.ref !== undefined ? this.resource(value.ref) : undefined;
      if (found?.mode === "managed" && found.type === resource.type) return found;
    }
    return undefined;
  }

  /** What AWS gave an id or ARN, where it is told. */
  identified(family: Family, name: Value): Resource | undefined {
    return name.kind === "string" ? this.#byIdentity.get(`${family} ${name.value}`) : undefined;
  }

  /**
   * The resources of a family that carry the name: those of the root where it has any, else those of other roots, and of what is deployed
   * where no source has one. A name is unique in
   * one region, so that of several with it the one is meant that stands nearest in the tree of modules: modules are what is
   * instantiated once for each region.
   */
  named(family: Family, name: Value, at: { readonly root: string; readonly scope?: string }): readonly Resource[] {
    const identified = this.identified(family, name);
    if (identified !== undefined) return [identified];
    const key = nameKey(name);
    const all = (key === undefined ? undefined : this.#byName.get(`${family} ${key}`)) ?? [];
    const own = all.filter((resource) => resource.root === at.root);
    const written = all.filter((resource) => !this.deployed.has(resource.root));
    return nearest([own, written, all].find((some) => some.length > 0) ?? [], at.scope);
  }

  /** Adds a node or takes the place of the one with its id. */
  put(node: Node): void {
    this.#nodes.set(node.id, node);
  }

  node<K extends NodeKind>(kind: K, id: NodeId): NodeOf<K> | undefined {
    const node = this.#nodes.get(id);
    return node?.kind === kind ? (node as NodeOf<K>) : undefined;
  }

  has(id: NodeId): boolean {
    return this.#nodes.has(id);
  }

  nodesOf<K extends NodeKind>(kind: K): readonly NodeOf<K>[] {
    return [...this.#nodes.values()].filter((node) => node.kind === kind) as unknown as readonly NodeOf<K>[];
  }

  nodes(): readonly Node[] {
    return [...this.#nodes.values()];
  }

  /** What is known from outside of the source of a thing, by its name in a root. */
  stated(root: string, subject: string): Stated | undefined {
    return this.#stated?.in(root).get(subject);
  }

  take(stated: Stated): void {
    this.taken.add(stated);
  }

  /** The id of the root at a path. */
  rootAt(path: string): string | undefined {
    return this.#stated?.rootAt(path);
  }

  /** Why so many further references of a list are not followed; undefined where they may be. */
  tooManyLinks(count: number, { span }: Site): UnknownValue | undefined {
    this.#links += count;
    if (this.#links <= MOST_LINKS) return undefined;
    const text = `there are more than ${MOST_LINKS} references from lists`;
    const hint = "write shorter lists, or divide it into several roots";
    if (!this.diagnostics.some(({ code }) => code === TOO_MANY_LINKS))
      this.diagnostics.push({
        code: TOO_MANY_LINKS,
        severity: "warning",
        message: `There is too much to judge: ${text}, and from here on they are not followed.`,
        hint,
        span,
        notAnalysed: true,
      });
    return unsettled(`references at ${span.file.path}:${span.start}`, text, "error", span, hint);
  }

  warn(code: string, message: string, span: Span, hint?: string): void {
    this.diagnostics.push({ code, severity: "warning", message, span, ...given({ hint }) });
  }
}

function nearest(resources: readonly Resource[], scope: string | undefined): readonly Resource[] {
  if (resources.length < 2 || scope === undefined) return resources;
  const shared = resources.map((resource) => sharedLength(resource.scope, scope));
  const most = Math.max(...shared);
  return resources.filter((_, at) => shared[at] === most);
}

/** How many steps from the root two scopes (`module.a.module.b`) have in common. */
function sharedLength(a: string, b: string): number {
  const [left, right] = [a.split("."), b.split(".")];
  const apart = left.findIndex((step, at) => step !== right[at]);
  return apart === -1 ? left.length : apart;
}

/** The parts of a node that every kind has, from its resource. */
export function baseOf(view: View): {
  readonly id: NodeId;
  readonly address: string;
  readonly root: string;
  readonly span: Span;
  readonly exists: true | UnknownValue;
  readonly repeated?: true;
  readonly constructedAt?: Span;
} {
  const { resource } = view;
  return {
    id: nodeId(resource),
    address: resource.address,
    root: resource.root,
    span: resource.span,
    exists: resource.exists,
    ...(resource.repeated ? { repeated: true } : {}),
    ...given({ constructedAt: resource.constructSpan }),
  };
}
