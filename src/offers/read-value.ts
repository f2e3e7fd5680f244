/** The JSON in which an index has values → values: the form of what `writtenValue` writes. */
import { remembered } from "../base/collections.ts";
import { numberFromText } from "../base/number-text.ts";
import type { Span } from "../base/source-file.ts";
import { DYNAMIC, type UnknownValue, type Value } from "../base/value.ts";
import type { LocatedEntry, LocatedNode, LocatedScalar } from "../parse/located.ts";
import { choice, expectedAt, fields, flag, list, type Mistake, type Shape, text, wholeNumber } from "../parse/shape.ts";
import { makeUnknown } from "../values/unknown.ts";
import { anyText, CAUSE_KIND, REFERENCE } from "./text-forms.ts";
import { TYPE } from "./type-form.ts";
import { MOST_LEVELS, TOGETHER } from "./write-value.ts";

/** What is read becomes a value once it is known of what repository it is, and where it stands there. */
export type Placed<T> = (at: PlaceIn) => T;

export interface PlaceIn {
  readonly span: Span;
  /** `github.com/acme/network`. */
  readonly repository: string;
}

type Tell = (mistake: Mistake) => void;

export const VALUE: Shape<Placed<Value>> = {
  schema: { $ref: "#/definitions/value" },
  read: (node, tell) => readValue(node, tell, 0),
};

export const UNKNOWN: Shape<Placed<UnknownValue>> = {
  schema: { $ref: "#/definitions/unknown" },
  read: (node, tell) => readUnknown(node, tell, 0),
};

/** A value, or an unknown, that stands inside of so many others. */
function inside<T>(
  { schema }: Shape<T>,
  read: (node: LocatedNode, tell: Tell, level: number) => T | undefined,
  level: number,
): Shape<T> {
  return { schema, read: (node, tell) => read(node, tell, level + 1) };
}

function readValue(node: LocatedNode, tell: Tell, level: number): Placed<Value> | undefined {
  if (level > MOST_LEVELS) {
    tell({ span: node.span, message: `it is nested in more than ${MOST_LEVELS} others` });
    return undefined;
  }
  if (node.kind === "scalar") return readScalar(node, tell);
  const value = inside(VALUE, readValue, level);
  if (node.kind === "sequence") {
    const elements = allOf(node.elements, value, tell);
    return (
      elements &&
      ((at) => ({ kind: "list", shape: "tuple", elements: elements.map((one) => one(at)), origin: literal(at) }))
    );
  }
  const [first] = node.entries;
  const read =
    first === undefined ? undefined : Object.hasOwn(OF_KEY, first.key.text) ? OF_KEY[first.key.text] : undefined;
  if (read === undefined) {
    tell(expectedAt(node, "a value: its first key is one of list, map, text, number and unknown"));
    return undefined;
  }
  return read(node, tell, level);
}

type Read = (node: LocatedNode, tell: Tell, level: number) => Placed<Value> | undefined;

/** By the first key. */
const OF_KEY: Readonly<Record<string, Read>> = {
  unknown: readUnknown,
  number: (node, tell) => {
    const written = NUMBER.read(node, tell);
    const value = written && numberFromText(written.number.value);
    if (written !== undefined && value === undefined) tell({ span: written.span, message: "it is no number" });
    return value && ((at) => ({ ...value, origin: literal(at) }));
  },
  text: (node, tell, level) => {
    const written = textFields(level).read(node, tell);
    return written && ((at) => ({ kind: "text", parts: written.text(at), origin: literal(at) }));
  },
  list: (node, tell, level) => {
    const written = listFields(level).read(node, tell);
    if (written === undefined) return undefined;
    return (at) => ({
      kind: "list",
      shape: written.shape.value,
      ...(written.shape.value === "tuple" ? {} : { elementType: written.of ?? DYNAMIC }),
      elements: written.list.map((one) => one(at)),
      ...(written.rest === undefined ? {} : { rest: written.rest(at) }),
      ...(written.restFrom === undefined ? {} : { restFrom: written.restFrom.value }),
      ...(written.order === undefined ? {} : { order: written.order.value }),
      ...(written.inSomeOrder === undefined ? {} : { inSomeOrder: written.inSomeOrder.map((one) => one(at)) }),
      origin: literal(at),
    });
  },
  map: (node, tell, level) => {
    const written = mapFields(level).read(node, tell);
    if (written === undefined) return undefined;
    return (at) => ({
      kind: "map",
      shape: written.shape.value,
      ...(written.shape.value === "object" ? {} : { elementType: written.of ?? DYNAMIC }),
      entries: new Map(written.map.map(([name, one]) => [name, one(at)])),
      ...(written.rest === undefined ? {} : { rest: written.rest(at) }),
      origin: literal(at),
    });
  },
};

