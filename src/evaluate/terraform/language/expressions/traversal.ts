/** Names, attributes and indexes into the values that they lead to. */
import type { Span } from "../../../../base/source-file.ts";
import type { ListValue, MapValue, UnknownValue, Value } from "../../../../base/value.ts";
import { BOOL, NUMBER, STRING } from "../../../../base/value.ts";
import type {
  Expression,
  GetAttributeExpression,
  IndexExpression,
  VariableExpression,
} from "../../../../parse/hcl/syntax.ts";
import { isKnown, makeUnknown, symbolOf } from "../../../../values/unknown.ts";
import { weightOf } from "../budget.ts";
import { bound, type ModuleScope, type Scope } from "../scope.ts";
import { convert } from "../types/convert.ts";
import { entriesAt } from "../types/map-entries.ts";
import { writtenText } from "../types/text.ts";
import { type Failure, isFailure, isPrimitive, type Result, typeOf } from "../types/values.ts";
import { A_CONSTANT, distribute, elementTypeOf, errorUnknown, lostUnknown, partOf } from "../unknowns.ts";
import { ofEmptyDefault } from "./empty-default.ts";
import { evaluate, failed } from "./evaluate.ts";
import { anyElement, chosen, namedPart } from "./further-elements.ts";
import { doubtElement } from "./may-fail.ts";
import { ofNoWorkspace } from "./workspace.ts";

/** A name on its own: an iterator, `each`, a template's variable. Roots of references have no value of their own. */
export function evaluateVariable(expression: VariableExpression, scope: Scope): Value {
  const value = bound(scope, expression.name);
  if (value !== undefined) return used(value, expression.span);
  if (scope.furtherVariables !== undefined)
    return elementOf(scope.furtherVariables, { kind: "string", value: expression.name }, expression.span, scope);
  return undeclared(expression.name, expression.span, scope);
}

export function evaluateGetAttribute(expression: GetAttributeExpression, scope: Scope): Value {
  const named = namedReference(expression, scope);
  if (named !== undefined) return named;
  const target = evaluate(expression.target, scope);
  return attributeOf(target, expression.name, expression.span, scope);
}

export function evaluateIndex(expression: IndexExpression, scope: Scope): Value {
  const named = namedReference(expression, scope);
  if (named !== undefined) return named;
  const target = evaluate(expression.target, scope);
  const key = evaluate(expression.key, scope);
  return elementOf(target, key, expression.span, scope);
}

/**
 * `var.x`, `local.x`, `module.x`, `path.x`, `terraform.workspace`, `terraform.applying`, `aws_lb.x`, `resource.aws_lb.x`, which is the same
 * (https://github.com/hashicorp/terraform/blob/v1.11.4/internal/addrs/parse_ref.go), `data.aws_vpc.x`, `ephemeral.random_password.x`; undefined
 * where it is none of these.
 */
function namedReference(expression: GetAttributeExpression | IndexExpression, scope: Scope): Value | undefined {
  const { module } = scope;
  const { target, span } = expression;
  const name = stepName(expression);
  if (module === undefined || name === undefined) return undefined;
  if (target.kind === "variable") {
    if (bound(scope, target.name) !== undefined || MODES.has(target.name)) return undefined;
    const value = lookUp(module, target.name, name);
    return value === undefined ? undeclared(`${target.name}.${name}`, span, scope) : named(value, span, scope);
  }
  const type = target.kind === "get-attribute" || target.kind === "index" ? stepName(target) : undefined;
  if (type === undefined || !("target" in target) || target.target.kind !== "variable") return undefined;
  const mode = target.target.name;
  if (!MODES.has(mode) || bound(scope, mode) !== undefined) return undefined;
  const address = mode === "resource" ? `${type}.${name}` : `${mode}.${type}.${name}`;
  const value = module.resource(address);
  return value === undefined ? undeclared(address, span, scope) : named(value, span, scope);
}

/** What stands before the type of a data source or of an ephemeral resource, and may before that of a resource. */
const MODES: ReadonlySet<string> = new Set(["data", "ephemeral", "resource"]);

/** The name in `.name` or `["name"]`. */
function stepName(expression: Expression): string | undefined {
  if (expression.kind === "get-attribute") return expression.name;
  return expression.kind === "index" ? writtenText(expression.key) : undefined;
}

