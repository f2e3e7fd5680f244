/** The date and time functions (https://developer.hashicorp.com/terraform/language/functions#date-and-time-functions). */
import { INTEGER_PRECISION } from "../../../../base/big-float.ts";
import { NUMBER, STRING } from "../../../../base/value.ts";
import { quote } from "../types/type-words.ts";
import { type Failure, number, string } from "../types/values.ts";
import { badArgument, define, type Functions, failed, impure, param, textOf } from "./function-spec.ts";

const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const half = (fields: Fields) => (fields.hour < 12 ? "AM" : "PM");

/** The verbs of `formatdate`. */
const VERBS: Readonly<Record<string, Verb>> = {
  YY: (fields) => padded(fields.year % 100, 2),
  YYYY: (fields) => padded(fields.year, 4),
  ...numeric("M", (fields) => fields.month),
  MMM: (fields) => MONTHS[fields.month - 1]!.slice(0, 3),
  MMMM: (fields) => MONTHS[fields.month - 1]!,
  ...numeric("D", (fields) => fields.day),
  EEE: (fields) => WEEKDAYS[fields.weekday]!.slice(0, 3),
  EEEE: (fields) => WEEKDAYS[fields.weekday]!,
  ...numeric("h", (fields) => fields.hour),
  ...numeric("H", (fields) => fields.hour % 12 || 12),
  AA: half,
  aa: (fields) => half(fields).toLowerCase(),
  ...numeric("m", (fields) => fields.minute),
  ...numeric("s", (fields) => fields.second),
  Z: (_, { offset }) => (offset === 0 ? "Z" : zoneText(offset, ":")),
  ZZZ: (_, { offset }) => (offset === 0 ? "UTC" : zoneText(offset, "")),
  ZZZZ: (_, { offset }) => zoneText(offset, ""),
  ZZZZZ: (_, { offset }) => zoneText(offset, ":"),
};

export const DATE_FUNCTIONS: Functions = {
  formatdate: define([param("format", STRING), param("time", STRING)], STRING, ([format, text]) => {
    const time = parseTimestamp(textOf(text));
    if ("failure" in time) return badArgument(1, time.failure);
    const fields = fieldsOf(time);
    let result = "";
    for (const [token] of textOf(format).matchAll(/'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+/gs)) {
      if (token.startsWith("'")) {
        if (token.length === 1 || !token.endsWith("'")) return badArgument(0, "unterminated literal '");
        result += token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'");
      } else if (/^[A-Za-z]/.test(token)) {
        const verb = Object.hasOwn(VERBS, token) ? VERBS[token] : undefined;
        if (verb === undefined) return badArgument(0, unknownVerb(token));
        result += verb(fields, time);
      } else result += token;
    }
    return string(result);
  }),
  timeadd: define([param("timestamp", STRING), param("duration", STRING)], STRING, ([text, amount]) => {
    const time = parseTimestamp(textOf(text));
    if ("failure" in time) return time;
    const duration = parseDuration(textOf(amount));
    if (typeof duration !== "bigint") return duration;
    return string(formatTimestamp({ ...time, nanoseconds: time.nanoseconds + duration }));
  }),
  timecmp: define([param("timestamp_a", STRING), param("timestamp_b", STRING)], NUMBER, ([first, second]) => {
    const a = parseTimestamp(textOf(first));
    if ("failure" in a) return badArgument(0, a.failure);
    const b = parseTimestamp(textOf(second));
    if ("failure" in b) return badArgument(1, b.failure);
    const order = a.nanoseconds < b.nanoseconds ? -1 : a.nanoseconds > b.nanoseconds ? 1 : 0;
    return number(order, INTEGER_PRECISION);
  }),
  timestamp: impure(),
  plantimestamp: impure(),
};

type Verb = (fields: Fields, time: Timestamp) => string;

/** A number as the letter alone, with two digits as the letter twice. */
function numeric(letter: string, pick: (fields: Fields) => number): Readonly<Record<string, Verb>> {
  return { [letter]: (fields) => String(pick(fields)), [letter + letter]: (fields) => padded(pick(fields), 2) };
}

/** What a wrong verb of that letter should have been. */
const EXPECTED: Readonly<Record<string, string>> = {
  Y: 'year must either be "YY" or "YYYY"',
  M: 'month must be "M", "MM", "MMM", or "MMMM"',
  D: 'day of month must either be "D" or "DD"',
  E: 'day of week must either be "EEE" or "EEEE"',
  h: '24-hour must either be "h" or "hh"',
  H: '12-hour must either be "H" or "HH"',
  A: 'must be "AA"',
  a: 'must be "aa"',
  m: 'minute must either be "m" or "mm"',
  s: 'second must either be "s" or "ss"',
  Z: "timezone must be Z, ZZZZ, or ZZZZZ",
};

function unknownVerb(token: string): string {
  const expected = Object.hasOwn(EXPECTED, token[0]!) ? EXPECTED[token[0]!] : undefined;
  return `invalid date format verb ${quote(token)}${expected === undefined ? "" : `: ${expected}`}`;
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  "\u00b5s": 1000n,
  "\u03bcs": 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Nanoseconds of a duration such as `-1h30m`, `1.5h`. */
function parseDuration(text: string): bigint | Failure {
  const invalid = failed(`time: invalid duration ${quote(text)}`);
  const [, minus = "", body = ""] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (body === "0") return 0n;
  if (body === "") return invalid;
  let total = 0n;
  for (let rest = body; rest !== ""; ) {
    const [amount = ""] = /^[0-9]*\.?[0-9]*/.exec(rest) ?? [];
    if (amount === "" || amount === ".") return invalid;
    const [unit = ""] = /^[^0-9.]*/.exec(rest.slice(amount.length)) ?? [];
    if (unit === "") return failed(`time: missing unit in duration ${quote(text)}`);
    const scale = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (scale === undefined) return failed(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    const [whole = "", fraction = ""] = amount.split(".");
    total += BigInt(whole || "0") * scale + (BigInt(fraction || "0") * scale) / 10n ** BigInt(fraction.length);
    if (total > 2n ** 63n) return invalid;
    rest = rest.slice(amount.length + unit.length);
  }
  if (minus !== "-" && total === 2n ** 63n) return invalid;
  return minus === "-" ? -total : total;
}

/** A point in time and the zone in which it is written. */
interface Timestamp {
  /** Nanoseconds since the beginning of 1970 in UTC. */
  readonly nanoseconds: bigint;
  /** Minutes east of UTC. */
  readonly offset: number;
}

/** A timestamp by the calendar and the clock of its zone. */
interface Fields {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Sunday is 0. */
  readonly weekday: number;
}

const MILLISECOND = 1_000_000n;

/** Year, month, day, hour, minute, second in the zone; undefined where there is no such time. */
export function fromFields(fields: readonly number[], nanoseconds: number, offset: number): Timestamp | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  date.setUTCHours(hour, minute - offset, second);
  return { nanoseconds: BigInt(date.getTime()) * MILLISECOND + BigInt(nanoseconds), offset };
}

function fieldsOf({ nanoseconds, offset }: Timestamp): Fields {
  const fraction = nanoseconds % MILLISECOND;
  const whole = nanoseconds / MILLISECOND - (fraction < 0n ? 1n : 0n);
  const date = new Date(Number(whole));
  date.setUTCMinutes(date.getUTCMinutes() + offset);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
  };
}

function padded(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width, "0")}` : String(value).padStart(width, "0");
}

/** `2006-01-02T15:04:05Z`, without fractions of a second. */
export function formatTimestamp(time: Timestamp): string {
  const { year, month, day, hour, minute, second } = fieldsOf(time);
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  return `${date}T${padded(hour, 2)}:${padded(minute, 2)}:${padded(second, 2)}${time.offset === 0 ? "Z" : zoneText(time.offset, ":")}`;
}

function zoneText(offset: number, separator: string): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${padded(Math.floor(minutes / 60), 2)}${separator}${padded(minutes % 60, 2)}`;
}

