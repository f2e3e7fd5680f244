/** The type of a variable, from its expression, and what the variable holds when given a value (https://developer.hashicorp.com/terraform/language/expressions/type-constraints). */
import { type AttributeType, BOOL, DYNAMIC, NUMBER, STRING, type Type, type Value } from "../../../../base/value.ts";
import type { CallExpression, Expression, ObjectExpression } from "../../../../parse/hcl/syntax.ts";
import { elementTypeOf } from "../unknowns.ts";
import { convert } from "./convert.ts";
import { writtenText } from "./text.ts";
import { quote } from "./type-words.ts";
import { each, type Failure, isFailure, partsOf, type Result } from "./values.ts";

/** Evaluates the default of an optional attribute. */
type Constant = (expression: Expression) => Result;

const PRIMITIVES: ReadonlyMap<string, Type> = new Map(
  Object.entries({ string: STRING, number: NUMBER, bool: BOOL, any: DYNAMIC }),
);

/** Type constraints may nest this deep. */
const MAX_DEPTH = 100;

/**
 * Reads a type constraint: `list(object({ a = optional(string, "x") }))`, the keywords `any`, `string`, `list`, `map`, …
 * Quoted types and bare `list` and `map`, as Terraform 0.11 had them, are read too. `constant` evaluates the default of an optional
 * attribute.
 */
export function typeConstraint(expression: Expression, constant: Constant): Type | Failure {
  const word = writtenText(expression) ?? keyword(expression);
  if (word === "list" || word === "map" || word === "set") return { kind: word, element: DYNAMIC };
  const primitive = word === undefined ? undefined : PRIMITIVES.get(word);
  return primitive ?? readType(expression, constant, 0);
}

function invalid(failure: string): Failure {
  return { failure, summary: "Invalid type specification" };
}

function keyword(expression: Expression): string | undefined {
  if (expression.kind === "parentheses") return keyword(expression.expression);
  return expression.kind === "variable" ? expression.name : undefined;
}

function readType(expression: Expression, constant: Constant, depth: number): Type | Failure {
  if (depth > MAX_DEPTH) return invalid("The type is nested too deeply.");
  if (expression.kind === "parentheses") return readType(expression.expression, constant, depth + 1);
  const word = keyword(expression);
  if (word !== undefined) {
    const wanted = REQUIREMENTS.get(word) ?? `The keyword ${quote(word)} is not a valid type specification.`;
    return PRIMITIVES.get(word) ?? invalid(wanted);
  }
  if (expression.kind === "call") return constructed(expression, constant, depth);
  return invalid(
    "A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).",
  );
}

/** What a constructor asks for. */
const REQUIREMENTS: ReadonlyMap<string, string> = new Map([
  ...["list", "map", "set"].map(
    (name) => [name, `The ${name} type constructor requires one argument specifying the element type.`] as const,
  ),
  ["object", "The object type constructor requires one argument specifying the attribute types and values as a map."],
  ["tuple", "The tuple type constructor requires one argument specifying the element types as a list."],
]);

function constructed(call: CallExpression, constant: Constant, depth: number): Type | Failure {
  const { name } = call;
  if (PRIMITIVES.has(name)) {
    return invalid(
      `${name === "any" ? "Type constraint" : "Primitive type"} keyword ${quote(name)} does not expect arguments.`,
    );
  }
  if (name === "optional") return invalid(`Keyword "optional" is valid only as a modifier for object type attributes.`);
  const wanted = REQUIREMENTS.get(name);
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
  const elements = each(argument.elements, (one) => readType(one, constant, depth + 1));
  return isFailure(elements) ? elements : { kind: "tuple", elements };
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
  return keyword(key.expression) ?? writtenText(key.expression);
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

/** Fills in the defaults of optional attributes and converts: what a variable of that type holds when given the value. */
export function conform(value: Value, type: Type): Result {
  return convert(hasDefaults(type) ? withDefaults(value, type) : value, type);
}

const known = new WeakMap<Type, boolean>();

function hasDefaults(type: Type): boolean {
  const own = () => type.kind === "object" && [...type.attributes.values()].some((one) => one.default !== undefined);
  const result = known.get(type) ?? (own() || partsOf(type).some(hasDefaults));
  known.set(type, result);
  return result;
}

/** The value with defaults in the place of attributes that are missing or null, before it is converted. */
function withDefaults(value: Value, type: Type): Value {
  if (!hasDefaults(type)) return value;
  if (value.kind === "unknown" && value.oneOf !== undefined) {
    return { ...value, oneOf: value.oneOf.map((one) => withDefaults(one, type)) };
  }
  const inner = (one: Value, at: string | number): Value => withDefaults(one, elementTypeOf(type, String(at)));
  if (value.kind === "list") {
    const { elementType: _, ...list } = value;
    return { ...list, shape: "tuple", elements: value.elements.map(inner) };
  }
  if (value.kind !== "map" || (type.kind !== "map" && type.kind !== "object")) return value;
  const { elementType: _, restEntries: __, ...map } = value;
  const entries = new Map([...value.entries].map(([key, one]) => [key, inner(one, key)]));
  for (const [name, attribute] of type.kind === "object" ? type.attributes : []) {
    const given = entries.get(name);
    const absent = given === undefined ? value.rest === undefined : given.kind === "null";
    if (attribute.default !== undefined && absent) entries.set(name, withDefaults(attribute.default, attribute.type));
  }
  return { ...map, shape: "object", entries };
}