/** True while Terraform applies, and false before that (https://github.com/hashicorp/terraform/blob/main/internal/terraform/evaluate_data.go). */
const APPLYING = makeUnknown({
  type: BOOL,
  cause: { kind: "impure", text: "terraform.applying is true only while Terraform applies", hint: A_CONSTANT },
  symbol: "terraform.applying",
  notNull: true,
});

function lookUp(module: ModuleScope, root: string, name: string): Value | undefined {
  switch (root) {
    case "var":
      return module.variable(name);
    case "local":
      return module.local(name);
    case "module":
      return module.moduleCall(name);
    case "path":
      return module.path(name);
    case "terraform":
      if (name === "applying") return APPLYING;
      return name === "workspace" || name === "env" ? module.workspace : undefined;
    default:
      return module.resource(`${root}.${name}`);
  }
}

function undeclared(name: string, span: Span, scope: Scope): Value {
  if (scope.module === undefined) {
    const inTemplate = `There is no variable named "${name}" in this template.`;
    const inValue = `The value of a variable refers to nothing, and "${name}" is no value.`;
    return failed(scope.templates === undefined ? inValue : inTemplate, span, scope);
  }
  const { directory } = scope.module;
  const lost = UNDECLARED.has(name.split(".", 1)[0]!) ? undefined : scope.module.lost?.(name);
  if (lost !== undefined) return lostUnknown(name, name, lost, span);
  const where = directory === "." ? "this directory" : directory;
  const message = UNDECLARED.get(name.split(".", 1)[0]!) ?? `${name} is not declared in ${where}.`;
  scope.reportStatic({ code: "undeclared-reference", severity: "error", message, span });
  return errorUnknown(name, `${name} is not declared`, span);
}

const UNDECLARED: ReadonlyMap<string, string> = new Map([
  ["each", "each is known only where for_each is set."],
  ["count", "count is known only where count is set."],
  ["self", "self is known only inside provisioners and conditions of a resource."],
]);

/** `value.name` */
export function attributeOf(value: Value, name: string, span: Span, scope: Scope): Value {
  doubtElement(value, { kind: "string", value: name }, scope);
  const result = distribute([value], ([one]) => attribute(one!, name, span, scope), scope);
  return isFailure(result) ? failed(result.failure, span, scope) : scope.instances.settled(result);
}

/** `value[key]` */
export function elementOf(value: Value, key: Value, span: Span, scope: Scope): Value {
  // The element at an unknown key is one of all.
  const refused = isKnown(key) ? undefined : scope.budget.pay(weightOf(value), span);
  if (refused !== undefined) return refused;
  doubtElement(value, key, scope);
  const result = distribute([value, key], ([one, at]) => element(one!, at!, span, scope), scope);
  if (isFailure(result)) {
    const open = ofNoWorkspace(value, key, span, scope) ?? ofEmptyDefault(value, span, scope);
    return open ?? failed(result.failure, span, scope);
  }
  return scope.instances.settled(result);
}

function attribute(value: Value, name: string, span: Span, scope: Scope): Result {
  switch (value.kind) {
    case "map":
      return entry(value, name, scope);
    case "unknown":
      return attributeOfUnknown(value, name, span, scope);
    case "null":
      return { failure: `Attempt to get attribute from null value: it has no attribute "${name}".` };
    case "list": {
      const sole = soleElement(value);
      if (sole !== undefined) return attribute(sole, name, span, scope);
      return { failure: `Unsupported attribute: a ${value.shape} has no attribute "${name}".` };
    }
    default:
      return {
        failure: `Unsupported attribute: can't access attribute "${name}" on a primitive-typed value (${value.kind}).`,
      };
  }
}

function entry(value: MapValue, name: string, scope: Scope): Result {
  const found = value.entries.get(name);
  if (found !== undefined) return value.rest === undefined ? found : chosen(found, scope);
  if (value.restEntries !== undefined) {
    const key: Value = { kind: "string", value: name };
    const possible = entriesAt(value, key);
    if (possible.length > 0) return anyElement(value, possible, key, scope);
  } else if (value.rest !== undefined) return namedPart(value.rest, `["${name}"]`, scope);
  if (value.shape === "object")
    return { failure: `Unsupported attribute: this object does not have an attribute named "${name}".` };
  return { failure: `Missing map element: this map does not have an element with the key "${name}".` };
}

