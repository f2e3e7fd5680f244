/** A template with its parameters into the values that its names stand for: one instance of a stack. */
import { remembered } from "../../../base/collections.ts";
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Span } from "../../../base/source-file.ts";
import type { Truth } from "../../../base/truth.ts";
import { BOOL, type Origin, type UnknownValue, type Value } from "../../../base/value.ts";
import type { LocatedNode, LocatedScalar } from "../../../parse/located.ts";
import { isPropertyAttribute, templateProperty } from "../template/resource-types.ts";
import { entryAt, type ParameterDeclaration } from "../template/template.ts";
import { settled, unknown, usedAt } from "../values.ts";
import { formulaOf } from "./condition.ts";
import type { Entries, EvaluationContext, WorldRun } from "./context.ts";
import { type Refusal, TOO_DEEP, tooLarge, weightOf } from "./effort.ts";
import { entryNamed } from "./entries.ts";
import { evaluate } from "./expression.ts";
import { equal, type Formula, MOST_CONDITIONS, MOST_EQUALITIES, sizeOf, symbolsOf } from "./formula.ts";
import { storedValue } from "./imports.ts";
import { computedValue, nowhere } from "./named-unknowns.ts";
import { pseudoParameter, StackParameters } from "./parameters.ts";
import { type DeclaredResource, declaredResources, type SectionName, Sections } from "./sections.ts";
import type { AskedFor } from "./shared-values.ts";
import type { StackSettings } from "./stack-settings.ts";

const NO_DECLARATIONS: ReadonlyMap<string, DeclaredResource> = new Map();
const TOO_LARGE = { because: "evaluating it takes too many values" };

export class Stack {
  readonly settings: StackSettings;
  /** Put before a name to make it a symbol: empty, or the stack's logical path and what tells its root from others. */
  readonly prefix: string;
  readonly #parameters: StackParameters;
  readonly #formulas = new Map<string, Formula>();
  /** How many conditions are being read, each for another one. */
  #depth = 0;
  readonly #children = new Map<string, Stack | undefined>();
  /** Why the template of a nested stack is not read, and what to do, by its id: where it is not simply missing. */
  readonly unreadStacks = new Map<string, { readonly because: string; readonly hint: string }>();
  readonly #running = new Set<string>();
  /** For what is made once. */
  readonly #asked = new Map<string, AskedFor>();
  #plain: EvaluationContext | undefined;
  #settling: EvaluationContext | undefined;
  readonly #sections: Sections;
  #declarations: ReadonlyMap<string, DeclaredResource> | undefined;
  /** Resources are being looked for, and none is there yet. */
  isDeclaring = false;

  constructor(settings: StackSettings) {
    this.settings = settings;
    this.prefix = settings.qualifier + this.pathOf("");
    this.#parameters = new StackParameters(this);
    this.#sections = new Sections(this);
    settings.run.effort.add(settings.template);
  }

  /** The logical path in the root of what has an id in this stack, `Network.PublicSubnet`. */
  pathOf(id: string): string {
    const { address } = this.settings;
    return address === "" ? id : `${address}.${id}`;
  }

  /** The template's path. */
  get path(): string {
    return this.settings.template.path;
  }

  section(name: SectionName): Entries {
    return this.#kept(name, () => this.#sections.section(name));
  }

  /** Where the template's expressions are evaluated. */
  context(settles: boolean): EvaluationContext {
    const known = settles ? this.#settling : this.#plain;
    if (known !== undefined) return known;
    const made = this.#context(settles);
    if (settles) this.#settling = made;
    else this.#plain = made;
    return made;
  }

