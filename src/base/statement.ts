/**
 * What is known from outside of the source of a thing that it leaves open: the user says it (`assume` in reachlint.yaml), or it was read from
 * what is deployed. It holds only where the source leaves the thing open, and each verdict that rests on it lists it.
 */
import { remembered } from "./collections.ts";
import type { Span } from "./source-file.ts";
import type { Assumption, Value } from "./value.ts";

export interface Stated {
  /** No other has it: where it is said, `reachlint.yaml:12:3`. */
  readonly id: string;
  /** What reports call the thing: `var.vpc_id`, `module.vpc.private_subnets`, `import:Network-Vpc`, `subnet-123`. */
  readonly subject: string;
  readonly says: StatedValue | StatedTraits;
  /** What a verdict lists that rests on it. */
  readonly assumption: Assumption & { readonly span: Span };
  /** A program wrote it, and nobody need hear that nothing takes it. */
  readonly mayBeUnused?: true;
}

/** What a verdict may rest on that is not in the source; no other has its `id`. */
export type Ground = Pick<Stated, "id"> & { readonly assumption: Assumption };

/** The value of a thing, or that it is another one. */
export type StatedValue =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "list"; readonly elements: readonly StatedValue[]; readonly span: Span }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, StatedValue>; readonly span: Span }
  | StatedThing;

/** A resource of the scan. */
export interface StatedThing {
  readonly kind: "is";
  /** The path of its root; absent where it is in the root in which the statement holds. */
  readonly root?: string;
  /** Its address, `aws_subnet.a`, or its logical id. */
  readonly address: string;
  readonly span: Span;
}

/** What is known of a thing that is not in the source. */
export interface StatedTraits {
  readonly kind: "traits";
  /** Of a subnet: which network ACL it has; `default` is one that lets everything through, as AWS makes it. */
  readonly networkAcl?: StatedThing | "default";
  /** Of a subnet: its range of addresses. */
  readonly cidr?: Value;
  /** Of a subnet or a security group. */
  readonly vpc?: StatedValue;
  /** Of a subnet. */
  readonly zone?: Value;
  /** Of a security group: it lets everything out. */
  readonly egress?: "anywhere";
  /** Of a cluster: what starts the instances that join it. */
  readonly joinedBy?: readonly StatedThing[];
}

/** All that is known so in a scan. */
export interface Statements {
  /** Those that hold in the root at a path, by their subjects. */
  readonly in: (root: string) => ReadonlyMap<string, Stated>;
  /** Those of which it is told where nothing takes them. */
  readonly all: readonly Stated[];
}

const NONE: ReadonlyMap<string, Stated> = new Map();

export const NO_STATEMENTS: Statements = { in: () => NONE, all: [] };

/** Of all: which of them are taken is known only once there are graphs. */
export function idsOf({ all }: Statements): ReadonlySet<string> {
  return new Set(all.map(({ id }) => id));
}

/** Those of some ids. */
export function onlyStatements(from: Statements, ids: ReadonlySet<string>): Statements {
  const byRoot = new Map<string, ReadonlyMap<string, Stated>>();
  return {
    in: (root) => remembered(byRoot, root, () => new Map([...from.in(root)].filter(([, { id }]) => ids.has(id)))),
    all: from.all.filter(({ id }) => ids.has(id)),
  };
}

/** The name by itself: that of a cluster may stand behind the word, `cluster web`. */
export function writtenNameOf(subject: string): string {
  return subject.replace(/^[a-z]+(?: [a-z]+)* (?=\S+$)/, "");
}

/** The things that a statement names. */
export function thingsIn(says: Stated["says"]): readonly StatedThing[] {
  switch (says.kind) {
    case "value":
      return [];
    case "is":
      return [says];
    case "list":
      return says.elements.flatMap(thingsIn);
    case "map":
      return [...says.entries.values()].flatMap(thingsIn);
    case "traits": {
      const { networkAcl, vpc, joinedBy = [] } = says;
      const acl = networkAcl === undefined || networkAcl === "default" ? [] : [networkAcl];
      return [...acl, ...(vpc === undefined ? [] : thingsIn(vpc)), ...joinedBy];
    }
  }
}