interface Part {
  readonly form: RegExp;
  /** What messages call it; a literal where that is itself. */
  readonly what: string;
  readonly literal?: true;
  readonly least?: number;
  readonly most?: number;
}

/** The parts of a timestamp in order, with what each may be. */
const LAYOUT: readonly Part[] = [
  { form: /^[0-9]{4}/, what: "year" },
  { form: /^-/, what: "-", literal: true },
  { form: /^[0-9]{2}/, what: "month", least: 1, most: 12 },
  { form: /^-/, what: "-", literal: true },
  { form: /^[0-9]{2}/, what: "day of month" },
  { form: /^T/, what: "T", literal: true },
  { form: /^[0-9]{2}/, what: "hour", most: 23 },
  { form: /^:/, what: ":", literal: true },
  { form: /^[0-9]{2}/, what: "minute", most: 59 },
  { form: /^:/, what: ":", literal: true },
  { form: /^[0-9]{2}/, what: "second", most: 59 },
  { form: /^(?:\.[0-9]+)?/, what: "fraction" },
  { form: /^(?:Z|[-+](?:[01][0-9]|2[0-3]):[0-5][0-9])/, what: "UTC offset" },
];

function invalid(why: string): Failure {
  return { failure: `not a valid RFC3339 timestamp: ${why}` };
}

/** Reads a timestamp strictly; failures as Terraform words them. */
function parseTimestamp(text: string): Timestamp | Failure {
  const parts: string[] = [];
  let rest = text;
  for (const part of LAYOUT) {
    const match = part.form.exec(rest);
    if (match === null) return mistake(rest, part);
    rest = rest.slice(match[0].length);
    const value = Number(match[0]);
    if ((part.least !== undefined && value < part.least) || (part.most !== undefined && value > part.most))
      return mistake(rest, part);
    if (part.literal !== true) parts.push(match[0]);
  }
  if (rest !== "") return invalid(`cannot use ${quote(rest)} as timestamp segment`);
  const [fraction = "", zone = "Z"] = parts.slice(6);
  const nanoseconds = Number(fraction.slice(1, 10).padEnd(9, "0"));
  return fromFields(parts.slice(0, 6).map(Number), nanoseconds, zoneMinutes(zone)) ?? invalid("day out of range");
}

/** Minutes east of UTC of `Z` or `+05:30`. */
export function zoneMinutes(zone: string): number {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return zone.startsWith("-") ? -minutes : minutes;
}

function mistake(rest: string, { what, literal }: Part): Failure {
  if (what === "T") return invalid("missing required time introducer 'T'");
  if (literal === true) {
    return invalid(
      rest === ""
        ? `end of string where ${quote(what)} is expected`
        : `found ${quote(rest)} where ${quote(what)} is expected`,
    );
  }
  if (rest === "" || /^[-+][0-9]{2}:[0-9]{2}$/.test(rest)) return invalid(`end of string before ${what}`);
  if (what === "UTC offset" && /^,[0-9]/.test(rest)) return invalid('cannot use "," as timestamp segment');
  if (what === "hour") {
    const digits = /^[0-9]:/.test(rest) || !rest.includes(":");
    return invalid(digits ? "hour must have exactly two digits" : "hour must be between 0 and 23 inclusive");
  }
  if (what === "minute" && rest.length !== 2) return invalid("minute must have exactly two digits");
  return invalid(`cannot use ${quote(rest)} as ${what}`);
}
