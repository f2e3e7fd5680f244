/** Groups of several launches: overrides name other templates and instance types than the one that they override. */
import type { LinkSet } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { bothExist, given } from "../value.ts";
import { only, type View } from "../view.ts";
import { instanceTypesOf } from "./instance-types.ts";
import { boundLaunches, joinLaunches, type Launches, templateLaunch } from "./launches.ts";

/** The base template of a mixed instances policy and every override's own. */
export function mixedLaunches(context: Context, policy: View, subnets: LinkSet): Launches {
  const template = only(policy.views("launchTemplate"));
  if (template === undefined) return { launches: [] };
  const { views: overrides, rest } = template.views("overrides");
  const launches = joinLaunches([
    overriddenLaunches(context, template, withoutTemplate(overrides), subnets),
    ...overrides.map((one) => overriddenLaunches(context, one, [one], subnets)),
  ]);
  return rest === undefined ? launches : { ...launches, rest: launches.rest ?? rest };
}

/** What overrides that name no template of their own say holds of the one that they override. */
function withoutTemplate(overrides: readonly View[]): readonly View[] {
  return overrides.filter((one) => !one.views("launchTemplateSpecification").written);
}

/** The launches of the template that `view` names, with the instance types that the overrides name in the place of its own. */
export function overriddenLaunches(
  context: Context,
  view: View,
  overrides: readonly View[],
  subnets: LinkSet,
): Launches {
  const specifications = view.views("launchTemplateSpecification").views;
  const named = specifications.map((one) =>
    boundLaunches(templateLaunch(context, one, subnets), bothExist(view.exists, one.exists)),
  );
  const { launches, rest } = joinLaunches(named);
  const types = instanceTypesOf(overrides);
  const isOverridden = types.instanceTypes !== undefined;
  return { launches: isOverridden ? launches.map((one) => ({ ...one, ...types })) : launches, ...given({ rest }) };
}
