/** What rules can be about: kinds of entities, and the record that says all there is to know of a kind. */
import { remembered } from "../../base/collections.ts";
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { Truth } from "../../base/truth.ts";
import type { Existence, UnknownValue } from "../../base/value.ts";
import { describeFact } from "../../graph/describe.ts";
import type {
  ConnectEndpoint,
  Container,
  DiscoveryEntry,
  FilterRule,
  HealthCheck,
  HostGroup,
  Listener,
  LoadBalancer,
  NatGateway,
  NetworkAcl,
  Node,
  PortMapping,
  RouteTable,
  SecurityGroup,
  Service,
  ServiceLoadBalancer,
  Subnet,
  TableRoute,
  TargetGroup,
  TaskDefinition,
  Vpc,
  VpcEndpoint,
} from "../../graph/model.ts";
import type { Flow, Hop, Obstacle } from "../../reach/flow.ts";
import type { IpSet } from "../../sets/ip-set.ts";
import type { Bounds, PortSet } from "../../sets/port-set.ts";
import type { World } from "../../worlds/judge.ts";
import type { NamedAddresses } from "../relation.ts";
import type { SubjectOf } from "../subjects.ts";

/** The kinds of entities, and what one of each is made of. */
export interface EntityParts {
  readonly hop: { readonly flow: Flow; readonly hop: Hop };
  readonly flow: { readonly flow: Flow };
  readonly obstacle: { readonly flow: Flow; readonly obstacle: Obstacle };
  readonly service: { readonly service: Service };
  readonly registration: { readonly service: Service; readonly entry: ServiceLoadBalancer };
  readonly connectEndpoint: { readonly service: Service; readonly endpoint: ConnectEndpoint };
  readonly discoveryEntry: { readonly service: Service; readonly entry: DiscoveryEntry };
  readonly taskDefinition: { readonly task: TaskDefinition };
  readonly container: { readonly task: TaskDefinition; readonly container: Container };
  readonly portMapping: {
    readonly task: TaskDefinition;
    readonly container: Container;
    readonly mapping: PortMapping;
  };
  readonly targetGroup: { readonly targetGroup: TargetGroup };
  readonly healthCheck: { readonly owner: TargetGroup | LoadBalancer; readonly check: HealthCheck };
  readonly listener: { readonly listener: Listener };
  readonly loadBalancer: { readonly loadBalancer: LoadBalancer };
  readonly instanceGroup: { readonly hosts: HostGroup };
  readonly securityGroup: { readonly securityGroup: SecurityGroup };
  readonly networkAcl: { readonly networkAcl: NetworkAcl };
  readonly filterRule: { readonly filter: SecurityGroup | NetworkAcl; readonly rule: FilterRule };
  readonly subnet: { readonly subnet: Subnet };
  readonly vpc: { readonly vpc: Vpc };
  readonly vpcEndpoint: { readonly endpoint: VpcEndpoint };
  readonly routeTable: { readonly table: RouteTable };
  readonly route: { readonly table: RouteTable; readonly route: TableRoute };
  readonly natGateway: { readonly natGateway: NatGateway };
}

export type EntityKind = keyof EntityParts;
export type EntityOf<K extends EntityKind> = { readonly [P in K]: { readonly kind: P } & EntityParts[P] }[K];
export type Entity = EntityOf<EntityKind>;

/**
 * All that there is to know of a kind of entity. The rule schema, the reference page, the matcher, messages, places and fingerprints come
 * from it: a new property or placeholder is an entry here and nowhere else.
 */
