/** What rules are about: the entities of a world and how their properties are read. */
import type { Fact } from "../base/fact.ts";
import type { Truth } from "../base/truth.ts";
import type {
  Container,
  FilterRule,
  LoadBalancer,
  NetworkAcl,
  PortMapping,
  SecurityGroup,
  Service,
  ServiceLoadBalancer,
  TargetGroup,
  TaskDefinition,
} from "../graph/model.ts";
import type { Flow, Hop, Obstacle } from "../reach/flow.ts";
import type { Bounds } from "../sets/bounds.ts";
import type { IpSet } from "../sets/ip-set.ts";
import type { PortSet } from "../sets/port-set.ts";
import type { World } from "../worlds/judge.ts";
import type { EntityKind } from "./rule.ts";

export type { World };

export type Entity =
  | { readonly kind: "hop"; readonly flow: Flow; readonly hop: Hop }
  | { readonly kind: "flow"; readonly flow: Flow }
  | { readonly kind: "obstacle"; readonly flow: Flow; readonly obstacle: Obstacle }
  | { readonly kind: "service"; readonly service: Service }
  | { readonly kind: "registration"; readonly service: Service; readonly entry: ServiceLoadBalancer }
  | { readonly kind: "container"; readonly task: TaskDefinition; readonly container: Container }
  | {
      readonly kind: "portMapping";
      readonly task: TaskDefinition;
      readonly container: Container;
      readonly mapping: PortMapping;
    }
  | { readonly kind: "targetGroup"; readonly targetGroup: TargetGroup }
  | { readonly kind: "loadBalancer"; readonly loadBalancer: LoadBalancer }
  | { readonly kind: "filter"; readonly filter: SecurityGroup | NetworkAcl }
  | { readonly kind: "filterRule"; readonly filter: SecurityGroup | NetworkAcl; readonly rule: FilterRule };

export type EntityOf<K extends EntityKind> = Extract<Entity, { readonly kind: K }>;

/** It is one of these; undefined where it can be any. Empty where there is none: false for every value. */
export type Possible = readonly string[] | undefined;

/** What an entity leads to: `absent` where there is certainly nothing, `unknown` where nothing is known of it. */
export type One = readonly Entity[] | "absent" | "unknown";

export interface Many {
  readonly members: readonly { readonly entity: Entity; readonly exists: Truth }[];
  /** There may be further ones. */
  readonly open: boolean;
}

/** A property of an entity: the kind of condition that can be put on it, and how it is read. */
export type Property<E> =
  | { readonly type: "choice"; readonly of: readonly string[]; readonly read: (entity: E, world: World) => Possible }
  | { readonly type: "flag"; readonly read: (entity: E, world: World) => Truth }
  | { readonly type: "number"; readonly read: (entity: E, world: World) => Fact<number> | undefined }
  | { readonly type: "ports"; readonly read: (entity: E, world: World) => Bounds<PortSet> }
  | { readonly type: "addresses"; readonly read: (entity: E, world: World) => Bounds<IpSet> }
  | { readonly type: "one"; readonly kind: EntityKind; readonly read: (entity: E, world: World) => One }
  | { readonly type: "many"; readonly kind: EntityKind; readonly read: (entity: E, world: World) => Many };

export type Properties<K extends EntityKind> = Readonly<Record<string, Property<EntityOf<K>>>>;

/** The values that a fact may have. */
export function possible<T extends string>(fact: Fact<T> | undefined): Possible {
  if (fact === undefined) return undefined;
  return fact.known ? [fact.value] : fact.among;
}
