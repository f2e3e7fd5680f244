/** Availability zones by their names and ids. */
import { type Fact, sameFact } from "../base/fact.ts";
import type { Truth } from "../base/truth.ts";

/**
 * Whether two zones are one. A name and an id are never told apart: which zone `eu-west-1a` is differs from account to account, `euw1-az2` is the
 * same in all (https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html).
 */
export function sameZone(a: Fact<string>, b: Fact<string>): Truth {
  const truth = sameFact(a, b);
  return truth === "false" && namesOf(a).some((isName) => namesOf(b).includes(!isName)) ? "unknown" : truth;
}

/** Of each zone that it may be, whether it is written by its name, `us-west-2-lax-1a`, and not by its id, `usw2-lax1-az1`. */
function namesOf(zone: Fact<string>): readonly boolean[] {
  return (zone.known ? [zone.value] : (zone.among ?? [])).map((text) => /^[a-z]+(?:-[a-z]+)+-\d/.test(text));
}
