/** Turns an argument's value into a fact of the graph. */
import type { Fact, KnownFact, OpenFact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import { definition, type Origin, type UnknownValue, type Value } from "../base/value.ts";
import { describeFact } from "../graph/describe.ts";
import { type IpRange, parseCidr } from "../sets/ip-set.ts";
import { given, ofInput, originOf, unknownOfText, unsettled } from "./value.ts";
import { only, type View } from "./view.ts";

/** A value that nobody wrote; the span is that of the thing it is a default of. */
export function byDefault<T>(value: T, span: Span): KnownFact<T> {
  return { known: true, value, origin: { kind: "default", span } };
}

/** Reads a scalar; undefined where it is no such thing. */
type Reader<T> = (value: Value) => T | undefined;

export const asNumber: Reader<number> = (value) => {
  if (value.kind === "number" && typeof value.value === "number") return value.value;
  if (value.kind === "string" && /^\s*-?\d+\s*$/.test(value.value)) return Number(value.value);
  return undefined;
};

export const asBoolean: Reader<boolean> = (value) => {
  if (value.kind === "bool") return value.value;
  if (value.kind === "string" && /^(true|false)$/i.test(value.value)) return value.value.toLowerCase() === "true";
  if (value.kind === "string" && /^[01]$/.test(value.value)) return value.value === "1";
  if (value.kind === "number" && (value.value === 0 || value.value === 1)) return value.value === 1;
  return undefined;
};

export const asString: Reader<string> = (value) => {
  if (value.kind === "string") return value.value;
  if (value.kind === "bool" || (value.kind === "number" && typeof value.value === "number")) return String(value.value);
  return undefined;
};

/** One address, as the range that has no other. */
export const asAddress: Reader<IpRange> = (value) =>
  value.kind === "string" ? (parseCidr(`${value.value}/32`) ?? parseCidr(`${value.value}/128`)) : undefined;

/** CPU units of a task: `256`, `.25 vCPU`
 *  (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html). */
export const asCpuUnits: Reader<number> = (value) => asNumber(value) ?? inUnits(value, /^([\d.]+)\s*vcpu$/i);

/** MiB of a task: `512`, `0.5GB`, `1 GB`. */
export const asMebibytes: Reader<number> = (value) => asNumber(value) ?? inUnits(value, /^([\d.]+)\s*gb$/i);

function inUnits(value: Value, pattern: RegExp): number | undefined {
  const match = value.kind === "string" ? pattern.exec(value.value.trim()) : null;
  const amount = Number(match?.[1] ?? "?");
  return Number.isFinite(amount) ? Math.round(amount * 1024) : undefined;
}

/** A target group's cross-zone setting: on, off, or that of its load balancer. */
export const asSwitch: Reader<boolean | "inherit"> = (value) =>
  value.kind === "string" && value.value === "use_load_balancer_configuration" ? "inherit" : asBoolean(value);

/**
 * The fact that a value gives. Where the value may be null, the default (if there is one) stands in for that case. A value of
 * the wrong shape is unknown, because the configuration is wrong there.
 */
export function factOf<T>(value: Value, read: Reader<T>, fallback: Span, otherwise?: T): Fact<T> {
  const origin = originOf(value, fallback);
  const known = read(value);
  if (known !== undefined) return { known: true, value: known, origin, ...given({ sensitive: value.sensitive }) };
  if (value.kind === "text") return { known: false, unknown: unknownOfText(value), origin };
  if (value.kind === "unknown") return openFact(value, read, origin, otherwise);
  return { known: false, unknown: misfit(value, origin), origin };
}

/** What has the wrong shape is an error, but for an empty text: that is a default to be filled in. */
function misfit(value: Value, origin: Origin): UnknownValue {
  const isEmpty = value.kind === "string" && value.value.trim() === "";
  const { span, input, hint, of } = isEmpty ? definition(origin) : origin;
  const place = input?.symbol ?? `${span.file.path}:${span.file.position(span.start).line}`;
  if (!isEmpty) {
    const text = `a ${value.kind} stands where it cannot`;
    return unsettled(`the ${value.kind} at ${place}`, text, "error", span, "write what the argument takes");
  }
  const text = `${input?.symbol ?? "the value"} is ""${input === undefined ? "" : " (its default)"}, where a value is needed`;
  const settle = input?.hint ?? hint ?? "write the value there";
  return ofInput(unsettled(`(empty ${place})`, text, "input", span, settle), input?.of ?? of);
}

function openFact<T>(value: UnknownValue, read: Reader<T>, origin: OpenFact<T>["origin"], otherwise?: T): OpenFact<T> {
  const among: T[] = [];
  for (const one of value.oneOf ?? []) {
    const known = one.kind === "null" ? otherwise : read(one);
    if (known === undefined) return { known: false, unknown: value, origin };
    if (!among.includes(known)) among.push(known);
  }
  return among.length === 0
    ? { known: false, unknown: value, origin }
    : { known: false, unknown: value, among, origin };
}

/** The argument as a fact, or undefined where it is absent. */
export function optional<T>(view: View | undefined, name: string, read: Reader<T>): Fact<T> | undefined {
  const value = view?.value(name);
  return view === undefined || value === undefined ? undefined : factOf(value, read, view.spanOf(name));
}

/** The argument as a fact, or its default. */
export function required<T>(view: View, name: string, read: Reader<T>, otherwise: T): Fact<T> {
  const value = view.value(name);
  return value === undefined ? byDefault(otherwise, view.span) : factOf(value, read, view.spanOf(name), otherwise);
}

/** Applies a function to what is known of a fact. */
export function mapFact<A, B>(fact: Fact<A>, change: (value: A) => B): Fact<B> {
  if (fact.known) return { ...fact, value: change(fact.value) };
  return {
    known: false,
    unknown: fact.unknown,
    origin: fact.origin,
    ...given({ among: fact.among?.map(change) }),
  };
}

/** A fact of which only the unknown is known. */
export function unknownFact<T>(unknown: UnknownValue, fallback: Span): OpenFact<T> {
  return { known: false, unknown, origin: originOf(unknown, fallback) };
}

/** The range that a value gives. Text that is no CIDR is refused by AWS, so nothing is known of it. */
export function rangeFact(value: Value, fallback: Span): Fact<IpRange> {
  const text = factOf(value, asString, fallback);
  if (!text.known) {
    const ranges = text.among?.map(parseCidr);
    const among = ranges?.filter((range) => range !== undefined);
    const known = among !== undefined && among.length === ranges?.length ? { among } : {};
    return { known: false, unknown: text.unknown, origin: text.origin, ...known };
  }
  const range = parseCidr(text.value);
  if (range !== undefined) return { ...text, value: range };
  const written = describeFact(text, (one) => `"${one}"`);
  const unknown = unsettled(
    written,
    `${written} is not a CIDR block`,
    "error",
    text.origin.span,
    "write a range such as 10.0.0.0/16",
  );
  return { known: false, unknown, origin: text.origin };
}

/** The key of the cross-zone setting of load balancers and target groups alike. */
export const CROSS_ZONE = "load_balancing.cross_zone.enabled";

/** The setting with the key in the list, or the argument where the dialect has no such list; undefined where it is not set. */
export function settingAt<T>(
  view: View,
  list: string,
  argument: string,
  key: string,
  read: (value: Value) => T | undefined,
): Fact<T> | undefined {
  if (view.spelt(list) === undefined) return optional(view, argument, read);
  const { views, ...others } = view.views(list);
  const found = views.filter((one) => {
    const name = one.value("key");
    return name !== undefined && asString(name) === key;
  });
  return optional(only({ ...others, views: found }), "value", read);
}
