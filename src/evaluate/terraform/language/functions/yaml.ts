/**
 * yamldecode: YAML text into a value, by the rules of Terraform's YAML dialect (https://github.com/zclconf/go-cty-yaml): booleans of
 * YAML 1.1, dates as timestamps.
 */

import { NEGATIVE_INFINITY, POSITIVE_INFINITY, parseNumber } from "../../../../base/big-float.ts";
import { remembered } from "../../../../base/collections.ts";
import { DYNAMIC, STRING, type Value } from "../../../../base/value.ts";
import type {
  AliasEvent,
  MappingEvent,
  ScalarEvent,
  SequenceEvent,
  YamlBuilder,
  YamlCursor,
} from "../../../../parse/yaml-cursor.ts";
import type { Parsers } from "../../../input.ts";
import { convert } from "../types/convert.ts";
import { friendlyName, quote } from "../types/type-words.ts";
import type { Failure, Result } from "../types/values.ts";
import { FALSE, isFailure, nullOf, number, object, string, TRUE, tuple, typeOf } from "../types/values.ts";
import { formatTimestamp, fromFields, zoneMinutes } from "./date.ts";
import { base64Bytes } from "./encoding.ts";
import { dear, define, type Functions, failed, orNull, param, textOf } from "./function-spec.ts";
import { encodeYaml } from "./yaml-encode.ts";

/** Values that a document may have once its aliases are followed. */
const MAX_SIZE = 500_000;

const STANDARD = "tag:yaml.org,2002:";

/** Thrown inside this file only: the way out of the recursion over the events. */
class Refusal {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

class Reader implements YamlBuilder<Value> {
  readonly #cursor: YamlCursor<Value>;

  constructor(cursor: YamlCursor<Value>) {
    this.#cursor = cursor;
  }

  document(): Value {
    const value = this.#cursor.node(this);
    if (this.#cursor.documents > 1)
      throw this.#refuse(this.#cursor.text.indexOf("\n---") + 1, "unexpected extra content after value");
    return value;
  }

  #refuse(offset: number, message: string): Refusal {
    const before = this.#cursor.text.slice(0, Math.max(offset, 0)).split("\n");
    const line = before.length - 1;
    // As in Terraform, lines are counted from 0 and nothing is said of the first.
    return new Refusal(line === 0 ? message : `on line ${line}, column ${before.at(-1)!.length + 1}: ${message}`);
  }

