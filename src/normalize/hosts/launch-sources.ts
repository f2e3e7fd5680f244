/** What names a launch template or launch configuration → the resources that are meant, of the source or as they are deployed; else why it is not known. */
import type { Assumption, UnknownValue, Value } from "../../base/value.ts";
import type { Family } from "../../catalogue/families.ts";
import type { Resource } from "../../evaluate/resource.ts";
import type { Context } from "../context.ts";
import { asString } from "../facts.ts";
import { resourcesOf } from "../references/reference.ts";
import { derived, given, unsettled } from "../value.ts";
import type { View } from "../view.ts";

export interface FoundSources {
  readonly resources: readonly Resource[];
  /** Where there are several: why it is not known which of them it is. */
  readonly which?: UnknownValue;
  /** It is the very version that is asked for. */
  readonly isVersion?: true;
}

type LaunchSources = FoundSources | { readonly rest: UnknownValue };

export function launchTemplates(context: Context, specification: View): LaunchSources {
  for (const name of ["launchTemplateId", "launchTemplateName"]) {
    const value = specification.value(name);
    if (value === undefined) continue;
    // What the source defines by a name is meant before what is deployed.
    const isOwn = resourcesOf(context, "launch-template", value, specification.resource).length > 0;
    const version = isOwn ? undefined : deployedVersion(context, value, specification.value("version"));
    if (version !== undefined) return { resources: [version], isVersion: true };
    return launchSources(context, "launch-template", value, specification);
  }
  return { rest: outsideOf(specification, "launch-template") };
}

/** AWS tells of each version by itself, and of the default one where none is named. */
function deployedVersion(context: Context, template: Value, version: Value | undefined): Resource | undefined {
  const number = version === undefined ? "$Default" : asString(version);
  if (template.kind !== "string" || number === undefined) return undefined;
  return context.identified("launch-template", { kind: "string", value: `${template.value}:${number}` });
}

export function launchSources(
  context: Context,
  family: "launch-template" | "launch-configuration",
  value: Value,
  user: View,
): LaunchSources {
  const resources = resourcesOf(context, family, value, user.resource);
  if (resources.length > 0) return { resources, ...given({ which: whichOf(resources, value, user) }) };
  if (value.kind === "unknown") return { rest: value };
  return { rest: value.kind === "string" ? notInSource(context, family, value.value, user) : outsideOf(user, family) };
}

function whichOf(
  resources: readonly Resource[],
  value: Value,
  { resource: { address }, span }: View,
): UnknownValue | undefined {
  if (resources.length === 1) return undefined;
  if (value.kind === "unknown") return value;
  const text = `what ${address} launches from is defined several times`;
  return unsettled(`launch source of ${address}`, text, "derived", span, "give each a name of its own");
}

/** That it is as it was told is an assumption, where the source names it. */
export function deployedAs(context: Context, { root }: Resource): Assumption | undefined {
  return context.strict ? undefined : context.deployed.get(root);
}

/** By its name or id, which are of no resource of the scan. */
function notInSource(context: Context, family: Family, name: string, { resource, span }: View): UnknownValue {
  const what = family.replace("-", " ");
  const hint =
    context.literalHint(family, name) ??
    `define the ${what} in the source and refer to it in place of ${name}; or let reachlint missing --commands print what asks AWS for it`;
  const text = `the ${what} ${name} is not defined in the scanned files`;
  return unsettled(`${what} of ${resource.address}`, text, "external", span, hint);
}

export function outsideOf({ resource }: View, family: Family): UnknownValue {
  const what = family.replace("-", " ");
  return derived(
    `${what} of ${resource.address}`,
    `the ${what} of ${resource.address} is not defined in the scanned files`,
    [],
  );
}
