/** Roots with more of one thing than anyone has, of which nothing is judged: what is compared with its like takes time by the square. */
import { groupBy } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { familyOf } from "../catalogue/catalogue.ts";
import type { Resource } from "../evaluate/resource.ts";

/** Of each type to whose resources others refer; a region has that many subnets or load balancers only where AWS was asked for more. */
const MOST_OF_A_TYPE = 1_000;

interface Bounded {
  /** Those of the other roots. */
  readonly resources: readonly Resource[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A root counts as a whole: of a part of it, filters would lack what leads to them. */
export function boundTypes(resources: readonly Resource[]): Bounded {
  if (resources.length <= MOST_OF_A_TYPE) return { resources, diagnostics: [] };
  const byType = groupBy(
    resources.filter(({ type }) => familyOf(type) !== undefined),
    ({ root, type }) => JSON.stringify([root, type]),
  );
  const tooMany = new Map<string, Diagnostic>();
  for (const all of byType.values()) {
    const [{ root, type }] = all;
    const beyond = all[MOST_OF_A_TYPE];
    if (beyond === undefined || tooMany.has(root)) continue;
    tooMany.set(root, {
      code: "too-many-of-a-type",
      severity: "warning",
      message: `There is too much to judge: this root has ${all.length} of ${type}, and with more than ${MOST_OF_A_TYPE} it is not analysed.`,
      hint: "divide it into several roots",
      span: beyond.span,
      notAnalysed: true,
    });
  }
  return {
    resources: tooMany.size === 0 ? resources : resources.filter(({ root }) => !tooMany.has(root)),
    diagnostics: [...tooMany.values()],
  };
}
