/** A parameter's declaration and what was given for it into its value. */
import { type InputOfRoot, type Origin, STRING, type Type, type Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { isSensitive } from "../../../values/unknown.ts";
import type { ParameterDeclaration } from "../template/template.ts";
import {
  derived,
  giving,
  givingStored,
  LIST,
  list,
  literal,
  NO_VALUE,
  numberOrText,
  secret,
  string,
  textOfValue,
  unknown,
  usedAt,
} from "../values.ts";
import type { EvaluationContext } from "./context.ts";
import { joinList, splitValue } from "./functions/lists.ts";
import { missingArgument } from "./nested-arguments.ts";
import type { AskedFor } from "./shared-values.ts";
import type { Stack } from "./stack.ts";

export class StackParameters {
  readonly #stack: Stack;
  readonly #values = new Map<string, { readonly value: Value; readonly asked: AskedFor }>();

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  value(declaration: ParameterDeclaration, how: Pick<EvaluationContext, "settles" | "symbolic">): Value {
    const value = this.#shown(declaration, how);
    return declaration.secret ? secret(value) : value;
  }

  #shown(
    declaration: ParameterDeclaration,
    { settles, symbolic }: Pick<EvaluationContext, "settles" | "symbolic">,
  ): Value {
    const key = `${declaration.name}:${settles}:${symbolic}`;
    const { questions } = this.#stack.settings.run;
    const before = this.#values.get(key);
    if (before !== undefined) {
      questions.takes(before.asked);
      return before.value;
    }
    const origin: Origin = { kind: "variable-default", span: declaration.nameSpan };
    const made = questions.during(
      () =>
        this.#stack.once(`parameter ${declaration.name}`, declaration.nameSpan, () => {
          const given = this.#stack.settings.given(declaration.name, { settles, symbolic });
          if (given !== undefined && given.kind !== "null") {
            const value = shaped(given, declaration, origin);
            return isSensitive(given) ? secret(value) : value;
          }
          return this.#ownValue(declaration, symbolic, origin);
        }) ?? unknown("error", `${this.#stack.prefix}${declaration.name}`, "it depends on itself", origin),
    );
    // Without a default the decisions taken later may still settle it.
    const isKept = symbolic || made.value.kind !== "unknown";
    if (isKept) this.#values.set(key, made);
    questions.takes(made.asked, isKept);
    return made.value;
  }

  #ownValue(declaration: ParameterDeclaration, symbolic: boolean, origin: Origin): Value {
    const { made, run } = this.#stack.settings;
    const { symbols } = run;
    const symbol = `${this.#stack.prefix}${declaration.name}`;
    const allowed = allowedTexts(declaration) ?? symbols.imposed.get(symbol);
    const { name } = declaration;
    const hint = made === undefined ? `give it with --parameter ${name}=…` : `pass ${name} to ${made.declaration.id}`;
    const of = made === undefined ? { root: this.#stack.path, name } : undefined;
    const standard = declaration.default === undefined ? undefined : defaultValue(declaration.default, hint, of);
    // Nobody but the stack around can give a nested stack's parameter a value, and it does not.
    if (standard !== undefined && made !== undefined) return shaped(standard, declaration, origin);
    if (made !== undefined && declaration.isRequired) {
      const { text, hint } = missingArgument(made, declaration);
      const place: Origin = { kind: "module-argument", span: made.declaration.span };
      return unknown("error", symbol, text, place, hint, shapeOf(declaration));
    }
    if (made === undefined) symbols.names.set(symbol, declaration.name);
    const usual = standard === undefined ? undefined : textOfValue(shaped(standard, declaration, origin));
    const choice = allowed !== undefined && allowed.length > 1 && !isListType(declaration.type);
    if (standard !== undefined && (!choice || usual === undefined || !allowed.includes(usual)))
      return shaped(standard, declaration, origin);
    const bound = standard === undefined ? run.bound(symbol) : undefined;
    const isAllowed = allowed === undefined || allowed.includes(textOfValue(bound?.value ?? NO_VALUE) ?? "");
    if (bound !== undefined && isAllowed) {
      run.assume({ kind: "stack-export", text: bound.assumed, span: declaration.nameSpan });
      return shaped(usedAt(bound.value, "variable-default", declaration.nameSpan), declaration, origin);
    }
    if (choice) {
      symbols.domains.set(symbol, allowed);
      if (usual !== undefined) symbols.defaults.set(symbol, usual);
    }
    const text = symbolic ? undefined : run.questions.text(run, symbol);
    if (text !== undefined) {
      if (text === usual) return shaped(standard!, declaration, origin);
      return shaped({ kind: "string", value: text, origin }, declaration, origin);
    }
    const { region } = this.#stack.settings.environment;
    const possible = symbolic ? allowed : (run.questions.allowed(run, symbol) ?? allowed);
    return inRegion(missingValue(declaration, symbol, possible, of), declaration, region);
  }
}

const LIST_TYPE = /^(?:CommaDelimitedList|List<.*>|AWS::SSM::Parameter::Value<(?:List<.*>|CommaDelimitedList)>)$/;
const SSM_VALUE = /^AWS::SSM::Parameter::Value<.*>$/;

export function isListType(type: string): boolean {
  return LIST_TYPE.test(type);
}

function shapeOf({ type }: ParameterDeclaration): Type {
  return isListType(type) ? LIST : STRING;
}

