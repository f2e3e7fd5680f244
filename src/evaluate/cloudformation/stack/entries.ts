/** The entries of a mapping as CloudFormation sees them: with what its `Fn::ForEach` generate and what it includes from other files
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html). */
import type { Span } from "../../../base/source-file.ts";
import { DYNAMIC, type Origin, type UnknownValue, type Value } from "../../../base/value.ts";
import type { LocatedEntry, LocatedMapping, LocatedNode, LocatedScalar } from "../../../parse/located.ts";
import { bounded } from "../../../values/unknown.ts";
import { entryAt, INCLUDE, lastEntries, mappingAt, textAt } from "../template/template.ts";
import { derived, LIST, symbolOf, textWith, unknown } from "../values.ts";
import type { Entries, EvaluationContext, MappingEntry } from "./context.ts";

/** Turns that loops take and files that are included for one mapping; what further ones would make is said to be missing. A template has no more than 500
 *  resources (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html). */
const MAXIMUM_TURNS = 2000;

/** What a turn takes besides what it evaluates. */
const VALUES_OF_A_TURN = 20;

/** What is left of them. */
interface Room {
  turns: number;
}

export function isLoop(key: string): boolean {
  return key.startsWith("Fn::ForEach::");
}

/** The entries of a mapping of which none is made by a loop or read from another file; undefined of any other. */
export function entriesAsWritten(mapping: LocatedMapping): readonly LocatedEntry[] | undefined {
  const entries = lastEntries(mapping);
  return entries.some(({ key }) => isLoop(key.text) || key.text === "Fn::Transform") ? undefined : entries;
}

/** In source order; of several with one key, a later one counts. */
export function entriesOf(mapping: LocatedMapping | undefined, context: EvaluationContext): Entries {
  return expanded(mapping, context, { turns: MAXIMUM_TURNS });
}

function expanded(mapping: LocatedMapping | undefined, context: EvaluationContext, left: Room): Entries {
  const entries: MappingEntry[] = [];
  const rests: UnknownValue[] = [];
  for (const entry of lastEntries(mapping)) {
    const make = isLoop(entry.key.text)
      ? loopEntries
      : entry.key.text === "Fn::Transform"
        ? includedEntries
        : undefined;
    if (make === undefined) {
      entries.push(plainEntry(entry, context));
      continue;
    }
    const made = make(entry, context, left);
    for (const one of made.entries) entries.push(one);
    rests.push(...made.rests);
  }
  return { entries, rests };
}

export interface Valued {
  readonly entry: MappingEntry;
  readonly value: Value;
}

/** The values of entries by their keys, without those that are `AWS::NoValue`. An entry of which the key is not known is a further one, and so is what it may be again. */
export function valuesOf(
  { entries, rests }: Entries,
  evaluate: (entry: MappingEntry) => Value,
): { readonly known: ReadonlyMap<string, Valued>; readonly rest: UnknownValue | undefined } {
  const known = new Map<string, Valued>();
  const further: Valued[] = [];
  for (const entry of entries) {
    const one = { entry, value: evaluate(entry) };
    if (entry.open === undefined) {
      known.delete(entry.key);
      if (one.value.kind !== "null") known.set(entry.key, one);
      continue;
    }
    further.push(one);
    for (const [key, before] of known) if (mayBeKey(entry.key, key) && known.delete(key)) further.push(before);
  }
  const [first] = further;
  if (first === undefined) return { known, rest: rests[0] };
  const unknowns = further.flatMap(({ entry: { open }, value }) => (open === undefined ? [value] : [open, value]));
  const origin = { kind: "call", span: first.entry.written.span } as const;
  const names = further.map(({ entry: { key, open }, value }) => `${key}${open?.symbol ?? ""}:${symbolOf(value)}`);
  const symbol = bounded(`{${[...rests.map((rest) => rest.symbol), ...names].join(",")}}`);
  return { known, rest: { ...derived("entries", [...rests, ...unknowns], DYNAMIC, origin), symbol } };
}

