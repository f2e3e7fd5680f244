/** A template with its parameters into the values that its names stand for: one instance of a stack. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Origin } from "../../base/origin.ts";
import type { Span } from "../../base/source-file.ts";
import type { Truth } from "../../base/truth.ts";
import { BOOL, STRING } from "../../base/type.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import type { LocatedMapping, LocatedNode, LocatedScalar } from "../../parse/located.ts";
import type { Root } from "../resource.ts";
import { formulaOf } from "./condition.ts";
import type { Context, StackScope } from "./context.ts";
import { type EstateRun, MAXIMUM_VALUES } from "./estate.ts";
import { evaluate } from "./expression.ts";
import { equal, type Formula } from "./formula.ts";
import { defaultValue, isListType, missingValue, referenced, shaped } from "./parameters.ts";
import { type Environment, pseudoParameter } from "./pseudo-parameters.ts";
import { entryOf, isCustom, type ResourceDeclaration, resourceDeclarations } from "./resource-declarations.ts";
import { isKnownTransform, isPropertyAttribute, SERVERLESS_TRANSFORM, templateProperty } from "./resource-types.ts";
import { entryAt, type ParameterDeclaration, type Template } from "./template.ts";
import { textOfValue, unknown, usedAt } from "./values.ts";

/** What the maker of a stack gives for a parameter, evaluated as its use demands. Undefined: nothing, the default counts. */
export type GivenParameter = (name: string, how: Pick<Context, "settles" | "symbolic">) => Value | undefined;

/** Makes the stack of a resource that stands for one; undefined where its template is not in the scan. */
export type NestedStacks = (parent: Stack, declaration: ResourceDeclaration) => Stack | undefined;

export interface StackSettings {
  readonly run: EstateRun;
  readonly template: Template;
  readonly root: Pick<Root, "id" | "path">;
  /** The logical path: empty for the root's own stack, `Network.Subnets` for one inside. */
  readonly address: string;
  /** Empty, or what tells this root from the others of its estate. */
  readonly qualifier: string;
  readonly environment: Omit<Environment, "prefix">;
  readonly given: GivenParameter;
  /** Paths of the templates around, outermost first. */
  readonly around: readonly string[];
  /** Where the constructs that resources are made by stand in their app's source, by construct path or logical id. */
  readonly constructs: ReadonlyMap<string, Span>;
  readonly nested: NestedStacks;
}

export class Stack implements StackScope {
  readonly settings: StackSettings;
  readonly prefix: string;
  readonly #parameters = new Map<string, Value>();
  readonly #formulas = new Map<string, Formula>();
  readonly #children = new Map<string, Stack | undefined>();
  readonly #running = new Set<string>();
  #declarations: ReadonlyMap<string, ResourceDeclaration> | undefined;

  constructor(settings: StackSettings) {
    this.settings = settings;
    this.prefix = settings.qualifier + (settings.address === "" ? "" : `${settings.address}.`);
  }

  get path(): string {
    return this.settings.template.path;
  }

  get mappings(): LocatedMapping | undefined {
    return this.settings.template.mappings;
  }

  /** Where the template's expressions are evaluated. */
  context(settles: boolean): Context {
    const { run } = this.settings;
    const guarded = (node: LocatedNode, context: Context): Value => {
      if (run.spend()) return evaluate(node, context);
      this.report({
        code: "too-large",
        severity: "error",
        message: `evaluating takes more than ${MAXIMUM_VALUES} values; the rest is left unknown`,
        span: node.span,
        notAnalysed: true,
      });
      return unknown("unsupported", "too large", "the template is too large", { kind: "literal", span: node.span });
    };
    return { stack: this, bindings: new Map(), settles, symbolic: false, evaluate: guarded };
  }

  /** By logical id, loops expanded. */
  get declarations(): ReadonlyMap<string, ResourceDeclaration> {
    this.#declarations ??= resourceDeclarations(this, this.context(true));
    return this.#declarations;
  }

  report(diagnostic: Diagnostic): void {
    this.settings.run.sink.report(diagnostic);
  }

