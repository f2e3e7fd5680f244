/** What an expression can refer to: names bound around it, and the declarations of its module. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Span } from "../../../base/source-file.ts";
import type { Existence, MapValue, UnknownValue, Value } from "../../../base/value.ts";
import { bounded, symbolOf } from "../../../values/unknown.ts";
import type { Budget } from "./budget.ts";
import type { CallContext } from "./functions/function-spec.ts";

/** Names of `for` expressions, dynamic blocks' iterators, `each`, `count`, `self`; the innermost first. */
export interface Binding {
  readonly name: string;
  readonly value: Value;
  readonly outer: Binding | undefined;
}

/** The declarations of one module instance, evaluated when asked for. Undeclared names are undefined. */
export interface ModuleScope {
  variable(name: string): Value | undefined;
  local(name: string): Value | undefined;
  /** `module.name`: one instance, a list or a map of them. */
  moduleCall(name: string): Value | undefined;
  /** `aws_lb.main`, `data.aws_vpc.main`, `ephemeral.random_password.main`: one instance, a list or a map of them. */
  resource(key: string): Value | undefined;
  /** `path.module`, `path.root`, `path.cwd`. */
  path(name: string): Value | undefined;
  /** `terraform.workspace`. */
  readonly workspace: Value;
  /** Nobody says which one it is, and it is taken to be "default". */
  readonly isWorkspaceTaken: boolean;
  readonly directory: string;
  /** Of a name that is not declared: the file of which a part that cannot be read may declare it, and its place. */
  lost?(name: string): { readonly path: string; readonly span: Span | undefined } | undefined;
  /** What is called so in this instance of the module, as the symbol of an unknown. */
  symbolOf(name: string): string;
}

/** What stands behind an unknown that is a whole resource or module instance. */
export interface Instances {
  /** An attribute of a resource or an output of a module; undefined where the unknown is no such instance. */
  attribute(instance: UnknownValue, name: string, span: Span): Value | undefined;
  /** The value, or what is known from outside of the source of the unknown that it is. */
  settled(value: Value): Value;
  /** Whether the instance exists where its module does; undefined likewise. */
  existence(instance: UnknownValue): Existence | undefined;
  /** The instance as an object of all that is known of it. */
  whole(instance: UnknownValue): Value | undefined;
}

/** What decides whether there is an error: made where it is asked for. */
export type Doubt = () => UnknownValue;

export interface Scope {
  /** Undefined in a template file, which sees its variables only. */
  readonly module: ModuleScope | undefined;
  readonly bindings: Binding | undefined;
  /** In a template file: its variables, where it is not known which there are. */
  readonly furtherVariables?: MapValue | UnknownValue;
  /** How many templates are rendered around this one. */
  readonly templates?: number;
  readonly instances: Instances;
  readonly budget: Budget;
  /** Errors that `try` and `can` catch. */
  readonly report: (diagnostic: Diagnostic) => void;
  /** Inside `try`, `can` and the branches of conditionals: there is an error or none, depending on this. */
  readonly mayFail?: (doubt: Doubt) => void;
  /** Errors that nothing catches: references to what is not declared. */
  readonly reportStatic: (diagnostic: Diagnostic) => void;
  readonly functions: Omit<CallContext, "span" | "occasion" | "pay" | "renderTemplate">;
}

/** The scope of a template, which sees a map's entries only. */
export function templateScope(scope: Scope, variables: MapValue | UnknownValue): Scope {
  let bindings: Binding | undefined;
  if (variables.kind === "map")
    for (const [name, value] of variables.entries) bindings = { name, value, outer: bindings };
  const { furtherVariables: _, ...inner } = scope;
  const hasFurther = variables.kind === "unknown" || variables.rest !== undefined;
  const templates = (scope.templates ?? 0) + 1;
  return { ...inner, templates, module: undefined, bindings, ...(hasFurther ? { furtherVariables: variables } : {}) };
}

export function bind(scope: Scope, name: string, value: Value): Scope {
  return { ...scope, bindings: { name, value, outer: scope.bindings } };
}

export function bound(scope: Scope, name: string): Value | undefined {
  for (let at = scope.bindings; at !== undefined; at = at.outer) if (at.name === name) return at.value;
  return undefined;
}

/** Tells evaluations of one expression from each other: by the instance of the module, and by what names are bound to. Empty for a root's, outside of loops. */
export function occasion(scope: Scope): string {
  const values: string[] = [];
  for (let at = scope.bindings; at !== undefined; at = at.outer) values.push(nameOf(at.value));
  const module = scope.module?.symbolOf("") ?? "";
  return `${module === "" ? "" : ` in ${module}`}${values.length === 0 ? "" : `(${bounded(values.join(","))})`}`;
}

/** Names of what is bound around many failures, each made once. */
const names = new WeakMap<Value, string>();

function nameOf(value: Value): string {
  const known = names.get(value);
  if (known !== undefined) return known;
  const name = bounded(symbolOf(value));
  names.set(value, name);
  return name;
}
