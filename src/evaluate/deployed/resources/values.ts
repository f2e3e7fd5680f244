/** What is kept for others by name, as AWS tells of it: stored parameters, exports of stacks, and their outputs. */
import { compareText, groupBy } from "../../../base/collections.ts";
import type { Span } from "../../../base/source-file.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { type GivenParameters, ZONES } from "../../input.ts";
import { elements, member, text } from "../../plan/document.ts";
import type { DeployedFact, FactPlace } from "../read-facts.ts";
import { type Deployed, type Made, objectOf, valueAt } from "../shape.ts";

/** As data sources of Terraform find them. */
export function keptValuesOf(deployed: Deployed): readonly Made[] {
  return [
    ...deployed.all("stored-parameter").map(parameterOf),
    ...deployed.all("export").map(exportOf),
    ...deployed.all("stack").map(stackOf),
    ...deployed.all("availability-zone").map(zoneOf),
  ];
}

/** What is encrypted is printed as a cipher, or as what nobody is to see: it is left out. */
function isPlain({ node }: DeployedFact): boolean {
  return text(member(node, "Type")) !== "SecureString";
}

function parameterOf(fact: DeployedFact): Made {
  const { node, id, span } = fact;
  return {
    type: "aws_ssm_parameter",
    address: `parameter ${id}`,
    span,
    arguments: {
      name: valueAt(member(node, "Name")),
      arn: valueAt(member(node, "ARN")),
      type: valueAt(member(node, "Type")),
      ...(isPlain(fact)
        ? { value: valueAt(member(node, "Value")), insecure_value: valueAt(member(node, "Value")) }
        : {}),
    },
  };
}

function exportOf({ node, id, span }: DeployedFact): Made {
  return {
    type: "aws_cloudformation_export",
    address: `export ${id}`,
    span,
    arguments: {
      name: valueAt(member(node, "Name")),
      value: valueAt(member(node, "Value")),
      exporting_stack_id: valueAt(member(node, "ExportingStackId")),
    },
  };
}

function stackOf({ node, id, span }: DeployedFact): Made {
  const outputs = member(node, "Outputs");
  const all = elements(outputs).map(
    (one) => [text(member(one, "OutputKey")) ?? "", valueAt(member(one, "OutputValue"))] as const,
  );
  return {
    type: "aws_cloudformation_stack",
    address: `stack ${id}`,
    span,
    arguments: {
      name: valueAt(member(node, "StackName")),
      id: valueAt(member(node, "StackId")),
      outputs: objectOf(outputs?.span ?? span, Object.fromEntries(all)),
    },
  };
}

function zoneOf({ node, id, span }: DeployedFact): Made {
  const told = (name: string) => valueAt(member(node, name));
  return {
    type: "aws_availability_zone",
    address: `zone ${id}`,
    span,
    arguments: {
      name: told("ZoneName"),
      zone_id: told("ZoneId"),
      region: told("RegionName"),
      group_name: told("GroupName"),
      network_border_group: told("NetworkBorderGroup"),
      opt_in_status: told("OptInStatus"),
      state: told("State"),
      zone_type: told("ZoneType"),
    },
  };
}

/** What templates import and read by name, and the zones that they ask for: of a name that several places have, none. */
export function importedBy(places: readonly FactPlace[]): readonly GivenParameters[] {
  const values = [...places.flatMap((place) => place.facts.flatMap(keptAs)), ...places.flatMap(zonesAsked)];
  return [...groupBy(values, ({ name }) => name).values()].flatMap(([one, ...others]) =>
    others.length === 0 ? [{ kind: "value" as const, ...one }] : [],
  );
}

interface Given {
  readonly name: string;
  readonly text: string;
  readonly span: Span;
}

function keptAs(fact: DeployedFact): readonly Given[] {
  const value = member(fact.node, "Value");
  const written = text(value);
  if (value === undefined || written === undefined) return [];
  if (fact.kind === "export") return [{ name: `import:${fact.id}`, text: written, span: value.span }];
  return fact.kind === "stored-parameter" && isPlain(fact)
    ? [{ name: `ssm:${fact.id}`, text: written, span: value.span }]
    : [];
}

function isDefault(subnet: LocatedNode): boolean {
  const told = member(subnet, "DefaultForAz");
  return told?.kind === "scalar" && told.value === true;
}

/**
 * What `Fn::GetAZs` gives: the zones with a default subnet, else all, by their names
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html).
 */
function zonesAsked({ facts, whole }: FactPlace): readonly Given[] {
  if (!whole.has(ZONES.usable) || !whole.has("subnet")) return [];
  const defaults = new Set(
    facts.flatMap(({ kind, node }) =>
      kind === "subnet" && isDefault(node) ? (text(member(node, "AvailabilityZone")) ?? []) : [],
    ),
  );
  const usable = facts.filter(
    ({ kind, node }) =>
      kind === "availability-zone" &&
      text(member(node, "ZoneType")) === "availability-zone" &&
      text(member(node, "OptInStatus")) !== "not-opted-in",
  );
  return [...groupBy(usable, ({ node }) => text(member(node, "RegionName")) ?? "")].flatMap(([region, all]) => {
    const own = all.filter(({ id }) => defaults.has(id));
    const names = (own.length === 0 ? all : own).map(({ id }) => id).sort(compareText);
    return region === "" ? [] : [{ name: `zones(${region})`, text: names.join(","), span: all[0].span }];
  });
}