const NUMBER = fields("A number that is no whole one, or a large one.", { number: text("Its decimal digits.") }, [
  "number",
]);

function textFields(level: number) {
  return fields("A text of which parts are not known.", { text: partsOf(level) }, ["text"]);
}

function listFields(level: number) {
  const value = inside(VALUE, readValue, level);
  return fields(
    "A list or set, or one that is only partly known.",
    {
      list: list("Its elements.", value),
      shape: choice("What it is.", ["list", "set", "tuple"]),
      of: TYPE,
      rest: inside(UNKNOWN, readUnknown, level),
      restFrom: wholeNumber("Where further elements may begin.", 0, 1_000_000),
      order: text("Names what made an order that is not known."),
      inSomeOrder: list("All elements, where their order is not known.", value),
    },
    ["list", "shape"],
  );
}

function mapFields(level: number) {
  return fields(
    "A map or an object.",
    {
      map: entriesOf(level),
      shape: choice("What it is.", ["map", "object"]),
      of: TYPE,
      rest: inside(UNKNOWN, readUnknown, level),
    },
    ["map", "shape"],
  );
}

function literal({ span }: PlaceIn): NonNullable<Value["origin"]> {
  return { kind: "literal", span };
}

function readScalar({ value, text: written, span }: LocatedScalar, tell: Tell): Placed<Value> | undefined {
  if (value === null) return (at) => ({ kind: "null", type: DYNAMIC, origin: literal(at) });
  if (typeof value === "string") return (at) => ({ kind: "string", value, origin: literal(at) });
  if (typeof value === "boolean") return (at) => ({ kind: "bool", value, origin: literal(at) });
  const number = numberFromText(written);
  if (number === undefined) tell({ span, message: "it is no number" });
  return number && ((at) => ({ ...number, origin: literal(at) }));
}

/** Texts and unknowns, of which no two texts stand beside each other. */
function partsOf(level: number): Shape<Placed<readonly (string | UnknownValue)[]>> {
  return {
    schema: { type: "array", items: { oneOf: [{ type: "string" }, UNKNOWN.schema] } },
    read: (node, tell) => {
      const parts = node.kind === "sequence" ? node.elements : [];
      const read = parts.map((part) =>
        part.kind === "scalar"
          ? typeof part.value === "string"
            ? part.value
            : undefined
          : readUnknown(part, tell, level + 1),
      );
      const isText =
        read.some((one) => typeof one === "function") &&
        read.every((one, at) => typeof one !== "string" || (one !== "" && typeof read[at + 1] !== "string"));
      if (isText && read.every((one) => one !== undefined))
        return (at) => read.map((one) => (typeof one === "function" ? one(at) : one!));
      tell(expectedAt(node, "texts, and at least one unknown between them"));
      return undefined;
    },
  };
}

function entriesOf(level: number): Shape<readonly (readonly [string, Placed<Value>])[]> {
  return {
    schema: { type: "object", additionalProperties: VALUE.schema },
    read: (node, tell) => {
      if (node.kind !== "mapping") {
        tell(expectedAt(node, "a mapping"));
        return undefined;
      }
      const values = allOf(
        node.entries.map(({ value }: LocatedEntry) => value),
        inside(VALUE, readValue, level),
        tell,
      );
      return values?.map((one, at) => [node.entries[at]!.key.text, one]);
    },
  };
}

