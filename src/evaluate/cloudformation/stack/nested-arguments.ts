/** What a resource that makes a stack gives for the parameters of its template, and which it leaves without a value. */

import type { Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { isKnownTransform } from "../template/resource-types.ts";
import { entryAt, intrinsicOf, type ParameterDeclaration, textAt } from "../template/template.ts";
import { unknown, usedAt } from "../values.ts";
import type { EvaluationContext } from "./context.ts";
import { isLoop, PROCESSED } from "./entries.ts";
import type { DeclaredResource } from "./sections.ts";
import type { Stack } from "./stack.ts";

/**
 * What the resource gives for a parameter of its stack; undefined where the default counts. A stack has a map of parameters, a stack set a list of `ParameterKey` and `ParameterValue`
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudformation-stackset-parameter.html).
 * `parent` is the stack around.
 */
export function stackArgument(
  declaration: DeclaredResource,
  parameter: string,
  parent: Stack,
  how: Pick<EvaluationContext, "settles" | "symbolic">,
): Value | undefined {
  const { properties } = declaration;
  const symbol = `${parent.prefix}${declaration.id}.${parameter}`;
  const groups = elementsOf(entryAt(properties, "StackInstancesGroup")?.value);
  const override = groups.map((group) => listed(entryAt(group, "ParameterOverrides")?.value, parameter)).find(Boolean);
  if (override !== undefined) {
    const text = `the instances of the stack set ${declaration.id} have values of their own for ${parameter}`;
    const hint = `scan the template of the stack set alone with --parameter ${parameter}=…`;
    const origin = { kind: "module-argument" as const, span: override.span };
    return unknown("unsupported", symbol, text, origin, hint);
  }
  const node = argumentNode(declaration, parameter);
  if (node !== undefined) {
    const context: EvaluationContext = { ...declaration.context, ...how };
    return usedAt(context.evaluate(node, context), "module-argument", node.span);
  }
  const hidden = hiddenArguments(declaration, parent);
  if (hidden === undefined) return undefined;
  const text = `${hidden.because}: ${parameter} may be given there`;
  return unknown("unsupported", symbol, text, { kind: "module-argument", span: hidden.span }, hidden.hint);
}

function argumentNode({ properties }: DeclaredResource, parameter: string): LocatedNode | undefined {
  const parameters = entryAt(properties, "Parameters")?.value;
  return parameters?.kind === "sequence" ? listed(parameters, parameter) : entryAt(parameters, parameter)?.value;
}

/** Why the resource may give more than is written in it. */
function hiddenArguments(
  { id, properties, span }: DeclaredResource,
  { settings }: Stack,
): { readonly because: string; readonly span: LocatedNode["span"]; readonly hint: string } | undefined {
  const parameters = entryAt(properties, "Parameters")?.value;
  const isMade =
    parameters !== undefined &&
    (intrinsicOf(parameters) !== undefined ||
      (parameters.kind === "mapping" &&
        parameters.entries.some(({ key }) => isLoop(key.text) || key.text === "Fn::Transform")));
  if (isMade)
    return {
      because: `the parameters of ${id} are made by a function`,
      span: parameters.span,
      hint: `write the parameters of ${id} as names and values`,
    };
  const macro = settings.template.transforms.find(({ name }) => !isKnownTransform(name));
  if (macro === undefined) return undefined;
  return { because: `the macro ${macro.name} may change what ${id} gives`, span, hint: PROCESSED };
}

/**
 * Why a parameter of a nested stack has no value: nothing but the resource that makes the stack can give it one, and CloudFormation refuses a stack
 * without ("Parameters: [Vpc] must have values").
 */
export function missingArgument(
  made: NonNullable<Stack["settings"]["made"]>,
  { name }: ParameterDeclaration,
): { readonly text: string; readonly hint: string } {
  const { id } = made.declaration;
  return {
    text: `${made.parent.pathOf(id)} gives no value to the parameter ${name} of its template, which has no default`,
    hint: `pass ${name} to ${id} under its Parameters in ${made.parent.path}`,
  };
}

/** Says of a nested stack which parameters are left without a value, where there is one. */
export function reportMissingArguments(stack: Stack): void {
  const { made, template, given } = stack.settings;
  if (made === undefined) return;
  for (const parameter of template.parameters.values()) {
    if (!parameter.isRequired) continue;
    const value = given(parameter.name, { settles: false, symbolic: false });
    if (value !== undefined && value.kind !== "null") continue;
    const { text, hint } = missingArgument(made, parameter);
    const { span } = made.declaration;
    stack.report({ code: "missing-argument", severity: "error", message: text, span, hint });
  }
}

/** The parameter of the stack around that is passed on as it is. */
export function passedOn(declaration: DeclaredResource, parameter: string): string | undefined {
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