export interface EntityRecord<K extends EntityKind> {
  /** For the schema and the reference page, in Markdown. */
  readonly description: string;
  /** Those of a world, in order of the graph. External nodes are none: nothing in the source is at fault there. */
  readonly select: (world: World) => readonly EntityOf<K>[];
  readonly properties: Readonly<Record<string, Property<EntityOf<K>>>>;
  /** What stands for `{name}` in the messages of a rule. */
  readonly placeholders: Readonly<Record<string, (subject: SubjectOf<K>, world: World) => string>>;
  /** What a finding about it is known by across edits: addresses and what is said there, never line numbers. */
  readonly identity: (subject: SubjectOf<K>) => readonly (string | number)[];
  /** What a finding marks. */
  readonly place: (subject: SubjectOf<K>) => Span;
  /** What it marks instead where a rule says so with `at`, and where it is written. */
  readonly places?: Readonly<Record<string, (subject: SubjectOf<K>) => Span | undefined>>;
  /** Places beside the marked one at which a comment accepts the finding. */
  readonly otherPlaces?: (subject: SubjectOf<K>) => readonly Span[];
  /** Tells what else to look at. */
  readonly related?: (subject: SubjectOf<K>, tell: Tell, world: World) => void;
  /** What it is about, those that are at fault first. */
  readonly nodes: (subject: SubjectOf<K>) => readonly Node[];
  /** What is not known of it, where a property that is unknown does not say it. */
  readonly why?: (entity: EntityOf<K>) => readonly UnknownValue[];
  /** The flows that suffer; none where it is about no flow. */
  readonly flows?: (subject: SubjectOf<K>) => readonly Flow[];
}

/** Takes a related place with what is to be seen there; no place and one that was told before are passed over. */
export type Tell = (message: string, span: Span | undefined) => void;

/** A property of an entity: the kind of condition that can be put on it, and how it is read. */
export type Property<E> = {
  readonly description: string;
  /** The unknowns for which a condition on it is unknown, where what is read does not say them itself. */
  readonly why?: (entity: E, world: World) => readonly UnknownValue[];
} & (
  | {
      readonly type: "choice";
      readonly of: readonly string[];
      readonly read: (entity: E, world: World) => PossibleValues | Fact<string>;
    }
  | { readonly type: "flag"; readonly read: (entity: E, world: World) => Truth | Fact<boolean> }
  | { readonly type: "text"; readonly read: (entity: E, world: World) => Fact<string> | undefined }
  | { readonly type: "number"; readonly read: (entity: E, world: World) => Fact<number> | undefined }
  | { readonly type: "ports"; readonly read: (entity: E, world: World) => Bounds<PortSet> }
  | {
      readonly type: "addresses";
      readonly read: (entity: E, world: World) => Bounds<IpSet>;
      /** What the words for sets of addresses stand for. */
      readonly named: (entity: E, world: World) => NamedAddresses;
    }
  | { readonly type: "one"; readonly kind: EntityKind; readonly read: (entity: E, world: World) => One }
  | { readonly type: "many"; readonly kind: EntityKind; readonly read: (entity: E, world: World) => Many }
);

/** It is one of these; undefined where it can be any. Empty where there is none: false for every value. */
export type PossibleValues = readonly string[] | undefined;

/** What an entity leads to: `absent` where there is certainly nothing, `unknown` where nothing is known of it. */
export type One = readonly Entity[] | "absent" | "unknown";

export interface Many {
  readonly members: readonly { readonly entity: Entity; readonly exists: Truth }[];
  /** There may be further ones. */
  readonly mayBeMore: boolean;
  /** Why it is not known which there are, where a member's existence or further ones are not certain. */
  readonly why?: () => readonly UnknownValue[];
}

/** The values that a fact may have; undefined where it can be any. */
export function possible<T>(fact: Fact<T> | undefined): readonly T[] | undefined {
  if (fact === undefined) return undefined;
  return fact.known ? [fact.value] : fact.among;
}

/** The property `address` of entities that are a node. */
export function addressOfNode<E>(nodeOf: (entity: E) => Node) {
  return {
    type: "text",
    description:
      "The name by which the source and every report know it, with the modules or nested stacks that lead to it.",
    read(entity) {
      const { address, span } = nodeOf(entity);
      return { known: true, value: address, origin: { kind: "literal", span } };
    },
  } satisfies Property<E>;
}

