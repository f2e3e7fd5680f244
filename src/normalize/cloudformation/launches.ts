/** How CloudFormation spells launch templates, launch configurations, instances and their interfaces. */
import type { Context } from "../context.ts";
import type { LaunchParts } from "../hosts.ts";
import { type LaunchNames, type LaunchSources, partsOf, type TemplateNames } from "../launches.ts";
import { join, linkSet } from "../reference.ts";
import { siteOf } from "../site.ts";
import { single } from "../value.ts";
import { only, type View } from "../view.ts";
import { initialisationOf } from "./initialisation.ts";

/** `Groups` in a launch template's interface, `GroupSet` in an instance's. */
const NAMES: LaunchNames = {
  interfaces: ["NetworkInterfaces"],
  groups: ["SecurityGroupIds", "SecurityGroups"],
  subnet: "SubnetId",
  userData: ["UserData"],
  image: "ImageId",
  interface: {
    index: "DeviceIndex",
    existing: "NetworkInterfaceId",
    subnet: ["SubnetId"],
    groups: ["GroupSet", "Groups"],
  },
};

export const TEMPLATES: TemplateNames = {
  template: ["LaunchTemplateId", "LaunchTemplateName"],
  version: "Version",
  base: "LaunchTemplate",
  specification: "LaunchTemplateSpecification",
  overrides: "Overrides",
};

/** The data of a launch template, a launch configuration, or an instance's properties. */
export function launchParts(context: Context, view: View): LaunchParts {
  const parts = partsOf(context, view, NAMES);
  return { ...parts, initialisation: (id) => initialisationOf(context, id, view.resource) };
}

/** A specification of a spot fleet: its groups are objects. */
export function specificationParts(context: Context, view: View): LaunchParts {
  const parts = launchParts(context, view);
  if (parts.interface !== undefined) return parts;
  const groups = view.views("SecurityGroups");
  const links = groups.views.map((group) =>
    linkSet(context, "security-group", single(group.value("GroupId")), siteOf(group, "GroupId")),
  );
  const rest = groups.open === undefined ? [] : [{ links: [], rest: groups.open }];
  return { ...parts, groups: join([...links, ...rest]) };
}

function templateParts(context: Context, view: View): LaunchParts {
  const content = only(view.views("LaunchTemplateData"));
  return content === undefined ? launchParts(context, view) : { ...launchParts(context, content), view };
}

export const launchSources: LaunchSources = new Map([
  ["AWS::EC2::LaunchTemplate", templateParts],
  ["AWS::AutoScaling::LaunchConfiguration", launchParts],
]);
