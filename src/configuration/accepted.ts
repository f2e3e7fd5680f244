/** The key `ignore` of `reachlint.yaml` → what accepts findings by the address of what they are about. */
import type { Acceptance } from "../accept/acceptance.ts";
import { pathTest, wildcardTest } from "../base/glob.ts";
import type { Finding } from "../check/finding.ts";
import type { AcceptedByAddress } from "./form.ts";

/**
 * `relative`: a path of the scan as it is seen from the file's directory. `isWhole`: the scan looks at all that the file speaks of, so that
 * what accepts nothing can be told.
 */
export function acceptedByAddress(
  { rule, address, root, reason, until, span }: AcceptedByAddress,
  relative: (path: string) => string,
  isWhole: boolean,
): Acceptance {
  const fits = wildcardTest(address.value);
  const isRoot = root === undefined ? undefined : pathTest(root.value);
  const isIn = (path: string): boolean => isRoot === undefined || isRoot(relative(path));
  return {
    rule,
    reason: reason.value.trim(),
    until,
    span,
    covers: (finding, pathOf) => finding.atFault.every(({ root }) => isIn(pathOf(root))) && isMeant(finding, fits),
    isLookedAt: (roots) => (isRoot === undefined ? isWhole : roots.some(isIn)),
  };
}

/** One line may cut off many services: accepting it for one of them would hide it from the others. */
function isMeant({ atFault, flows }: Finding, fits: (address: string) => boolean): boolean {
  return (
    atFault.some((node) => fits(node.address)) ||
    (flows.length > 0 && flows.every((flow) => fits(flow.service.address)))
  );
}