export function existence(exists: Existence): Truth {
  return exists === true ? "true" : "unknown";
}

/** What is not known of these: of a fact its value, of a thing whether it exists, of a list what else is in it. */
export function openOf(...of: readonly (Fact<unknown> | Existence | undefined)[]): readonly UnknownValue[] {
  return of.flatMap((one) => {
    if (one === undefined || one === true) return [];
    if ("kind" in one) return [one];
    return one.known ? [] : [one.unknown];
  });
}

/** Everything that is not known of a thing and what belongs to it, where nothing tells which of it matters. */
export function unknownsIn(value: unknown): readonly UnknownValue[] {
  if (typeof value !== "object" || value === null) return [];
  if (isUnknown(value)) return [value];
  return remembered(unknownsOf, value, () => [...new Set(partsOf(value).flatMap(unknownsIn))]);
}

/** A filter is asked with each of its rules. */
const unknownsOf = new WeakMap<object, readonly UnknownValue[]>();

function isUnknown(value: object): value is UnknownValue {
  return "kind" in value && value.kind === "unknown" && "cause" in value;
}

function partsOf(value: object): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return Object.entries(value).flatMap(([key, inner]) => (WHERE.has(key) ? [] : [inner]));
}

/** Where something is written, which is no part of it. */
const WHERE: ReadonlySet<string> = new Set(["span", "origin", "file", "portsSpan", "constructedAt"]);

/** A fact in a message: its value, or the symbol of what is not known. */
export function factText(fact: Fact<string | number>): string {
  return describeFact(fact);
}

/** Likewise one that need not be written. */
export function writtenText(fact: Fact<string | number> | undefined): string {
  return fact === undefined ? "none" : factText(fact);
}

/** The place of what somebody wrote; undefined where it is a default. */
export function writtenAt(fact: Fact<unknown> | undefined): Span | undefined {
  return fact === undefined || fact.origin.kind === "default" ? undefined : fact.origin.span;
}

/** Those nodes of the source that are judged in this world. */
export function own<N extends Node>({ judged }: World, nodes: readonly N[]): readonly N[] {
  return nodes.filter(({ external, root }) => external === undefined && (judged === undefined || judged.has(root)));
}

/** The values of a choice with what each means, as a table in a description. */
export function tableOf(meanings: Readonly<Record<string, string>>, head = "value"): string {
  const rows = Object.entries(meanings).map(([value, meaning]) => `| \`${value}\` | ${meaning} |`);
  return [`| ${head} | means |`, "|---|---|", ...rows].join("\n");
}

/** `a`, `a and b`, `a, b and c`. */
export function list(names: readonly string[], conjunction = "and"): string {
  if (names.length <= 1) return names[0] ?? "";
  return `${names.slice(0, -1).join(", ")} ${conjunction} ${names.at(-1)}`;
}

/** What some flows have in common, or each of them: `a`, `a and b`, `a, b and 3 more`. */
export function namesOf(all: readonly { readonly flow: Flow }[], name: (flow: Flow) => string): string {
  const names = [...new Set(all.map(({ flow }) => name(flow)))];
  return names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES - 1).join(", ")} and ${names.length - MOST_NAMES + 1} more`
    : list(names);
}

const MOST_NAMES = 4;

/** Of many that are the same, so many are told beside one. */
export const MOST_TOLD = 10;

/** The first of some clauses, and how many more there are. */
export function firstOf(clauses: readonly string[]): string {
  const [first, ...more] = new Set(clauses);
  return more.length === 0 ? first! : `${first} (and ${more.length} more like it)`;
}

export function causesOf(unknowns: readonly UnknownValue[]): string {
  return list([...new Set(unknowns.map(({ cause }) => cause.text))]) || "the source does not say it";
}