  #context(settles: boolean): EvaluationContext {
    const { run } = this.settings;
    const guarded = (node: LocatedNode, context: EvaluationContext): Value => {
      const { effort } = run;
      if (!effort.spend(1)) return this.#refused(node, tooLarge(effort));
      if (!effort.enter()) return this.#refused(node, TOO_DEEP);
      try {
        const { root, qualifier } = this.settings;
        const given = run.given.at(root.path).settled(evaluate(node, context), qualifier);
        const made = settled(given, (one) => storedValue(one, this, context));
        return effort.spend(weightOf(made)) ? made : this.#refused(node, tooLarge(effort));
      } finally {
        effort.leave();
      }
    };
    return { stack: this, bindings: new Map(), settles, symbolic: false, evaluate: guarded };
  }

  #refused(node: LocatedNode, { code, text, hint }: Refusal): UnknownValue {
    const { root, run } = this.settings;
    run.questions.refuse();
    const message = `There is too much to evaluate, and what depends on it is not known: ${text}`;
    this.report({ code, severity: "error", message, hint, span: node.span, notAnalysed: true });
    const symbol = `${this.path}:${node.span.start}, not evaluated in ${root.id} (${run.effort.scan.refuse(root.id)})`;
    return unknown("unsupported", symbol, text, { kind: "literal", span: node.span }, hint);
  }

  #kept<T>(what: string, makeOrTake: () => T): T {
    return this.settings.run.questions.once(this.#asked, what, makeOrTake);
  }

  /** By logical id. */
  get declarations(): ReadonlyMap<string, DeclaredResource> {
    return this.#kept("declarations", () => this.#declared());
  }

  #declared(): ReadonlyMap<string, DeclaredResource> {
    // What loops go through, and where includes lie, is read before there are resources, and can refer to none.
    if (this.#declarations === undefined && !this.isDeclaring) {
      this.isDeclaring = true;
      this.#declarations = declaredResources(this, "Resources");
      this.isDeclaring = false;
    }
    return this.#declarations ?? NO_DECLARATIONS;
  }

  /** Says that a fault was found; equal ones are said once. */
  report(diagnostic: Diagnostic): void {
    this.settings.run.log.report(diagnostic);
  }

  /** `Ref`: a parameter, a pseudo parameter or a resource. `name` is where the reference is written. */
  reference(name: string, span: Span, context: EvaluationContext): Value {
    const bound = context.bindings.get(name);
    if (bound !== undefined) return usedAt(bound, "reference", span);
    const declaration = this.settings.template.parameters.get(name);
    if (declaration !== undefined) return usedAt(this.parameter(declaration, context), "reference", span);
    const origin: Origin = { kind: "reference", span };
    const pseudo = pseudoParameter(name, { ...this.settings.environment, prefix: this.prefix }, origin);
    if (pseudo !== undefined) return pseudo;
    const resource = this.declarations.get(name);
    if (resource !== undefined) return computedValue(this, resource, "Ref", span);
    return nowhere(this, name, `${name} is no parameter or resource of the template`, span);
  }

  /** `Fn::GetAtt`. */
  attribute(id: string, attribute: string, span: Span, context: EvaluationContext): Value {
    const resource = this.declarations.get(id);
    if (resource === undefined)
      return nowhere(this, `${id}.${attribute}`, `${id} is no resource of the template`, span);
    if (templateProperty(resource.type) !== undefined && attribute.startsWith("Outputs.")) {
      const output = attribute.slice("Outputs.".length);
      const child = this.child(resource);
      const value = child?.output(output, span, context);
      if (value !== undefined) return usedAt(value, "output", span);
      const symbol = `${this.prefix}${id}.${attribute}`;
      const origin: Origin = { kind: "reference", span };
      if (child === undefined) {
        const { because, hint } = this.unreadStacks.get(id) ?? {
          because: `the template of ${id} is not in the scanned files`,
          hint: "scan a directory that holds the template too",
        };
        return unknown("missing-source", symbol, because, origin, hint);
      }
      if (child.#running.has(`output ${output}`)) return unknown("error", symbol, "it depends on itself", origin);
      return nowhere(this, `${id}.${attribute}`, `the template of ${id} has no output ${output}`, span);
    }
    if (isPropertyAttribute(resource.type, attribute)) {
      const value = this.once(`${id}.${attribute}`, span, () => {
        const property = entryAt(resource.properties, attribute);
        return property === undefined
          ? undefined
          : context.evaluate(property.value, { ...resource.context, settles: context.settles });
      });
      if (value !== undefined && value.kind !== "null") return usedAt(value, "reference", span);
    }
    return computedValue(this, resource, attribute, span);
  }

  /** A parameter's value here. */
  parameter(declaration: ParameterDeclaration, how: Pick<EvaluationContext, "settles" | "symbolic">): Value {
    return this.#parameters.value(declaration, how);
  }

  /** The truth of a named condition, and what makes the unknown that it depends on. */
  condition(
    name: LocatedScalar,
    { settles }: Pick<EvaluationContext, "settles">,
  ): { readonly truth: Truth; readonly open: () => UnknownValue } {
    const formula = this.formula(name);
    const symbol = `${this.prefix}${name.text}`;
    const { address, root, run } = this.settings;
    const truth = run.decisions.decide({ name: symbol, path: this.pathOf(name.text) }, formula, settles);
    const again = (other: WorldRun) => other.stackAt(root.path, address)?.condition(name, { settles }).truth;
    run.questions.add(again, truth, settles && truth !== "unknown");
    const text = `the condition ${name.text} is open`;
    const origin: Origin = { kind: "reference", span: name.span };
    return { truth, open: () => unknown("derived", symbol, text, origin, this.#hintFor(formula), BOOL) };
  }

  /** How a condition is decided. */
  #hintFor(formula: Formula): string | undefined {
    const { names } = this.settings.run.symbols;
    const wanted = [...symbolsOf(formula)].flatMap((symbol) => names.get(symbol) ?? []);
    return wanted.length === 0 ? undefined : `give it with ${wanted.map((name) => `--parameter ${name}=…`).join(" ")}`;
  }

  /** What a named condition says, over the symbols of the parameters. */
  formula(name: LocatedScalar): Formula {
    return remembered(this.#formulas, name.text, () => {
      const formula = this.#depth >= MOST_CONDITIONS ? this.#tooManyConditions(name) : this.#read(name);
      const bounded =
        formula !== undefined && sizeOf(formula) > MOST_EQUALITIES ? this.#tooManyConditions(name) : formula;
      return bounded ?? equal({ symbol: `${this.prefix}condition ${name.text}` }, { text: "true" });
    });
  }

  #tooManyConditions(name: LocatedScalar): undefined {
    const text = `conditions are nested more than ${MOST_CONDITIONS} deep, or make more than ${MOST_EQUALITIES} comparisons`;
    const message = `There is too much to evaluate, and what depends on it is not known: ${text}.`;
    const hint = "name fewer others in it";
    this.report({ code: "too-large", severity: "warning", message, hint, span: name.span, notAnalysed: true });
    return undefined;
  }

  #read(name: LocatedScalar): Formula | undefined {
    this.#depth += 1;
    try {
      return this.once(`condition ${name.text}`, name.span, () => {
        const { entries, rests } = this.section("Conditions");
        const entry = entries.findLast(({ key }) => key === name.text);
        if (entry !== undefined) return formulaOf(entry.node, { ...entry.context, symbolic: true });
        const message = `the template has no condition ${name.text}`;
        if (rests.length === 0) this.report({ code: "unknown-condition", severity: "error", message, span: name.span });
        return undefined;
      });
    } finally {
      this.#depth -= 1;
    }
  }

  /** The tree of a file that the template includes (`AWS::Include`), or why there is none. */
  include(location: Value, span: Span): LocatedNode | { readonly because: string } {
    const { run } = this.settings;
    const found = run.effort.spend(1) ? run.library.included(location, span.file.path, run.options.strict) : TOO_LARGE;
    if ("because" in found) {
      this.report({ code: "include-not-found", severity: "warning", message: found.because, span });
      return found;
    }
    if (found.assumed !== undefined) run.assume({ kind: "included-file", text: found.assumed, span });
    return found.document.root;
  }

  /** The stack that a resource stands for; undefined where it stands for none, or its template is not in the scan. */
  child(declaration: DeclaredResource): Stack | undefined {
    const { id, type } = declaration;
    if (templateProperty(type) === undefined) return undefined;
    return this.#kept(`stack ${id}`, () => {
      if (!this.#children.has(id)) {
        this.#children.set(id, undefined);
        this.#children.set(id, this.settings.nested(this, declaration));
      }
      return this.#children.get(id);
    });
  }

  /** The value of an output; undefined where there is none of that name. */
  output(name: string, span: Span, context: EvaluationContext): Value | undefined {
    const section = this.section("Outputs");
    const entry = entryNamed(section, name);
    const value = entryAt(entry?.node, "Value")?.value;
    if (entry === undefined || value === undefined) return undefined;
    const own: EvaluationContext = { ...entry.context, settles: context.settles, symbolic: context.symbolic };
    return this.once(`output ${name}`, span, () => context.evaluate(value, own));
  }

  /** Runs what must not depend on itself; a cycle is a diagnostic and yields undefined. */
  once<T>(what: string, span: Span, run: () => T): T | undefined {
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

  /** Says that what an unknown stands for is not part of what is evaluated. */
  leaveOut(address: string, { cause }: UnknownValue): void {
    const { text, span, hint } = cause;
    const known = { ...(span === undefined ? {} : { span }), ...(hint === undefined ? {} : { hint }) };
    this.settings.run.log.notEvaluated({ address, because: text, ...known });
  }
}
