/** The date and time functions (https://developer.hashicorp.com/terraform/language/functions#date-and-time-functions). */
import { INTEGER_PRECISION } from "../../../../base/big-float.ts";
import { NUMBER, STRING } from "../../../../base/value.ts";
import { quote } from "../types/type-words.ts";
import { type Failure, number, string } from "../types/values.ts";
import { badArgument, define, type Functions, failed, impure, param, textOf } from "./function-spec.ts";
import type { Fields, Timestamp } from "./timestamp.ts";
import { fieldsOf, formatTimestamp, padded, parseTimestamp, zoneText } from "./timestamp.ts";

const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const half = (fields: Fields) => (fields.hour < 12 ? "AM" : "PM");
const twelve = (fields: Fields) => fields.hour % 12 || 12;

const [DAY, DAY_PADDED] = numeric((fields) => fields.day);

const [MONTH, MONTH_PADDED] = numeric((fields) => fields.month);

const [HOUR, HOUR_PADDED] = numeric((fields) => fields.hour);

const [TWELVE, TWELVE_PADDED] = numeric(twelve);

const [MINUTE, MINUTE_PADDED] = numeric((fields) => fields.minute);

const [SECOND, SECOND_PADDED] = numeric((fields) => fields.second);

/** The verbs of `formatdate`. */
const VERBS: Readonly<Record<string, Verb>> = {
  YY: (fields) => padded(fields.year % 100, 2),
  YYYY: (fields) => padded(fields.year, 4),
  M: MONTH,
  MM: MONTH_PADDED,
  MMM: (fields) => MONTHS[fields.month - 1]!.slice(0, 3),
  MMMM: (fields) => MONTHS[fields.month - 1]!,
  D: DAY,
  DD: DAY_PADDED,
  EEE: (fields) => WEEKDAYS[fields.weekday]!.slice(0, 3),
  EEEE: (fields) => WEEKDAYS[fields.weekday]!,
  h: HOUR,
  hh: HOUR_PADDED,
  H: TWELVE,
  HH: TWELVE_PADDED,
  AA: half,
  aa: (fields) => half(fields).toLowerCase(),
  m: MINUTE,
  mm: MINUTE_PADDED,
  s: SECOND,
  ss: SECOND_PADDED,
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

function numeric(pick: (fields: Fields) => number): readonly [Verb, Verb] {
  return [(fields) => String(pick(fields)), (fields) => padded(pick(fields), 2)];
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
