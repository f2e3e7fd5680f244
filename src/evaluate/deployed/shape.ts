/** What a command printed of a thing → the resource that stands for it, with its values as they are written in the file. */
import { groupBy } from "../../base/collections.ts";
import type { Span } from "../../base/source-file.ts";
import { DYNAMIC, type ListValue, type MapValue, type UnknownValue, type Value } from "../../base/value.ts";
import type { LocatedNode } from "../../parse/located.ts";
import { makeUnknown } from "../../values/unknown.ts";
import { elements, member, plannedValue, type Reading, text } from "../plan/document.ts";
import type { BodyAttribute, Resource } from "../resource.ts";
import { type CommandAsked, type CommandPlace, commandOf } from "./commands.ts";
import type { FactName } from "./kinds.ts";
import type { DeployedFact, FactPlace } from "./read-facts.ts";

/** WrittenArguments by name; what is undefined is not written. */
export type WrittenArguments = Readonly<Record<string, Value | undefined>>;

/** A resource to be made: which id it has in its root, and by what others name it. */
export interface Made {
  readonly type: string;
  readonly address: string;
  readonly span: Span;
  /** Ids and ARNs. */
  readonly identities?: readonly string[];
  readonly arguments: WrittenArguments;
  /** It stands for any number. */
  readonly repeated?: true;
}

type ElementsOf = (nodes: readonly LocatedNode[]) => readonly Value[];

/** All that is known of one place, for those who make resources of it. */
export class Deployed {
  readonly place: FactPlace;
  /** The id of its root. */
  readonly root: string;
  readonly #byKind: ReadonlyMap<FactName, readonly DeployedFact[]>;
  readonly #byId: ReadonlyMap<string, DeployedFact>;

  constructor(place: FactPlace, root: string) {
    this.place = place;
    this.root = root;
    this.#byKind = groupBy(place.facts, ({ kind }) => kind);
    this.#byId = new Map(place.facts.map((fact) => [`${fact.kind} ${fact.id}`, fact]));
  }

  all(kind: FactName): readonly DeployedFact[] {
    return this.#byKind.get(kind) ?? [];
  }

  /** The thing of a kind with an id. */
  one(kind: FactName, id: string): DeployedFact | undefined {
    return this.#byId.get(`${kind} ${id}`);
  }

  /** What no file tells, and the command that would. */
  untold(symbol: string, text: string, span: Span, command: string): UnknownValue {
    const cause = { kind: "external", text, hint: `run ${command}`, span } as const;
    return makeUnknown({ cause, symbol, origin: { kind: "default", span } });
  }

  /** The list that a thing has under a name, which the command always prints: where it is left out, nothing is known of it. */
  listIn({ node, id, span }: DeployedFact, kind: FactName, name: string, of: ElementsOf): ListValue {
    const list = member(node, name);
    if (list !== undefined) return listOf(list.span, of(elements(list)));
    const text = `the file leaves out ${name} of ${id}`;
    return listOf(span, [], this.untold(`${name} of ${id}`, text, span, this.command(kind)));
  }

  command(kind: FactName, asked: CommandAsked = [], subject?: string): string {
    const place: CommandPlace = this.place;
    return commandOf(kind, place, asked, subject);
  }
}

/** An attribute of a VPC that names what comes with it, such as its default network ACL. */
export function comesWith(root: string, vpc: string, attribute: string, span: Span): UnknownValue {
  return makeUnknown({
    cause: { kind: "computed", text: `${vpc} has its ${attribute}`, span },
    symbol: `${vpc}.${attribute}`,
    ref: { root, address: vpc, attribute },
    origin: { kind: "literal", span },
    notNull: true,
  });
}

export function resourceOf(root: string, made: Made): Resource {
  const { type, address, span, identities = [], repeated = false } = made;
  const attributes = new Map<string, BodyAttribute>();
  for (const [name, value] of Object.entries(made.arguments)) {
    if (value === undefined || value.kind === "null") continue;
    const at = value.origin?.span ?? span;
    attributes.set(name, { value, nameSpan: at, span: at });
  }
  return {
    dialect: "terraform",
    root,
    address,
    mode: "managed",
    type,
    body: { attributes, blocks: [], furtherBlocks: new Map() },
    exists: true,
    repeated,
    span,
    scope: "",
    identities,
  };
}

const AS_WRITTEN: Reading = {
  string: (value, origin) => ({ kind: "string", value, origin }),
  unknown: (path, { span }) =>
    makeUnknown({ cause: { kind: "external", text: "it is not told", span }, symbol: path.join(".") }),
};

/** The value of a node as it is written; undefined where there is none. */
export function valueAt(node: LocatedNode | undefined): Value | undefined {
  return node === undefined
    ? undefined
    : plannedValue({ node, unknown: undefined, sensitive: undefined }, [], AS_WRITTEN);
}

export function objectOf(span: Span, all: WrittenArguments): MapValue {
  const entries = new Map<string, Value>();
  for (const [name, value] of Object.entries(all))
    if (value !== undefined && value.kind !== "null") entries.set(name, value);
  return { kind: "map", shape: "object", entries, origin: { kind: "literal", span } };
}

/** `rest`: there may be more, because this is unknown. */
export function listOf(span: Span, elements: readonly (Value | undefined)[], rest?: UnknownValue): ListValue {
  return {
    kind: "list",
    shape: "list",
    elementType: DYNAMIC,
    elements: elements.filter((one) => one !== undefined),
    origin: { kind: "literal", span },
    ...(rest === undefined ? {} : { rest }),
  };
}

export function textValue(value: string, span: Span): Value {
  return { kind: "string", value, origin: { kind: "literal", span } };
}

export function boolValue(value: boolean, span: Span): Value {
  return { kind: "bool", value, origin: { kind: "literal", span } };
}

/** Tags as a map. */
export function tagsOf(node: LocatedNode): Value | undefined {
  const tags = member(node, "Tags");
  if (tags === undefined) return undefined;
  return objectOf(
    tags.span,
    Object.fromEntries(elements(tags).map((tag) => [text(member(tag, "Key")) ?? "", valueAt(member(tag, "Value"))])),
  );
}
