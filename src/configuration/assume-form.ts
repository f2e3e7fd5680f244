/** What `assume` says, in reachlint.yaml or in a file of its own: by the names that reports have for things, what the source leaves open of them. */

import type { Span } from "../base/source-file.ts";
import type { Stated, StatedThing, StatedTraits, StatedValue } from "../base/statement.ts";
import type { Origin, Value } from "../base/value.ts";
import type { LocatedEntry, LocatedNode, LocatedScalar } from "../parse/located.ts";
import { choice, expectedAt, fields, type Mistake, type Shape, text } from "../parse/shape.ts";

/** One entry: where it holds, what it is of, and what it says. Paths are as they are written. */
export interface WrittenStatement {
  /** A glob of roots; absent where it holds in every root that has the subject. */
  readonly roots?: string;
  readonly subject: string;
  readonly says: Stated["says"];
  /** Of its key. */
  readonly span: Span;
}

/** More of them are a list that a program made, of which nobody could say that it holds. */
const MOST_STATEMENTS = 10_000;
const MOST_DEPTH = 16;

/** `infra/prod#var.vpc_id`: a key of an index, `["a#b"]`, is no glob. */
const KEY = /^(?:([^#"[\]]+)#)?(.+)$/s;

/** A resource or data source of Terraform, or what has no dots: an id that is written out, a logical id, `cluster prod`. Else a mapping is a value. */
const THING = /(?:^|\.)(?:data\.)?aws(?:cc)?_[a-z0-9_]+\.[^.[\]]+(?:\[.*\])?$|^[^.:]+$/s;

type Tell = (mistake: Mistake) => void;

/** Shared by the key of reachlint.yaml and files of `--assume`. An entry without a value says nothing yet. */
export const assumeForm: Shape<readonly WrittenStatement[]> = {
  schema: {
    type: "object",
    description:
      "What the source leaves open, by the name that reports have for it: `var.vpc_cidr`, `module.vpc.private_subnets`, `data.aws_subnet.b`, `import:Network-VpcId`, `ssm:/network/vpc`, a parameter, or an id that is written out. `GLOB#NAME` holds in the roots that fit the glob. What the source says wins. reachlint missing prints what to say.",
    additionalProperties: {
      anyOf: [
        { type: ["string", "number", "boolean", "null", "array"] },
        thingSchema(),
        {
          type: "object",
          description: "What is known of a thing that is not in the source.",
          properties: {
            "network-acl": { anyOf: [{ const: "default" }, thingSchema()], description: "Of a subnet." },
            cidr: { type: "string", description: "Of a subnet: its range of addresses." },
            vpc: { anyOf: [{ type: "string" }, thingSchema()], description: "Of a subnet or security group." },
            zone: { type: "string", description: "Of a subnet: its availability zone." },
            egress: { const: "anywhere", description: "Of a security group: it lets everything out." },
            "joined-by": {
              anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
              description: "Of a cluster: the Auto Scaling groups whose instances join it.",
            },
          },
          additionalProperties: false,
        },
        { type: "object", description: "A value that is a mapping." },
      ],
    },
  },
  read: (node, tell) => {
    if (node.kind !== "mapping" || node.tag !== undefined) {
      tell(expectedAt(node, "a mapping of names to what is said of them"));
      return undefined;
    }
    if (node.entries.length > MOST_STATEMENTS) {
      tell({ span: node.span, message: `more than ${MOST_STATEMENTS} entries are not read` });
      return undefined;
    }
    return node.entries.flatMap((entry) => statement(entry, tell) ?? []);
  },
};

/** For editors, as `schemas/assume.schema.json`. */
export function assumeSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "What reachlint is told with --assume",
    ...assumeForm.schema,
  };
}

function thingSchema() {
  return {
    type: "object",
    description: "A resource of the scan, `aws_subnet.a` or `infra/network#aws_subnet.a`.",
    properties: { is: { type: "string", minLength: 1 } },
    required: ["is"],
    additionalProperties: false,
  } as const;
}

function statement({ key, value }: LocatedEntry, tell: Tell): WrittenStatement | undefined {
  const [, roots, subject = ""] = KEY.exec(key.text) ?? [];
  if (subject.trim() === "" || subject.length > 1_000) {
    tell({ span: key.span, message: "expected the name of a thing, such as var.vpc_id" });
    return undefined;
  }
  if (isNothing(value)) return undefined;
  const inside: Tell = ({ span, message }) => tell({ span, message: `${subject}: ${message}` });
  const isOfThing = value.kind === "mapping" && !isReference(value) && THING.test(subject);
  const says = isOfThing ? traits(value, inside) : stated(value, inside, 0);
  return says && { ...(roots === undefined ? {} : { roots }), subject, says, span: key.span };
}

function isNothing(node: LocatedNode): boolean {
  return node.kind === "scalar" && node.tag === undefined && node.value === null;
}

function isReference(node: LocatedNode): boolean {
  return node.kind === "mapping" && node.entries.length === 1 && node.entries[0]!.key.text === "is";
}

function stated(node: LocatedNode, tell: Tell, depth: number): StatedValue | undefined {
  const { span } = node;
  if (node.tag !== undefined || depth > MOST_DEPTH) {
    tell(expectedAt(node, depth > MOST_DEPTH ? "fewer lists and mappings in each other" : "a value"));
    return undefined;
  }
  if (node.kind === "scalar") return { kind: "value", value: scalar(node) };
  if (node.kind === "sequence")
    return { kind: "list", elements: node.elements.flatMap((one) => stated(one, tell, depth + 1) ?? []), span };
  if (isReference(node)) return thing(node.entries[0]!.value, tell);
  const entries = node.entries.flatMap(({ key, value }) => {
    const inner = stated(value, tell, depth + 1);
    return inner === undefined ? [] : [[key.text, inner] as const];
  });
  return { kind: "map", entries: new Map(entries), span };
}

/** Text stays as it is written where it is no plain number, so that an account's `012345678901` is no number. */
function scalar({ value, text, span }: LocatedScalar): Value {
  const origin: Origin = { kind: "variable-file", span };
  if (value === null) return { kind: "null", type: { kind: "dynamic" }, origin };
  if (typeof value === "boolean") return { kind: "bool", value, origin };
  if (typeof value === "number" && Number.isSafeInteger(value) && String(value) === text)
    return { kind: "number", value, origin };
  return { kind: "string", value: text, origin };
}

const ADDRESS = text("The address of a resource.", { expected: "the address of a resource, such as aws_subnet.a" });

function thing(node: LocatedNode, tell: Tell): StatedThing | undefined {
  const written = ADDRESS.read(node, tell);
  if (written === undefined) return undefined;
  const [, root, address = ""] = KEY.exec(written.value) ?? [];
  return { kind: "is", address, span: written.span, ...(root === undefined ? {} : { root }) };
}

const nameOrThing: Shape<StatedValue> = {
  schema: {},
  read: (node, tell) => {
    if (isReference(node) || (node.kind === "scalar" && !isNothing(node))) return stated(node, tell, 0);
    tell(expectedAt(node, "an id, or { is: ADDRESS }"));
    return undefined;
  },
};

const aclOf: Shape<StatedThing | "default"> = {
  schema: {},
  read: (node, tell) => {
    if (node.kind === "scalar" && node.text === "default") return "default";
    if (isReference(node) && node.kind === "mapping") return thing(node.entries[0]!.value, tell);
    tell(expectedAt(node, "default, or { is: ADDRESS }"));
    return undefined;
  },
};

/** `{ is: … }` of one, or addresses. */
const groups: Shape<readonly StatedThing[]> = {
  schema: {},
  read: (node, tell) => {
    const all = node.kind === "sequence" && node.tag === undefined ? node.elements : [node];
    return all.flatMap(
      (one) => thing(isReference(one) && one.kind === "mapping" ? one.entries[0]!.value : one, tell) ?? [],
    );
  },
};

const TRAITS = fields("What is known of a thing.", {
  "network-acl": aclOf,
  cidr: text("A range.", { expected: "a range of addresses, such as 10.0.1.0/24", pattern: "^[0-9A-Fa-f.:]+/[0-9]+$" }),
  vpc: nameOrThing,
  zone: text("A zone.", { expected: "an availability zone" }),
  egress: choice("What a security group lets out.", ["anywhere"]),
  "joined-by": groups,
});

function traits(node: LocatedNode, tell: Tell): StatedTraits | undefined {
  const read = TRAITS.read(node, tell);
  if (read === undefined) return undefined;
  const { "network-acl": networkAcl, cidr, vpc, zone, egress, "joined-by": joinedBy } = read;
  const textOf = (written: { readonly value: string; readonly span: Span }): Value => ({
    kind: "string",
    value: written.value,
    origin: { kind: "variable-file", span: written.span },
  });
  return {
    kind: "traits",
    ...(networkAcl === undefined ? {} : { networkAcl }),
    ...(cidr === undefined ? {} : { cidr: textOf(cidr) }),
    ...(vpc === undefined ? {} : { vpc }),
    ...(zone === undefined ? {} : { zone: textOf(zone) }),
    ...(egress === undefined ? {} : { egress: egress.value }),
    ...(joinedBy === undefined ? {} : { joinedBy }),
  };
}
