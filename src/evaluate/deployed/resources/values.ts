/** What is kept for others by name, as AWS tells of it: stored parameters, exports of stacks, and their outputs. */
import { groupBy } from "../../../base/collections.ts";
import type { Span } from "../../../base/source-file.ts";
import type { GivenParameters } from "../../input.ts";
import { elements, member, text } from "../../plan/document.ts";
import type { DeployedFact, FactPlace } from "../read-facts.ts";
import { type Deployed, type Made, objectOf, valueAt } from "../shape.ts";

/** As data sources of Terraform find them. */
export function keptValuesOf(deployed: Deployed): readonly Made[] {
  return [
    ...deployed.all("stored-parameter").map(parameterOf),
    ...deployed.all("export").map(exportOf),
    ...deployed.all("stack").map(stackOf),
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

/** What templates import and read by name: of a name that several places have, none. */
export function importedBy(places: readonly FactPlace[]): readonly GivenParameters[] {
  const facts = places.flatMap((place) => place.facts);
  const values = facts.flatMap((fact): readonly { name: string; text: string; span: Span }[] => {
    const value = member(fact.node, "Value");
    const written = text(value);
    if (value === undefined || written === undefined) return [];
    if (fact.kind === "export") return [{ name: `import:${fact.id}`, text: written, span: value.span }];
    return fact.kind === "stored-parameter" && isPlain(fact)
      ? [{ name: `ssm:${fact.id}`, text: written, span: value.span }]
      : [];
  });
  return [...groupBy(values, ({ name }) => name).values()].flatMap(([one, ...others]) =>
    others.length === 0 ? [{ kind: "value" as const, ...one }] : [],
  );
}
