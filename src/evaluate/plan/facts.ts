/** A plan into what it adds to the configuration that it was made from. */

import type { Value } from "../../base/value.ts";
import { makeUnknown } from "../../values/unknown.ts";
import type { PlanFacts } from "../input.ts";
import type { PlanDocument } from "./document.ts";
import { elements, isTrue, member, text } from "./located-access.ts";
import { plannedValue, type Reading } from "./values.ts";

const AS_WRITTEN: Reading = {
  string: (value, origin) => ({ kind: "string", value, origin }),
  unknown: (path, { span }) =>
    makeUnknown({
      cause: {
        kind: "computed",
        text: `${path.join(".")} is known only after apply`,
        hint: "give a plan that is made after it was applied",
        span,
      },
      symbol: `plan:${path.join(".")}`,
    }),
};

export function planFacts(plan: PlanDocument): PlanFacts {
  return {
    path: plan.file.path,
    variables: new Map(
      [...plan.variables].map(([name, node]) => [name, plannedValue(node, undefined, undefined, [name], AS_WRITTEN)]),
    ),
    attribute: (address, name): Value | undefined => {
      const planned = plan.resources.get(address);
      const node = member(planned?.values, name);
      if (planned === undefined || node === undefined || isTrue(member(planned.unknown, name))) return undefined;
      const path = [address, name];
      const marks = member(planned.sensitive, name);
      return plannedValue(node, member(planned.unknown, name), marks, path, AS_WRITTEN);
    },
  };
}

/** The resources that the root module of the plan's configuration declares: `aws_lb.main`, `data.aws_vpc.main`. */
export function declaredResources(plan: PlanDocument): readonly string[] {
  return elements(member(plan.configuration, "resources")).flatMap((one) => text(member(one, "address")) ?? []);
}
