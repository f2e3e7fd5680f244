/** RFC 3339 timestamps into points in time and back. */

import { quote } from "../types/type-words.ts";
import type { Failure } from "../types/values.ts";

/** A point in time and the zone in which it is written. */
export interface Timestamp {
  /** Nanoseconds since the beginning of 1970 in UTC. */
  readonly nanoseconds: bigint;
  /** Minutes east of UTC. */
  readonly offset: number;
}

/** A timestamp by the calendar and the clock of its zone. */
export interface Fields {
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

const SECOND = 1_000_000_000n;
const DAY = 86_400n;

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(month: number, year: number): number {
  return month === 2 && isLeap(year) ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
}

/** Days from the beginning of 1970 to that day of the Gregorian calendar. */
function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Year, month, day, hour, minute, second in the zone; undefined where there is no such time. */
export function fromFields(fields: readonly number[], nanoseconds: number, offset: number): Timestamp | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = BigInt(dayNumber(year, month, day)) * DAY + BigInt(hour * 3600 + (minute - offset) * 60 + second);
  return { nanoseconds: seconds * SECOND + BigInt(nanoseconds), offset };
}

export function fieldsOf(time: Timestamp): Fields {
  const local = floorDivide(time.nanoseconds, SECOND) + BigInt(time.offset * 60);
  const days = Number(floorDivide(local, DAY));
  const second = Number(local - BigInt(days) * DAY);
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    hour: Math.floor(second / 3600),
    minute: Math.floor(second / 60) % 60,
    second: second % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

export function padded(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width, "0")}` : String(value).padStart(width, "0");
}

/** `2006-01-02T15:04:05Z`, without fractions of a second. */
export function formatTimestamp(time: Timestamp): string {
  const { year, month, day, hour, minute, second } = fieldsOf(time);
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  return `${date}T${padded(hour, 2)}:${padded(minute, 2)}:${padded(second, 2)}${time.offset === 0 ? "Z" : zoneText(time.offset, ":")}`;
}

export function zoneText(offset: number, separator: string): string {
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
export function parseTimestamp(text: string): Timestamp | Failure {
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
