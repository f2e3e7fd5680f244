/** CIDR values into the ranges of addresses that AWS makes of them. */
import type { Fact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import type { Value } from "../base/value.ts";
import { type IpRange, parseCidr } from "../sets/ip-range.ts";
import { asString, factOf } from "./facts.ts";
import { unsettled } from "./value.ts";

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
  if (range !== undefined) return { known: true, value: range, origin: text.origin };
  const unknown = unsettled(
    `"${text.value}"`,
    `"${text.value}" is not a CIDR block`,
    "error",
    text.origin.span,
    "write a range such as 10.0.0.0/16",
  );
  return { known: false, unknown, origin: text.origin };
}