/** A given value or default, in the shape that the type demands: lists from text, text from lists and scalars. */
function shaped(value: Value, declaration: ParameterDeclaration, origin: Origin): Value {
  if (value.kind === "null") return string("", origin);
  if (SSM_VALUE.test(declaration.type)) return storedParameter(value, declaration, origin);
  if (isListType(declaration.type)) return splitValue(value, ",", value.origin ?? origin, true);
  if (value.kind === "list") return joinList(value, ",", value.origin ?? origin) ?? value;
  if (value.kind === "unknown" && value.type.kind === "list")
    return derived("join", [string(",", origin), value], STRING, origin);
  const text = textOfValue(value);
  if (text === undefined) return value;
  const at = value.origin ?? origin;
  return declaration.type === "Number" ? numberOrText(text, at) : string(text, at);
}

/** The value is the name of a parameter in the account's store: what is stored there is no part of the source. */
function storedParameter(name: Value, declaration: ParameterDeclaration, origin: Origin): Value {
  const text = textOfValue(name);
  const type = shapeOf(declaration);
  if (text === undefined) return derived("ssm", [name], type, origin);
  const symbol = `ssm:${text}`;
  const because = `the parameter ${text} of the parameter store is read when the stack is made`;
  return { ...unknown("external", symbol, because, origin, givingStored(symbol), type), notNull: true };
}

/** The texts that a parameter accepts; undefined where it accepts any. */
export function allowedTexts({ allowedValues }: ParameterDeclaration): readonly string[] | undefined {
  return allowedValues?.map((scalar) => textOfValue(defaultValue(scalar)) ?? scalar.text);
}

/** The default as the template writes it. */
function defaultValue(node: LocatedNode, hint?: string, of?: InputOfRoot): Value {
  const how = { ...(hint === undefined ? {} : { hint }), ...(of === undefined ? {} : { of }) };
  const origin: Origin = { kind: "variable-default", span: node.span, ...how };
  if (node.kind === "scalar") return literal(node, origin);
  if (node.kind === "sequence")
    return list(
      node.elements.flatMap((one) => (one.kind === "scalar" ? [literal(one, origin)] : [])),
      origin,
    );
  return string("", origin);
}

/** A parameter without a value: one of its allowed values where it has such. `possible` are those that are still possible. */
function missingValue(
  declaration: ParameterDeclaration,
  symbol: string,
  possible: readonly string[] | undefined,
  of: InputOfRoot | undefined,
): Value {
  const origin: Origin = { kind: "variable-default", span: declaration.nameSpan };
  const { name, type } = declaration;
  const isId = /^AWS::EC2::/.test(type);
  const hint = isId ? giving(name) : `give it with --parameter ${name}=…`;
  const made = unknown("input", symbol, `the parameter ${name} has no value`, origin, hint, shapeOf(declaration));
  const base = of === undefined ? made : { ...made, cause: { ...made.cause, input: of } };
  const certain = isId ? { notNull: true as const } : {};
  if (possible === undefined || possible.length === 0 || isListType(type)) return { ...base, ...certain };
  const values = possible.map((text) => (type === "Number" ? numberOrText(text, origin) : string(text, origin)));
  return values.length === 1 ? values[0]! : { ...base, notNull: true, oneOf: values };
}

/** CloudFormation takes no zone of another region for a parameter of a zone, and the names of zones begin with the region. */
function inRegion(value: Value, { type }: ParameterDeclaration, region: string | undefined): Value {
  const isZone = /^(?:List<)?AWS::EC2::AvailabilityZone::Name>?$/.test(type);
  return isZone && region !== undefined && value.kind === "unknown" ? { ...value, prefix: region } : value;
}

/** The pseudo parameter of which each stack has its own. */
export const STACK_NAME = "AWS::StackName";

/** Where a stack is made, as far as it is known. */
export interface Environment {
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** The stack's name, known or unknown. */
  readonly stackName: Value;
  /** The symbol prefix of the stack. */
  readonly prefix: string;
}

/** Undefined where the name is no pseudo parameter. All stacks of a group are in one account and region. */
export function pseudoParameter(name: string, environment: Environment, origin: Origin): Value | undefined {
  const { region, account } = environment;
  const outside = (symbol: string, what: string, hint = `give it with --parameter ${name}=…`): Value => {
    const type = symbol.endsWith("AWS::NotificationARNs") ? LIST : STRING;
    return {
      ...unknown("external", symbol, `${what} is known only where the stack is made`, origin, hint, type),
      notNull: true,
    };
  };
  switch (name) {
    case "AWS::NoValue":
      return { ...NO_VALUE, origin };
    case "AWS::Region":
      return region === undefined ? outside(name, "the region", "give it with --region") : string(region, origin);
    case "AWS::AccountId":
      return account === undefined ? outside(name, "the account") : string(account, origin);
    case "AWS::Partition":
      return region === undefined ? outside(name, "the partition") : string(partitionOf(region), origin);
    case "AWS::URLSuffix":
      return region === undefined ? outside(name, "the domain suffix") : string(suffixOf(region), origin);
    case STACK_NAME:
      return usedAt(environment.stackName, origin.kind, origin.span);
    case "AWS::StackId":
    case "AWS::NotificationARNs":
      return outside(`${environment.prefix}${name}`, name === "AWS::StackId" ? "the stack's id" : "the list of topics");
    default:
      return undefined;
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

function suffixOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
