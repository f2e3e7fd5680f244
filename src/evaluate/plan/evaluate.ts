/** Plans and states whose configuration is not in the scan into their resources. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Assumption, ResourceRef } from "../../base/value.ts";
import type { IdentityOf } from "../input.ts";
import type { EvaluateResult, RootGroup } from "../resource.ts";
import { type BodyContext, planResource } from "./body.ts";
import type { PlanDocument } from "./document.ts";
import { References } from "./references.ts";
import { member, text } from "./values.ts";

export function evaluatePlans(
  plans: readonly PlanDocument[],
  strict: boolean,
  identityOf: IdentityOf = (path) => path,
): EvaluateResult {
  return {
    groups: plans.map((plan) => groupOf(plan, strict, identityOf(plan.file.path))),
    notEvaluated: [],
    diagnostics: plans.flatMap(incomplete),
  };
}

function groupOf(plan: PlanDocument, strict: boolean, root: string): RootGroup {
  const { path } = plan.file;
  const context: BodyContext = {
    root,
    plan,
    references: new References(plan),
    identities: identitiesOf(plan, root),
    assume: !strict,
  };
  const resources = [...plan.resources.values()].map((planned) => planResource(planned, context));
  const assumptions: readonly Assumption[] =
    strict || plan.configuration === undefined
      ? []
      : [
          {
            kind: "plan-references",
            text: `${path} does not tell values that are known only after apply; each is taken for the attribute that its expression refers to`,
          },
        ];
  return {
    roots: [{ id: root, path, kind: "terraform-plan" }],
    worlds: [{ when: [], resources, links: [], assumptions }],
  };
}

/** What exists already has ids in the plan: a string that equals one means that resource. Ambiguous ones are left alone. */
function identitiesOf(plan: PlanDocument, root: string): ReadonlyMap<string, ResourceRef> {
  const found = new Map<string, ResourceRef | undefined>();
  for (const { mode, address, node } of plan.resources.values()) {
    if (mode !== "managed") continue;
    for (const attribute of ["id", "arn"]) {
      const value = text(member(node, attribute));
      if (value === undefined || !/^arn:|^[a-z]+-[0-9a-f]{8,}$/.test(value)) continue;
      const before = found.get(value);
      found.set(value, found.has(value) && before?.address !== address ? undefined : { root, address, attribute });
    }
  }
  return new Map([...found].flatMap(([value, ref]) => (ref === undefined ? [] : [[value, ref] as const])));
}

function incomplete(plan: PlanDocument): readonly Diagnostic[] {
  if (!plan.errored) return [];
  const span = { file: plan.file, start: 0, end: 1 };
  const message = "the plan failed, so that resources can be missing from it";
  return [
    { code: "plan-errored", severity: "warning", message, span, hint: "make a plan that succeeds and scan that" },
  ];
}