/** Whether a key with `*` in the place of what is not known may be this one. */
function mayBeKey(open: string, key: string): boolean {
  const pieces = open.split("*");
  return open.length - pieces.length < key.length && key.startsWith(pieces[0]!) && key.endsWith(pieces.at(-1)!);
}

/** The entry of a key, if there is one. */
export function entryNamed({ entries }: Entries, key: string): MappingEntry | undefined {
  return entries.findLast((entry) => entry.key === key);
}

/** An entry as it is written. */
export function plainEntry({ key, value }: LocatedEntry, context: EvaluationContext): MappingEntry {
  return { key: key.text, written: key, node: value, context, open: undefined, repeated: undefined };
}

function includedEntries({ value }: LocatedEntry, context: EvaluationContext, left: Room): Entries {
  left.turns -= 1;
  if (left.turns < 0) return { entries: [], rests: [tooMany(value.span)] };
  const parts = transformed(value, context).map((one): Entries => {
    if ("unknown" in one) return { entries: [], rests: [one.unknown] };
    return expanded(one.node.kind === "mapping" ? one.node : undefined, context, left);
  });
  return { entries: parts.flatMap(({ entries }) => entries), rests: parts.flatMap(({ rests }) => rests) };
}

function loopEntries({ key, value: node }: LocatedEntry, context: EvaluationContext, left: Room): Entries {
  const [variable, collection, body] = node.kind === "sequence" ? node.elements : [];
  if (variable?.kind !== "scalar" || collection === undefined || body?.kind !== "mapping") {
    const text = `${key.text} must be a list of a variable's name, a collection and a mapping`;
    return { entries: [], rests: [mistaken(key, text, key.span, context)] };
  }
  const found = collectionOf(key, context.evaluate(collection, context), collection.span, context);
  const entries: MappingEntry[] = [];
  const rests: UnknownValue[] = found.rest === undefined ? [] : [found.rest];
  const add = (value: Value, repeated: UnknownValue | undefined): void => {
    const bindings = new Map(context.bindings).set(variable.text, value);
    const made = expanded(body, { ...context, bindings }, left);
    for (const entry of made.entries) {
      let { open } = entry;
      const asStar = (unknown: UnknownValue): string => {
        open ??= unknown;
        return "*";
      };
      const key = withBindings(entry.key, bindings, (bound) => textWith(bound, asStar));
      entries.push({ ...entry, key, open, repeated: entry.repeated ?? repeated });
    }
    rests.push(...made.rests.slice(0, 1));
  };
  for (const element of found.elements) {
    left.turns -= 1;
    if (left.turns < 0 || !context.stack.settings.run.effort.spend(VALUES_OF_A_TURN)) {
      rests.push(tooMany(collection.span));
      break;
    }
    add(element, undefined);
  }
  if (found.rest !== undefined) add(eachOf(found.rest, found.among), found.rest);
  return { entries, rests };
}

function tooMany(span: Span): UnknownValue {
  const text = `loops and includes make more than is followed (${MAXIMUM_TURNS} turns)`;
  return unknown("unsupported", `more than ${MAXIMUM_TURNS} turns`, text, { kind: "call", span });
}

/** What a further element is; where these are all that it can be, one of them. */
function eachOf(rest: UnknownValue, among: readonly Value[] | undefined): UnknownValue {
  const each: UnknownValue = { ...rest, symbol: `each(${rest.symbol})`, type: DYNAMIC };
  return among === undefined ? each : { ...each, oneOf: among };
}

interface Collection {
  readonly elements: readonly Value[];
  readonly rest: UnknownValue | undefined;
  /** What further ones can be, where that is known. */
  readonly among?: readonly Value[] | undefined;
}

