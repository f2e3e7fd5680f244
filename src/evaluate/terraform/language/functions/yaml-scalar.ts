/** The text of a YAML scalar and its tag into a value, as Terraform reads them: booleans of YAML 1.1, dates as timestamps. */
import { NEGATIVE_INFINITY, POSITIVE_INFINITY, parseNumber } from "../../../../base/big-float.ts";
import type { Value } from "../../../../base/value.ts";
import { quote } from "../types/type-words.ts";
import { FALSE, nullOf, number, type Result, string, TRUE } from "../types/values.ts";
import { base64Bytes } from "./encoding.ts";
import { failed } from "./function-spec.ts";
import { formatTimestamp, fromFields, zoneMinutes } from "./timestamp.ts";

const STANDARD = "tag:yaml.org,2002:";
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
export function resolveScalar(tag: string, text: string, quoted: boolean): Result {
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