  alias({ anchorStart }: AliasEvent, name: string, anchor: Value | "pending" | undefined): Value {
    if (anchor === "pending")
      throw this.#refuse(anchorStart, `cannot refer to anchor ${quote(name)} from inside its own definition`);
    if (anchor === undefined) throw this.#refuse(anchorStart, `reference to undefined anchor ${quote(name)}`);
    if (this.#cursor.size > MAX_SIZE) throw this.#refuse(anchorStart, "the aliases make the document too large");
    return anchor;
  }

  scalar(event: ScalarEvent, tag: string | undefined): Value {
    const value = this.#resolved(event);
    if (isFailure(value)) throw this.#refuse(event.valueStart, value.failure);
    if (this.#cursor.style(event) === "plain" || tag !== undefined) return value;
    // What is not plain is a string, whatever it looks like.
    const asText = convert(value, STRING);
    return isFailure(asText) ? value : asText;
  }

  sequence({ start }: SequenceEvent, tag: string | undefined): Value {
    if (tag !== undefined && fullTag(tag) !== `${STANDARD}seq`)
      throw this.#refuse(start, `can't interpret sequence as ${fullTag(tag)}`);
    const elements: Value[] = [];
    while (this.#cursor.more()) elements.push(this.#cursor.node(this));
    return tuple(elements);
  }

  mapping({ start }: MappingEvent, tag: string | undefined): Value {
    if (tag !== undefined && fullTag(tag) !== `${STANDARD}map`)
      throw this.#refuse(start, `can't interpret mapping as ${fullTag(tag)}`);
    const entries = new Map<string, Value>();
    while (this.#cursor.more()) {
      const event = this.#cursor.take();
      if (!("valueStart" in event))
        throw this.#refuse("start" in event ? event.start : "anchorStart" in event ? event.anchorStart : 0, KEY_RULE);
      if (this.#isMerge(event)) this.#merge(entries, event);
      else entries.set(this.#key(event), this.#cursor.node(this));
    }
    return object(entries);
  }

  #resolved(event: ScalarEvent): Result {
    const style = this.#cursor.style(event);
    const isQuoted = style === "single" || style === "double";
    return resolveScalar(fullTag(this.#cursor.tag(event)), this.#cursor.value(event), isQuoted);
  }

  #isMerge(event: ScalarEvent): boolean {
    const tag = this.#cursor.tag(event);
    if (event.valueStart < 0) return false;
    return tag === undefined ? this.#cursor.value(event) === "<<" : fullTag(tag) === `${STANDARD}merge`;
  }

  #merge(entries: Map<string, Value>, event: ScalarEvent): void {
    const value = this.#cursor.node(this);
    const maps = value.kind === "list" ? value.elements : [value];
    for (const one of maps) {
      if (one.kind !== "map") {
        const where = value.kind === "list" ? " (from sequence)" : "";
        throw this.#refuse(event.valueStart, `cannot merge ${friendlyName(typeOf(one))}${where} into mapping`);
      }
      for (const [key, inner] of one.entries) entries.set(key, inner);
    }
  }

  #key(event: ScalarEvent): string {
    const value = this.#resolved(event);
    if (isFailure(value)) throw new Refusal(value.failure);
    if (value.kind === "null") throw this.#refuse(event.valueStart, "mapping key cannot be null");
    const key = convert(value, STRING);
    if (isFailure(key) || key.kind !== "string") throw this.#refuse(event.valueStart, KEY_RULE);
    return key.value;
  }
}

const KEY_RULE = "only strings are allowed as mapping keys";

/** `!!str` as `tag:yaml.org,2002:str`; empty where there is none. */
function fullTag(written: string | undefined): string {
  if (written === undefined) return "";
  if (written.startsWith("!<")) return written.slice(2, -1);
  return written.startsWith("!!") ? STANDARD + written.slice(2) : written;
}

function decodeYaml(text: string, parse: Parsers): Value | Failure {
  const cursor = parse.yamlCursor<Value>(text);
  if (cursor === undefined) return failed("on line 1, column 1: missing start of document");
  if ("reason" in cursor) {
    const { reason, line } = cursor;
    return failed(line === 0 ? reason : `on line ${line + 1}, column 1: ${reason}`);
  }
  try {
    return new Reader(cursor).document();
  } catch (problem) {
    if (problem instanceof Refusal) return failed(problem.message);
    throw problem;
  }
}

/** What files hold that thousands of roots read is decoded once; what it takes is paid each time. */
const decoded = new WeakMap<Value, Result>();

export const YAML_FUNCTIONS: Functions = {
  yamldecode: orNull(
    dear(
      32,
      define(
        [param("src", STRING)],
        DYNAMIC,
        ([text], { parse }): Result => remembered(decoded, text, () => decodeYaml(textOf(text), parse)),
      ),
    ),
  ),
  yamlencode: dear(
    4,
    define([param("value", DYNAMIC, { needs: "whole", nullable: true })], STRING, ([value]) =>
      string(encodeYaml(value)),
    ),
  ),
};

const RESOLVABLE = ["str", "bool", "int", "float", "null", "timestamp", "binary"].map((name) => STANDARD + name);

function words(value: Value, ...texts: readonly string[]): readonly (readonly [string, Value])[] {
  return texts.map((text) => [text, value] as const);
}

const WORDS: ReadonlyMap<string, Value> = new Map([
  ...words(TRUE, "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"),
  ...words(FALSE, "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"),
  ...words(nullOf(), "", "~", "null", "Null", "NULL"),
  ...words(number(POSITIVE_INFINITY), ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"),
  ...words(number(NEGATIVE_INFINITY), "-.inf", "-.Inf", "-.INF"),
]);

const INTEGER = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** `tag` is the full tag, or empty. */
function resolveScalar(tag: string, text: string, quoted: boolean): Result {
  if (tag !== "" && !RESOLVABLE.includes(tag)) return failed(`unsupported tag ${quote(tag)}`);
  const kind = tag.slice(STANDARD.length);
  let wanted = kind;
  const first = text[0] ?? "~";
  if (/[-+0-9.yYnNtTfFoO~]/.test(first) && kind !== "str" && kind !== "binary") {
    if (quoted) return string(text);
    const word = WORDS.get(text);
    if (word !== undefined) return word;
    if (tag === "" && /^\.(?:nan|NaN|NAN)$/.test(text)) return failed("floating point NaN is not supported");
    if (first === ".") {
      const parsed = parseNumber(text);
      if (parsed !== undefined) return number(parsed);
    } else if (/[-+0-9]/.test(first)) {
      const time = tag === "" || kind === "timestamp" ? timestamp(text) : undefined;
      if (time !== undefined) return string(time);
      if (INTEGER.test(text)) wanted = "int";
      else if (FLOAT.test(text)) wanted = "float";
    }
  }
  return tagged(wanted, text, tag);
}

function tagged(kind: string, text: string, tag: string): Result {
  const unparsable = failed(`cannot parse ${quote(text)} as ${tag === "" ? STANDARD + kind : tag}`);
  switch (kind) {
    case "binary":
      return base64Bytes(text) === undefined ? failed(`${unparsable.failure}: not valid base64`) : string(text);
    case "bool": {
      const word = WORDS.get(text);
      return word?.kind === "bool" ? word : unparsable;
    }
    case "int":
    case "float":
      return numberFrom(text.replaceAll("_", "")) ?? unparsable;
    case "timestamp": {
      const time = timestamp(text);
      return time === undefined ? unparsable : string(time);
    }
    case "null":
      return nullOf();
    default:
      return string(text);
  }
}

function numberFrom(text: string): Value | undefined {
  const decimal = parseNumber(text);
  if (decimal !== undefined) return number(decimal);
  const match = /^([-+]?)0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)$/.exec(text);
  if (match === null) return undefined;
  const value = BigInt(text.replace(/^[-+]/, ""));
  if (value >= 2n ** 64n) return undefined;
  return number(
    Number.isSafeInteger(Number(value)) ? Number(match[1] === "-" ? -value : value) : { mantissa: value, exponent: 0 },
  );
}

/** A date, perhaps with a time, as an RFC 3339 timestamp. */
function timestamp(text: string): string | undefined {
  const match =
    /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, year, month, day, introducer, hour = "0", minute = "0", second = "0", zone] = match;
  // A zone belongs to the form with T, and only to that.
  if (introducer !== undefined && (introducer === " ") !== (zone === undefined)) return undefined;
  const offset = zoneMinutes(zone ?? "Z");
  const time = fromFields([year, month, day, hour, minute, second].map(Number), 0, offset);
  return time === undefined ? undefined : formatTimestamp(time);
}