/** Undefined where one of them is not as it must be. */
function allOf<T>(nodes: readonly LocatedNode[], shape: Shape<T>, tell: Tell): readonly T[] | undefined {
  const read = nodes.map((node) => shape.read(node, tell));
  return read.every((one) => one !== undefined) ? read : undefined;
}

/** What could be done where an index was written. */
export function hintIn(repository: string, hint: string): string {
  return hint === TOGETHER ? hint : `where ${repository} is indexed, ${hint}`;
}

/** How symbols call what is sensitive: by numbers of one run of the program. */
const SECRET = /\(sensitive [0-9]+\)/g;

const FIELDS = new Map<number, ReturnType<typeof unknownFields>>();

function unknownFields(level: number) {
  const again = inside(UNKNOWN, readUnknown, level);
  return fields(
    "What is not known.",
    {
      unknown: text("Its name: two of one name are equal."),
      because: text("Why it is not known, as a clause."),
      kind: CAUSE_KIND,
      hint: text("What can be done."),
      type: TYPE,
      refersTo: REFERENCE,
      oneOf: list("What it may be.", inside(VALUE, readValue, level)),
      prefix: anyText(),
      least: wholeNumber("It is a number of at least this, or a list of so many elements.", 0, Number.MAX_SAFE_INTEGER),
      distinct: text("The name of a list of which no two elements are equal: its own, or of which it is one."),
      notNull: flag("It is certainly not null."),
      noneOf: list("It is a key, and none of these.", anyText()),
      from: list("What it is made from.", again),
    },
    ["unknown", "because", "kind"],
  );
}

function readUnknown(node: LocatedNode, tell: Tell, level: number): Placed<UnknownValue> | undefined {
  if (level > MOST_LEVELS) {
    tell({ span: node.span, message: `it is nested in more than ${MOST_LEVELS} others` });
    return undefined;
  }
  const written = remembered(FIELDS, level, () => unknownFields(level)).read(node, tell);
  if (written === undefined) return undefined;
  const {
    unknown,
    because,
    kind,
    hint,
    type,
    refersTo,
    oneOf = [],
    prefix,
    least,
    distinct,
    notNull,
    noneOf,
    from = [],
  } = written;
  return (at) =>
    makeUnknown({
      ...(type === undefined ? {} : { type }),
      cause: {
        kind: kind.value,
        text: because.value,
        ...(hint === undefined ? {} : { hint: hintIn(at.repository, hint.value) }),
        span: at.span,
      },
      symbol: unknown.value.replace(SECRET, (secret) => `${secret.slice(0, -1)} of ${at.repository})`),
      ...(refersTo === undefined
        ? {}
        : { ref: { root: refersTo.root.value, address: refersTo.address.value, attribute: refersTo.attribute.value } }),
      ...(oneOf.length === 0 ? {} : { oneOf: oneOf.map((one) => one(at)) }),
      ...(prefix === undefined ? {} : { prefix: prefix.value }),
      ...(least === undefined ? {} : { least: least.value }),
      ...(distinct === undefined ? {} : { distinct: distinct.value }),
      ...(notNull?.value === true ? { notNull: true as const } : {}),
      ...(noneOf === undefined ? {} : { noneOf: new Set(noneOf.map(({ value }) => value)) }),
      ...(from.length === 0 ? {} : { from: from.map((one) => one(at)) }),
      origin: literal(at),
    });
}

/** What schemas call a value. */
export const VALUE_DEFINITION = {
  description: "A value of the configuration language; a plain list is a tuple.",
  anyOf: [
    { type: ["string", "number", "boolean", "null"] },
    { type: "array", items: VALUE.schema },
    ...[NUMBER, textFields(0), listFields(0), mapFields(0), UNKNOWN].map(({ schema }) => schema),
  ],
};

/** What schemas call an unknown. */
export const UNKNOWN_DEFINITION = unknownFields(0).schema;
