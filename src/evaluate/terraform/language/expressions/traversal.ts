/** Names, attributes and indexes into the values that they lead to. */
import type { Span } from "../../../../base/source-file.ts";
import type { Value } from "../../../../base/value.ts";
import type {
  Expression,
  GetAttributeExpression,
  IndexExpression,
  VariableExpression,
} from "../../../../parse/hcl/syntax.ts";
import type { ModuleScope, Scope } from "../scope.ts";
import { bound } from "../scope.ts";
import { errorUnknown } from "../unknowns.ts";
import { attributeOf, elementOf } from "./access.ts";
import { evaluate, failed } from "./evaluate.ts";
import { used } from "./used.ts";

/** A name on its own: an iterator, `each`, a template's variable. Roots of references have no value of their own. */
export function evaluateVariable(expression: VariableExpression, scope: Scope): Value {
  const value = bound(scope, expression.name);
  if (value !== undefined) return used(value, expression.span);
  if (scope.openVariables !== undefined)
    return elementOf(scope.openVariables, { kind: "string", value: expression.name }, expression.span, scope);
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

/** `var.x`, `local.x`, `module.x`, `path.x`, `terraform.workspace`, `aws_lb.x`, `data.aws_vpc.x`; undefined where it is none of these. */
function namedReference(expression: GetAttributeExpression | IndexExpression, scope: Scope): Value | undefined {
  const name = scope.module === undefined ? undefined : stepName(expression);
  if (name === undefined) return undefined;
  const target = expression.target;
  if (target.kind === "variable") {
    if (bound(scope, target.name) !== undefined || target.name === "data") return undefined;
    return declared(target.name, name, expression.span, scope);
  }
  const type = target.kind === "get-attribute" || target.kind === "index" ? stepName(target) : undefined;
  if (type === undefined || !("target" in target) || target.target.kind !== "variable") return undefined;
  if (target.target.name !== "data" || bound(scope, "data") !== undefined) return undefined;
  const value = scope.module?.resource(`data.${type}.${name}`);
  return value === undefined
    ? undeclared(`data.${type}.${name}`, expression.span, scope)
    : used(value, expression.span);
}

/** The name in `.name` or `["name"]`. */
function stepName(expression: Expression): string | undefined {
  if (expression.kind === "get-attribute") return expression.name;
  if (expression.kind !== "index" || expression.key.kind !== "template") return undefined;
  const [part] = expression.key.parts;
  return expression.key.parts.length === 1 && part?.kind === "text" ? part.value : undefined;
}

function declared(root: string, name: string, span: Span, scope: Scope): Value {
  const { module } = scope;
  const value = module === undefined ? undefined : lookUp(module, root, name);
  return value === undefined ? undeclared(`${root}.${name}`, span, scope) : used(value, span);
}

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
      return name === "workspace" || name === "env" ? module.workspace : undefined;
    case "resource":
      return undefined;
    default:
      return module.resource(`${root}.${name}`);
  }
}

function undeclared(name: string, span: Span, scope: Scope): Value {
  if (scope.module === undefined) return failed(`There is no variable named "${name}" in this template.`, span, scope);
  const message = UNDECLARED.get(name.split(".", 1)[0]!) ?? `${name} is not declared in ${scope.module.directory}.`;
  scope.reportStatic({ code: "undeclared-reference", severity: "error", message, span });
  return errorUnknown(name, `${name} is not declared`, span);
}

const UNDECLARED: ReadonlyMap<string, string> = new Map([
  ["each", "each is known only where for_each is set."],
  ["count", "count is known only where count is set."],
  ["self", "self is known only inside provisioners and conditions of a resource."],
]);
