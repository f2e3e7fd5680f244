/** What a resource that stands for a stack gives for a parameter of it. */
import type { Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { intrinsicOf } from "../template/intrinsic.ts";
import { entryAt, textAt } from "../template/template.ts";
import { unknown, usedAt } from "../values.ts";
import type { Context } from "./context.ts";
import type { ResourceDeclaration } from "./resource-declarations.ts";

/**
 * Undefined where the default counts. A stack has a map of parameters, a stack set a list of `ParameterKey` and `ParameterValue`
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudformation-stackset-parameter.html).
 * `prefix` is the symbol prefix of the stack around.
 */
export function stackArgument(
  declaration: ResourceDeclaration,
  parameter: string,
  prefix: string,
  how: Pick<Context, "settles" | "symbolic">,
): Value | undefined {
  const { properties } = declaration;
  const groups = elementsOf(entryAt(properties, "StackInstancesGroup")?.value);
  const override = groups.map((group) => listed(entryAt(group, "ParameterOverrides")?.value, parameter)).find(Boolean);
  if (override !== undefined) {
    const text = `the instances of the stack set ${declaration.id} have values of their own for ${parameter}`;
    const origin = { kind: "module-argument" as const, span: override.span };
    const symbol = `${prefix}${declaration.id}.${parameter}`;
    return unknown(
      "unsupported",
      symbol,
      text,
      origin,
      `scan the template of the stack set alone with --parameter ${parameter}=…`,
    );
  }
  const node = argumentNode(declaration, parameter);
  if (node === undefined) return undefined;
  const context: Context = { ...declaration.context, ...how };
  return usedAt(context.evaluate(node, context), "module-argument", node.span);
}

function argumentNode({ properties }: ResourceDeclaration, parameter: string): LocatedNode | undefined {
  const parameters = entryAt(properties, "Parameters")?.value;
  return parameters?.kind === "sequence" ? listed(parameters, parameter) : entryAt(parameters, parameter)?.value;
}

/** The parameter of the stack around that is passed on as it is. */
export function passedOn(declaration: ResourceDeclaration, parameter: string): string | undefined {
  const node = argumentNode(declaration, parameter);
  const call = node === undefined ? undefined : intrinsicOf(node);
  if (call?.argument.kind !== "scalar") return undefined;
  const { text } = call.argument;
  const name =
    call.name === "Ref" ? text : call.name === "Fn::Sub" ? /^\$\{([A-Za-z0-9]+)\}$/.exec(text)?.[1] : undefined;
  return name === undefined || declaration.context.bindings.has(name) ? undefined : name;
}

function listed(parameters: LocatedNode | undefined, name: string): LocatedNode | undefined {
  const entry = elementsOf(parameters).find((one) => textAt(one, "ParameterKey") === name);
  return entryAt(entry, "ParameterValue")?.value;
}

function elementsOf(node: LocatedNode | undefined): readonly LocatedNode[] {
  return node?.kind === "sequence" ? node.elements : [];
}