  reference(name: string, span: Span, context: Context): Value {
    const bound = context.bindings.get(name);
    if (bound !== undefined) return usedAt(bound, "reference", span);
    const declaration = this.settings.template.parameters.get(name);
    if (declaration !== undefined) return referenced(this.parameter(declaration, context), span);
    const origin: Origin = { kind: "reference", span };
    const pseudo = pseudoParameter(name, { ...this.settings.environment, prefix: this.prefix }, origin);
    if (pseudo !== undefined) return pseudo;
    const resource = this.declarations.get(name);
    if (resource !== undefined) return this.#computed(resource, "Ref", span);
    return this.#nowhere(name, `${name} is no parameter or resource of the template`, span);
  }

  attribute(id: string, attribute: string, span: Span, context: Context): Value {
    const resource = this.declarations.get(id);
    if (resource === undefined)
      return this.#nowhere(`${id}.${attribute}`, `${id} is no resource of the template`, span);
    if (templateProperty(resource.type) !== undefined && attribute.startsWith("Outputs.")) {
      const child = this.child(resource);
      const value = child?.output(attribute.slice(8), span, context);
      if (value !== undefined) return usedAt(value, "output", span);
      if (child === undefined) {
        const hint = "add the nested template to the scanned tree";
        const text = `the template of ${id} is not in the scan`;
        return unknown("missing-source", `${this.prefix}${id}.${attribute}`, text, { kind: "reference", span }, hint);
      }
      const text = `the template of ${id} has no output ${attribute.slice(8)}`;
      if (child.#running.has(`output ${attribute.slice(8)}`))
        return unknown("error", `${this.prefix}${id}.${attribute}`, "it depends on itself", {
          kind: "reference",
          span,
        });
      return this.#nowhere(`${id}.${attribute}`, text, span);
    }
    if (isPropertyAttribute(resource.type, attribute)) {
      const value = this.#once(`${id}.${attribute}`, span, () => {
        const property = entryAt(resource.properties, attribute);
        return property === undefined
          ? undefined
          : context.evaluate(property.value, { ...resource.context, settles: context.settles });
      });
      if (value !== undefined && value.kind !== "null") return usedAt(value, "reference", span);
    }
    return this.#computed(resource, attribute, span);
  }

  /** A parameter's value here. */
  parameter(declaration: ParameterDeclaration, { settles, symbolic }: Pick<Context, "settles" | "symbolic">): Value {
    const key = `${declaration.name}:${settles}:${symbolic}`;
    const before = this.#parameters.get(key);
    if (before !== undefined) return before;
    const origin: Origin = { kind: "variable-default", span: declaration.nameSpan };
    const value =
      this.#once(`parameter ${declaration.name}`, declaration.nameSpan, () => {
        const given = this.settings.given(declaration.name, { settles, symbolic });
        if (given !== undefined && given.kind !== "null") return shaped(given, declaration, origin);
        return this.#ownValue(declaration, symbolic, origin);
      }) ?? unknown("error", `${this.prefix}${declaration.name}`, "it depends on itself", origin);
    // Without a default the decisions taken later may still settle it.
    if (symbolic || value.kind !== "unknown") this.#parameters.set(key, value);
    return value;
  }

  #ownValue(declaration: ParameterDeclaration, symbolic: boolean, origin: Origin): Value {
    const { decisions, symbols } = this.settings.run;
    const symbol = `${this.prefix}${declaration.name}`;
    const allowed = declaration.allowedValues?.map((scalar) => textOfValue(defaultValue(scalar)) ?? scalar.text);
    const standard = declaration.default === undefined ? undefined : defaultValue(declaration.default);
    const usual = standard === undefined ? undefined : textOfValue(shaped(standard, declaration, origin));
    const choice = allowed !== undefined && allowed.length > 1 && !isListType(declaration.type);
    if (standard !== undefined && (!choice || usual === undefined || !allowed.includes(usual)))
      return shaped(standard, declaration, origin);
    if (choice) {
      symbols.domains.set(symbol, allowed);
      if (usual !== undefined) symbols.defaults.set(symbol, usual);
    }
    const text = symbolic ? undefined : decisions.textOf(symbol);
    if (text !== undefined) {
      if (text === usual) return shaped(standard!, declaration, origin);
      return shaped({ kind: "string", value: text, origin }, declaration, origin);
    }
    return missingValue(declaration, symbol, symbolic ? allowed : (decisions.allowed(symbol) ?? allowed));
  }

  condition(name: LocatedScalar, context: Context): { readonly truth: Truth; readonly unknown: UnknownValue } {
    const label = `${this.settings.address === "" ? "" : `${this.settings.address}.`}${name.text}`;
    const formula = this.formula(name);
    const truth = this.settings.run.decisions.decide(label, formula, context.settles);
    const origin: Origin = { kind: "reference", span: name.span };
    const open = unknown(
      "derived",
      `${this.prefix}${name.text}`,
      `the condition ${name.text} is open`,
      origin,
      undefined,
      BOOL,
    );
    return { truth, unknown: open };
  }

  /** What a named condition says, over the symbols of the parameters. */
  formula(name: LocatedScalar): Formula {
    const before = this.#formulas.get(name.text);
    if (before !== undefined) return before;
    const entry = entryOf(this.settings.template.conditions, name.text, this);
    const formula = this.#once(`condition ${name.text}`, name.span, () => {
      if (entry === undefined) {
        this.report({
          code: "unknown-condition",
          severity: "error",
          message: `the template has no condition ${name.text}`,
          span: name.span,
        });
        return undefined;
      }
      return this.formulaAt(entry.node, { ...entry.context, symbolic: true });
    });
    const result = formula ?? equal({ symbol: `${this.prefix}condition ${name.text}` }, { text: "true" });
    this.#formulas.set(name.text, result);
    return result;
  }

  formulaAt(node: LocatedNode, context: Context): Formula {
    return formulaOf(node, context, {
      named: (other) => this.formula(other),
      isChoice: (symbol) => this.settings.run.symbols.defaults.has(symbol),
    });
  }

  importValue(name: Value, span: Span, context: Context): Value {
    return this.settings.run.importValue(name, span, this.settings.root.path, context);
  }

  include(location: Value, span: Span): LocatedNode | undefined {
    const document = this.settings.run.library.included(location, this.path);
    if (document === undefined)
      this.report({
        code: "include-not-found",
        severity: "warning",
        message: "the file that AWS::Include names is not in the scanned tree",
        span,
        hint: "what it would add is left unknown",
      });
    return document?.root;
  }

  /** The stack that a resource stands for; undefined where its template is not in the scan. */
  child(declaration: ResourceDeclaration): Stack | undefined {
    const { id } = declaration;
    if (!this.#children.has(id)) {
      this.#children.set(id, undefined);
      this.#children.set(id, this.settings.nested(this, declaration));
    }
    return this.#children.get(id);
  }

  /** The value of an output; undefined where there is none of that name. */
  output(name: string, span: Span, context: Context): Value | undefined {
    const entry = entryOf(this.settings.template.outputs, name, this);
    const value = entryAt(entry?.node, "Value")?.value;
    if (entry === undefined || value === undefined) return undefined;
    const own: Context = { ...entry.context, settles: context.settles, symbolic: context.symbolic };
    return this.#once(`output ${name}`, span, () => context.evaluate(value, own));
  }

  /** Runs what must not depend on itself; a cycle is a diagnostic and yields undefined. */
  #once<T>(what: string, span: Span, run: () => T): T | undefined {
    if (this.#running.has(what)) {
      this.report({ code: "cycle", severity: "error", message: `${what} depends on itself`, span });
      return undefined;
    }
    this.#running.add(what);
    try {
      return run();
    } finally {
      this.#running.delete(what);
    }
  }

  #computed(resource: ResourceDeclaration, attribute: string, span: Span): Value {
    const { root, address } = this.settings;
    const name = attribute === "Ref" ? resource.id : `${resource.id}.${attribute}`;
    const text = `${name} is known only when the resource is made`;
    return {
      kind: "unknown",
      type: STRING,
      cause: { kind: isCustom(resource.type) ? "external" : "computed", text, span: resource.span },
      symbol: `${this.prefix}${name}`,
      ref: { root: root.id, address: address === "" ? resource.id : `${address}.${resource.id}`, attribute },
      notNull: true,
      origin: { kind: "reference", span },
    };
  }

  /** A name that leads nowhere: wrong, unless a macro may make what it names. */
  #nowhere(name: string, message: string, span: Span): Value {
    const { transforms } = this.settings.template;
    const made = transforms.find((one) => one.name === SERVERLESS_TRANSFORM || !isKnownTransform(one.name));
    const origin: Origin = { kind: "reference", span };
    const symbol = `${this.prefix}${name}`;
    if (made !== undefined)
      return unknown("unsupported", symbol, `${name} is made by the transform ${made.name}`, origin);
    this.report({ code: "unknown-reference", severity: "error", message, span });
    return unknown("error", symbol, message, origin);
  }
}