/** A loop goes through a list. What is none is said to be none, and what the loop makes of it is not known. */
function collectionOf(key: LocatedScalar, value: Value, span: Span, context: EvaluationContext): Collection {
  if (value.kind === "list")
    return { elements: value.elements, rest: value.rest && further(value.rest), among: value.rest?.oneOf };
  if (value.kind === "unknown" && (value.type.kind === "list" || value.type.kind === "dynamic"))
    return { elements: [], rest: further(value), among: elementsAmong(value) };
  const text = `${key.text} goes through a list: one that is written, a parameter's or a mapping's`;
  const rest = mistaken(key, text, span, context);
  return { elements: [], rest: value.kind === "unknown" ? derived("each", [value], LIST, rest.origin!) : rest };
}

/** Of what a loop makes of them nothing is known but that they are there. */
function further({ oneOf: _, least: __, ...rest }: UnknownValue): UnknownValue {
  return rest;
}

/** The elements of all lists that it can be; undefined where these are not known. */
function elementsAmong({ oneOf }: UnknownValue): readonly Value[] | undefined {
  const lists = oneOf?.filter((one) => one.kind === "list" && one.rest === undefined);
  return lists?.length === oneOf?.length
    ? lists?.flatMap((one) => (one.kind === "list" ? one.elements : []))
    : undefined;
}

function mistaken(key: LocatedScalar, message: string, span: Span, context: EvaluationContext): UnknownValue {
  context.stack.report({ code: "for-each", severity: "error", message, span });
  return unknown("error", `${context.stack.prefix}${key.text}`, message, { kind: "call", span });
}

/** `${Variable}` stands for the value, `&{Variable}` for the value without what is not a letter or digit; what is bound to nothing, or
 *  has no text, stays as it is written. */
export function withBindings(
  text: string,
  bindings: ReadonlyMap<string, Value>,
  textOf: (value: Value) => string | undefined,
): string {
  return text.replace(/([$&])\{([^{}]*)\}/g, (written, sign: string, name: string) => {
    const value = bindings.get(name.trim());
    const own = value === undefined ? undefined : textOf(value);
    if (own === undefined) return written;
    return sign === "&" ? own.replace(/[^A-Za-z0-9*]/g, "") : own;
  });
}

/** What stands in the place of one transform. */
export type Transformed = { readonly node: LocatedNode } | { readonly unknown: UnknownValue };

export function transform(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const [only] = transformed(argument, context);
  return only !== undefined && "node" in only ? context.evaluate(only.node, context) : { ...only!.unknown, origin };
}

/** What `AWS::Include` reads from a file of the scan; any other macro is unknown
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html).
 *  Never empty: a transform, or a list of them in the order in which they are applied. */
export function transformed(argument: LocatedNode, context: EvaluationContext): readonly Transformed[] {
  if (argument.kind !== "sequence" || argument.elements.length === 0) return [one(argument, context)];
  return argument.elements.map((element) => one(element, context));
}

function one(argument: LocatedNode, context: EvaluationContext): Transformed {
  const origin: Origin = { kind: "call", span: argument.span };
  const name = textAt(argument, "Name") ?? "a macro without a name";
  const symbol = `${context.stack.path}:${argument.span.start}:transform`;
  if (name !== INCLUDE) {
    const text = `the macro ${name} is code that is not in the template`;
    return { unknown: unknown("unsupported", symbol, text, origin, PROCESSED) };
  }
  const location = entryAt(mappingAt(argument, "Parameters"), "Location")?.value;
  if (location === undefined)
    return { unknown: unknown("error", symbol, `${INCLUDE} has no Location`, origin, "name the file to include") };
  const found = context.stack.include(context.evaluate(location, context), location.span);
  if ("kind" in found) return { node: found };
  const hint = "scan a directory that holds the file too";
  return { unknown: unknown("missing-source", symbol, found.because, { kind: "call", span: location.span }, hint) };
}

/** What macros make of a template is known to AWS alone. */
export const PROCESSED =
  "analyse what the macro made of it: aws cloudformation get-template --template-stage Processed";
