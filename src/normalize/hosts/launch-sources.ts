/** The launch templates and launch configurations that what starts instances names. */
import type { UnknownValue, Value } from "../../base/value.ts";
import type { Family } from "../../catalogue/families.ts";
import type { Resource } from "../../evaluate/resource.ts";
import type { Context } from "../context.ts";
import { asString } from "../facts.ts";
import { notInSource } from "../references/external.ts";
import { resourcesOf } from "../references/reference.ts";
import { derived, originOf } from "../value.ts";
import type { View } from "../view.ts";

/** `rest`: why they are not known. */
export type LaunchSources = { readonly resources: readonly Resource[] } | { readonly rest: UnknownValue };

export function templatesOf(context: Context, specification: View): LaunchSources {
  for (const name of ["launchTemplateId", "launchTemplateName"]) {
    const value = specification.value(name);
    const version = deployedVersion(context, value, specification.value("version"));
    if (version !== undefined) return { resources: [version] };
    if (value !== undefined) return sourcesOf(context, "launch-template", value, specification);
  }
  return { rest: outside(specification, "launch-template") };
}

/** Of a template that is deployed each version is one of its own; without a version the default one is meant. */
function deployedVersion(
  context: Context,
  template: Value | undefined,
  version: Value | undefined,
): Resource | undefined {
  const number = version === undefined ? "$Default" : asString(version);
  if (template?.kind !== "string" || number === undefined) return undefined;
  return context.identified("launch-template", { kind: "string", value: `${template.value}:${number}` });
}

/** Those of a family that a value names. */
export function sourcesOf(context: Context, family: Family, value: Value, user: View): LaunchSources {
  const resources = resourcesOf(context, family, value, user.resource);
  return resources.length > 0 ? { resources } : { rest: outside(user, family, value) };
}

/** Why a thing is not known that the source does not define. `value`: what names it. */
export function outside({ resource, span }: View, family: Family, value?: Value): UnknownValue {
  if (value?.kind === "unknown") return value;
  if (value?.kind === "string") return notInSource(value.value, family, originOf(value, span));
  const what = family.replace("-", " ");
  const text = `the ${what} of ${resource.address} is not defined in the scanned files`;
  return derived(`${what} of ${resource.address}`, text, []);
}
