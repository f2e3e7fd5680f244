/** The hops of a line, by what decides them: filters that answer alike may do so by another rule for each pair of subnets. */
import { groupBy } from "../base/collections.ts";
import { describeFilterRule } from "../graph/describe.ts";
import type { Hop } from "../reach/flow.ts";
import { causesOf, type HopLine } from "./words.ts";

/** In the order of the line. Those in one list are decided by the same rules and wait for the same. */
export function decidedAlike({ hops }: HopLine): readonly (readonly [Hop, ...Hop[]])[] {
  const groups = groupBy(hops, ({ decidedBy, because }) =>
    JSON.stringify([
      decidedBy.map(({ rule, role, why }) => {
        const { file, start } = rule.portsSpan ?? rule.span;
        return [role, why, rule.implied ?? describeFilterRule(rule), file.path, start];
      }),
      [...causesOf(because).keys()],
    ]),
  );
  return [...groups.values()];
}

/** The pairs of subnets in the direction of the packets: as a product where all of one side go to all of the other. None where it holds for all. */
export function waysOf(hops: readonly Hop[]): readonly string[] {
  const pairs = hops.flatMap(
    ({ pairs, from, to }) => pairs ?? (from === undefined || to === undefined ? [] : [{ from, to }]),
  );
  const ways = pairs.map(({ from, to }) =>
    hops[0]!.kind.startsWith("return") ? [to.address, from.address] : [from.address, to.address],
  );
  const [left, right] = [0, 1].map((side) => [...new Set(ways.map((way) => way[side]!))]);
  const isProduct = left!.length * right!.length === ways.length;
  return isProduct && ways.length > 0
    ? [`${left!.join(", ")} → ${right!.join(", ")}`]
    : ways.map((way) => way.join(" → "));
}
