/** The expression of a variable's `type` into a type (https://developer.hashicorp.com/terraform/language/expressions/type-constraints). */
import type { AttributeType, Type } from "../../../../base/type.ts";
import { BOOL, DYNAMIC, NUMBER, STRING } from "../../../../base/type.ts";
import type { CallExpression, Expression, ObjectExpression } from "../../../../parse/hcl/syntax.ts";
import { convert } from "./convert.ts";
import { type Failure, isFailure, type Result } from "./failure.ts";
import { quote } from "./quote.ts";

export { conform } from "./conform.ts";

/** Evaluates the default of an optional attribute. */
type Constant = (expression: Expression) => Result;

const PRIMITIVES: Readonly<Record<string, Type>> = { string: STRING, number: NUMBER, bool: BOOL, any: DYNAMIC };

/** Type constraints may nest this deep. */
const MAX_DEPTH = 100;

/**
 * Reads a type constraint: `list(object({ a = optional(string, "x") }))`, the keywords `any`, `string`, `list`, `map`, …
 * Quoted types and bare `list` and `map`, as Terraform 0.11 had them, are read too. `constant` evaluates the default of an optional
 * attribute.
 */
export function typeConstraint(expression: Expression, constant: Constant): Type | Failure {
  const word = quoted(expression) ?? keyword(expression);
  if (word === "list" || word === "map" || word === "set") return { kind: word, element: DYNAMIC };
  const primitive = word === undefined ? undefined : primitiveType(word);
  return primitive ?? readType(expression, constant, 0);
}

function invalid(failure: string): Failure {
  return { failure, summary: "Invalid type specification" };
}

function primitiveType(word: string): Type | undefined {
  return Object.hasOwn(PRIMITIVES, word) ? PRIMITIVES[word] : undefined;
}

function keyword(expression: Expression): string | undefined {
  if (expression.kind === "parentheses") return keyword(expression.expression);
  return expression.kind === "variable" ? expression.name : undefined;
}

function quoted(expression: Expression): string | undefined {
  if (expression.kind !== "template") return undefined;
  const [part] = expression.parts;
  return expression.parts.length === 1 && part?.kind === "text" ? part.value : undefined;
}

function readType(expression: Expression, constant: Constant, depth: number): Type | Failure {
  if (depth > MAX_DEPTH) return invalid("The type is nested too deeply.");
  if (expression.kind === "parentheses") return readType(expression.expression, constant, depth + 1);
  const word = keyword(expression);
  if (word !== undefined) return primitiveType(word) ?? withoutArgument(word);
  if (expression.kind === "call") return constructed(expression, constant, depth);
  return invalid(
    "A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).",
  );
}

/** What a constructor asks for. */
function requirement(name: string): string | undefined {
  switch (name) {
    case "list":
    case "map":
    case "set":
      return `The ${name} type constructor requires one argument specifying the element type.`;
    case "object":
      return "The object type constructor requires one argument specifying the attribute types and values as a map.";
    case "tuple":
      return "The tuple type constructor requires one argument specifying the element types as a list.";
    default:
      return undefined;
  }
}

function withoutArgument(word: string): Failure {
  return invalid(requirement(word) ?? `The keyword ${quote(word)} is not a valid type specification.`);
}

function constructed(call: CallExpression, constant: Constant, depth: number): Type | Failure {
  const { name } = call;
  if (primitiveType(name) !== undefined) {
    return invalid(
      `${name === "any" ? "Type constraint" : "Primitive type"} keyword ${quote(name)} does not expect arguments.`,
    );
  }
  if (name === "optional") return invalid(`Keyword "optional" is valid only as a modifier for object type attributes.`);
  const wanted = requirement(name);
  if (wanted === undefined) return invalid(`Keyword ${quote(name)} is not a valid type constructor.`);
  const [argument] = call.arguments;
  if (argument === undefined || call.arguments.length > 1) return invalid(wanted);
  if (name === "object") return objectConstraint(argument, constant, depth);
  if (name === "tuple") return tupleConstraint(argument, constant, depth);
  const element = readType(argument, constant, depth + 1);
  return "failure" in element ? element : { kind: name as "list" | "set" | "map", element };
}

function tupleConstraint(argument: Expression, constant: Constant, depth: number): Type | Failure {
  if (argument.kind !== "tuple") return invalid("Tuple type constructor requires a list of element types.");
  const elements: Type[] = [];
  for (const one of argument.elements) {
    const type = readType(one, constant, depth + 1);
    if ("failure" in type) return type;
    elements.push(type);
  }
  return { kind: "tuple", elements };
}

function objectConstraint(argument: Expression, constant: Constant, depth: number): Type | Failure {
  if (argument.kind !== "object") {
    return invalid(
      "Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.",
    );
  }
  const attributes = new Map<string, AttributeType>();
  for (const entry of argument.entries) {
    const name = attributeName(entry);
    if (name === undefined) return invalid("Object constructor map keys must be attribute names.");
    if (attributes.has(name)) return invalid("Object constructor map keys must be unique.");
    const attribute = attributeType(entry.value, constant, depth + 1);
    if ("failure" in attribute) return attribute;
    attributes.set(name, attribute);
  }
  return { kind: "object", attributes };
}

function attributeName({ key }: ObjectExpression["entries"][number]): string | undefined {
  if (key.kind === "name") return key.name;
  return keyword(key.expression) ?? quoted(key.expression);
}

function attributeType(expression: Expression, constant: Constant, depth: number): AttributeType | Failure {
  if (expression.kind !== "call" || expression.name !== "optional") {
    const type = readType(expression, constant, depth);
    return "failure" in type ? type : { type, optional: false };
  }
  const [typeExpression, defaultExpression, ...more] = expression.arguments;
  if (typeExpression === undefined) {
    return invalid("Optional attribute modifier requires the attribute type as its argument.");
  }
  if (more.length > 0) {
    return invalid(
      "Optional attribute modifier expects at most two arguments: the attribute type, and a default value.",
    );
  }
  const type = readType(typeExpression, constant, depth);
  if ("failure" in type) return type;
  if (defaultExpression === undefined) return { type, optional: true };
  const given = constant(defaultExpression);
  if (isFailure(given)) return given;
  const value = convert(given, type);
  if (!isFailure(value)) return { type, optional: true, default: value };
  return {
    failure: `This default value is not compatible with the attribute's type constraint: ${value.failure}.`,
    summary: "Invalid default value for optional attribute",
  };
}