function attributeOfUnknown(value: UnknownValue, name: string, span: Span, scope: Scope): Result {
  const known = scope.instances.attribute(value, name, span);
  if (known !== undefined) return used(known, span);
  const { type } = value;
  if (type.kind === "object" && !type.attributes.has(name)) {
    return { failure: `Unsupported attribute: this object does not have an attribute named "${name}".` };
  }
  if (isPrimitive(type)) {
    return {
      failure: `Unsupported attribute: can't access attribute "${name}" on a primitive-typed value (${type.kind}).`,
    };
  }
  return partOf(value, `.${name}`, elementTypeOf(type, name));
}

/** Up to Terraform 0.11, `aws_x.y.id` meant the first instance of a resource with count; and of some blocks there is one without an index. */
function soleElement(value: ListValue): Value | undefined {
  const first = value.elements[0] ?? value.rest;
  if (first?.kind === "unknown" && first.ref?.attribute === "") return first;
  return value.mayBeObject === true && value.elements.length <= 1 ? first : undefined;
}

const NO_INDICES: Failure = { failure: "Invalid index: this value does not have any indices." };

function element(value: Value, key: Value, span: Span, scope: Scope): Result {
  if (value.kind === "null")
    return { failure: "Attempt to index null value: this value is null, so it does not have any indices." };
  if (key.kind === "null") return { failure: "Invalid index: the given key is null." };
  if (value.kind === "list") return elementOfList(value, key, scope);
  if (value.kind === "map") return elementOfMap(value, key, scope);
  if (value.kind === "unknown") return elementOfUnknown(value, key, span, scope);
  return NO_INDICES;
}

function elementOfList(value: ListValue, key: Value, scope: Scope): Result {
  if (value.shape === "set") return { failure: "Invalid index: elements of a set are identified only by their value." };
  const at = convert(key, NUMBER);
  if (isFailure(at))
    return {
      failure: `Invalid index: the given key does not identify an element in this collection value: ${at.failure}`,
    };
  if (at.kind === "unknown") {
    return anyElement(
      value,
      value.elements.filter((_, place) => at.noneOf?.has(String(place)) !== true),
      at,
      scope,
    );
  }
  const index = at.kind === "number" && typeof at.value === "number" ? at.value : -1;
  const isOpen = value.rest !== undefined || index < value.elements.length;
  if (isOpen && value.restFrom !== undefined && index >= value.restFrom) {
    return anyElement(value, value.elements.slice(value.restFrom), at, scope);
  }
  const found = value.elements[index];
  if (found !== undefined) return value.rest === undefined ? found : chosen(found, scope);
  if (value.rest !== undefined && index >= 0) return namedPart(value.rest, `[${index}]`, scope);
  const { length } = value.elements;
  const only = length === 0 ? "no elements" : length === 1 ? "one element" : `${length} elements`;
  return {
    failure: `Invalid index: the given key does not identify an element in this collection value: the collection has ${only}.`,
  };
}

function elementOfMap(value: MapValue, key: Value, scope: Scope): Result {
  const at = convert(key, STRING);
  if (isFailure(at)) return { failure: `Invalid index: ${at.failure}` };
  if (at.kind === "unknown" || at.kind === "text") {
    if (value.restEntries !== undefined) return anyElement(value, entriesAt(value, at), at, scope);
    const isOther = (name: string) => at.kind === "unknown" && at.noneOf?.has(name) === true;
    const possible = [...value.entries].flatMap(([name, one]) => (isOther(name) ? [] : [one]));
    return anyElement(value, possible, at, scope);
  }
  return at.kind === "string" ? entry(value, at.value, scope) : { failure: "Invalid index: a string is required." };
}

function elementOfUnknown(value: UnknownValue, key: Value, span: Span, scope: Scope): Result {
  if (key.kind === "string") {
    const known = scope.instances.attribute(value, key.value, span);
    if (known !== undefined) return used(known, span);
  }
  const isInstance = value.ref?.attribute === "";
  if (isInstance && key.kind === "number") return value;
  const name = key.kind === "string" ? key.value : key.kind === "number" ? String(key.value) : undefined;
  if (isPrimitive(value.type) || value.type.kind === "set") return NO_INDICES;
  const part = partOf(value, `[${symbolOf(key)}]`, elementTypeOf(typeOf(value), name));
  return key.kind === "unknown" ? { ...part, from: [value, key] } : part;
}

function named(value: Value, span: Span, { instances }: Scope): Value {
  return used(instances.settled(value), span);
}

function used(value: Value, span: Span): Value {
  const origin = value.origin;
  return {
    ...value,
    origin: origin === undefined ? { kind: "reference", span } : { kind: "reference", span, via: origin },
  };
}
