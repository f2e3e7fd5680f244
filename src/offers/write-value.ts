/** Values → the JSON in which an index has them. What is sensitive is not told. */
import { sortedKeys } from "../base/collections.ts";
import { numberText } from "../base/number-text.ts";
import { type ListValue, type MapValue, rootUnknowns, type UnknownValue, type Value } from "../base/value.ts";
import { mayHoldSecrets } from "../evaluate/offered-root.ts";
import { withoutIds } from "./names.ts";
import { writtenType } from "./type-form.ts";

/** Of values that contain others, so many around each other. */
export const MOST_LEVELS = 32;

/** What instances do when they start. */
export const USER_DATA = /^user_?data(?:_base64)?$/i;

/** `name`: what an unknown is called that stands in the place of a value that is not told. */
export function writtenValue(value: Value, name: string, level = 0): unknown {
  const inside = (one: Value, step: string): unknown => writtenValue(one, `${name}${step}`, level + 1);
  const further = (rest: UnknownValue | undefined) =>
    rest === undefined ? {} : { rest: writtenUnknown(rest, `${name}[*]`, level + 1) };
  if (value.kind === "unknown") return writtenUnknown(value, name, level);
  if (value.sensitive === true) return notTold(name, "the index does not tell what is sensitive");
  if (level > MOST_LEVELS - 2) return notTold(name, "it is nested deeper than an index tells");
  switch (value.kind) {
    case "null":
      return null;
    case "bool":
    case "string":
      return value.value;
    case "number":
      return typeof value.value === "number" ? value.value : { number: numberText(value) };
    case "text":
      return {
        text: value.parts.map((part, at) => (typeof part === "string" ? part : inside(part, `{${at}}`))),
      };
    case "list":
      return writtenList(value, inside, further(value.rest));
    case "map":
      return writtenMap(value, inside, further(value.rest));
  }
}

type Inside = (value: Value, step: string) => unknown;

function writtenList(
  { shape, elementType, elements, rest, restFrom, order, inSomeOrder }: ListValue,
  inside: Inside,
  further: object,
) {
  const list = elements.map((one, at) => inside(one, `[${at}]`));
  if (shape === "tuple" && rest === undefined && restFrom === undefined && inSomeOrder === undefined) return list;
  return {
    list,
    shape,
    ...(elementType === undefined ? {} : { of: writtenType(elementType) }),
    ...further,
    ...(restFrom === undefined ? {} : { restFrom }),
    ...(order === undefined ? {} : { order }),
    ...(inSomeOrder === undefined ? {} : { inSomeOrder: inSomeOrder.map((one, at) => inside(one, `[${at}]`)) }),
  };
}

function writtenMap({ shape, elementType, entries }: MapValue, inside: Inside, further: object) {
  return {
    map: objectOf(entries, (value, key) => {
      const step = `[${JSON.stringify(key)}]`;
      return mayHoldSecrets(key) ? notTold(step, MAY_BE_SECRET) : inside(value, step);
    }),
    shape,
    ...(elementType === undefined ? {} : { of: writtenType(elementType) }),
    ...further,
  };
}

/** In the order of the keys, of which one may be called like what every object has. */
export function objectOf<T>(all: ReadonlyMap<string, T>, written: (one: T, key: string) => unknown): object {
  const object = Object.create(null) as Record<string, unknown>;
  for (const key of sortedKeys(all)) object[key] = written(all.get(key)!, key);
  return object;
}

/** An unknown is told with its symbol, what it refers to, what it may be, and why it is not known. */
export function writtenUnknown(unknown: UnknownValue, name: string, level = 0): unknown {
  const { symbol, type, cause, ref, prefix, least, distinct, notNull, noneOf, from = [] } = unknown;
  const isDeep = level > MOST_LEVELS - 4;
  const oneOf = isDeep ? undefined : unknown.oneOf;
  const roots = isDeep || from.length === 0 ? [] : rootUnknowns(unknown).filter((one) => one.symbol !== symbol);
  return {
    unknown: symbol,
    because: withoutIds(cause.text),
    kind: cause.kind,
    ...(cause.hint === undefined ? {} : { hint: cause.hint }),
    ...(type.kind === "dynamic" ? {} : { type: writtenType(type) }),
    ...(ref === undefined ? {} : { refersTo: { root: ref.root, address: ref.address, attribute: ref.attribute } }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map((one, at) => writtenValue(one, `${name}(${at})`, level + 1)) }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(least === undefined ? {} : { least }),
    ...(distinct === undefined ? {} : { distinct }),
    ...(notNull === undefined ? {} : { notNull }),
    ...(noneOf === undefined ? {} : { noneOf: [...noneOf].sort() }),
    ...(roots.length === 0
      ? {}
      : { from: roots.map(({ from: _, oneOf: __, ...one }) => writtenUnknown(one, one.symbol, level + 1)) }),
  };
}

export function notTold(name: string, because: string): unknown {
  return { unknown: name, because, kind: "external", hint: TOGETHER };
}

export const MAY_BE_SECRET = "the index does not tell what may be secret";

export const TOGETHER = "scan both repositories together";
