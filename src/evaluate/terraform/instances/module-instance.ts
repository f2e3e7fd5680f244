/** One instance of a module into the values of its declarations, each evaluated when first asked for. */
import { remembered } from "../../../base/collections.ts";
import type { Diagnostic } from "../../../base/diagnostic.ts";
import { relativePath } from "../../../base/files.ts";
import type { Span } from "../../../base/source-file.ts";
import { DYNAMIC, type Existence, type Type, type UnknownValue, type Value } from "../../../base/value.ts";
import type { Block } from "../../../parse/hcl/syntax.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import { type LostPart, lostDeclaration } from "../configuration/lost-parts.ts";
import { type CallSource, callSource, type MissingSource } from "../configuration/module-calls.ts";
import type { Declaration, ModuleConfiguration, ResourceDeclaration } from "../configuration/module-configuration.ts";
import { argument } from "../configuration/module-configuration.ts";
import { namedKeys } from "../configuration/named-keys.ts";
import { evaluate, failed } from "../language/expressions/evaluate.ts";
import type { Binding, ModuleScope, Scope } from "../language/scope.ts";
import { objectType } from "../language/types/values.ts";
import { A_CONSTANT, assign, errorUnknown, markSensitive, pass } from "../language/unknowns.ts";
import { ephemeralValue } from "./ephemeral-value.ts";
import { expansionValue } from "./expansion-value.ts";
import { type InstanceSlot, onlyOne, type Repetition, repetitionOf } from "./repetition.ts";
import { Memo, ResourceInstance } from "./resource-instance.ts";
import type { RootEvaluation } from "./root-evaluation.ts";
import { traced, variableValue } from "./variables.ts";

/** How a module is called; absent for the root. */
interface Calling {
  readonly parent: ModuleInstance;
  readonly declaration: Declaration;
  readonly slot: InstanceSlot;
}

export class ModuleInstance implements ModuleScope {
  readonly root: RootEvaluation;
  readonly configuration: ModuleConfiguration;
  readonly calling: Calling | undefined;
  /** `module.app["a"]`; empty for the root. */
  readonly address: string;
  readonly exists: Existence;
  readonly repeated: boolean;
  /** How many modules it is nested in. */
  readonly depth: number;
  readonly #variables = new Memo<Value>();
  readonly #locals = new Memo<Value>();
  readonly #outputs = new Memo<Value>();
  readonly #resources = new Memo<ResourceExpansion | undefined>();
  readonly #calls = new Memo<CallExpansion | undefined>();
  /** What references to resources and calls that are expanded give. */
  readonly #expanded = new Map<string, Value>();

  constructor(root: RootEvaluation, configuration: ModuleConfiguration, calling: Calling | undefined) {
    this.root = root;
    this.configuration = configuration;
    this.calling = calling;
    this.address =
      calling === undefined ? "" : calling.parent.addressOf(`module.${calling.declaration.name}`, calling.slot);
    this.exists = calling === undefined ? true : calling.parent.existenceOf(calling.slot);
    this.repeated = calling !== undefined && (calling.parent.repeated || calling.slot.repeated);
    this.depth = calling === undefined ? 0 : calling.parent.depth + 1;
  }

  /** Whether it exists where the module does that calls it. */
  get existsHere(): Existence {
    return this.calling?.slot.exists ?? true;
  }

  get directory(): string {
    return this.configuration.directory;
  }

  get workspace(): Value {
    return this.root.workspace.value;
  }

  get isWorkspaceTaken(): boolean {
    return this.root.workspace.isTaken;
  }

  /** Of a declaration, or of one instance of it. */
  addressOf(name: string, slot?: InstanceSlot): string {
    return `${this.address === "" ? "" : `${this.address}.`}${name}${slot?.suffix ?? ""}`;
  }

  existenceOf(slot: InstanceSlot): Existence {
    return this.exists === true ? slot.exists : this.exists;
  }

  /** The name of a declaration as an unknown's symbol: `module.app.var.x`. */
  symbolOf(name: string): string {
    return this.root.prefix + this.addressOf(name);
  }

  scope(bindings?: Binding, report: (diagnostic: Diagnostic) => void = this.root.report): Scope {
    return { ...this.root.scopeOf(this), bindings, report };
  }

  variable(name: string): Value | undefined {
    const declaration = this.configuration.variables.get(name);
    if (declaration === undefined) return undefined;
    return this.#variables.get(
      name,
      () =>
        variableValue(
          declaration,
          this.#given(name, declaration.block.headerSpan),
          this.symbolOf(`var.${name}`),
          this.calling === undefined
            ? { hint: assign(name), of: { root: this.root.path, name } }
            : { hint: pass(name, this.address) },
          this.scope(),
          this.calling === undefined && this.root.asDeclared !== undefined,
        ),
      () => this.#cycle(`var.${name}`, declaration.block.headerSpan),
    );
  }

  /** What the root is assigned or the call passes. */
  #given(name: string, span: Span): Value | undefined {
    if (this.calling === undefined) return this.root.assigned(name);
    const { parent, declaration, slot } = this.calling;
    const passed = argument(declaration.block, name);
    if (passed !== undefined) {
      const value = evaluate(passed.expression, parent.scope(slot.binding));
      const origin = value.origin;
      const moduleArgument = { kind: "module-argument", span: passed.expression.span } as const;
      return {
        ...value,
        origin: origin === undefined || origin.kind === "literal" ? moduleArgument : { ...moduleArgument, via: origin },
      };
    }
    const variable = this.configuration.variables.get(name);
    if (variable !== undefined && argument(variable.block, "default") === undefined) {
      const message = `The call of module "${declaration.name}" lacks the argument "${name}", which is required.`;
      this.root.report({ code: "missing-argument", severity: "error", message, span: declaration.block.headerSpan });
      const unknown = errorUnknown(this.symbolOf(`var.${name}`), message, span);
      return { ...unknown, cause: { ...unknown.cause, hint: pass(name, this.address) } };
    }
    return undefined;
  }

  lost(name: string): LostPart | undefined {
    return lostDeclaration(this.configuration.lost, name);
  }

  local(name: string): Value | undefined {
    const declaration = this.configuration.locals.get(name);
    if (declaration === undefined) return undefined;
    const { expression, nameSpan } = declaration;
    return this.#locals.get(
      name,
      () => traced(evaluate(expression, this.scope()), "local", expression.span),
      () => this.#cycle(`local.${name}`, nameSpan),
    );
  }

  /** Undefined where the module has no such output. */
  output(name: string): Value | undefined {
    const declaration = this.configuration.outputs.get(name);
    if (declaration === undefined) return undefined;
    const { block, evaluated } = declaration;
    if (evaluated !== undefined) return evaluated;
    const expression = argument(block, "value")?.expression;
    if (expression === undefined) return failed(`The output "${name}" has no value.`, block.headerSpan, this.scope());
    return this.#outputs.get(
      name,
      () => {
        const value = traced(evaluate(expression, this.scope()), "output", expression.span);
        const sensitive = argument(block, "sensitive")?.expression;
        return sensitive?.kind === "literal" && sensitive.value === true ? markSensitive(value) : value;
      },
      () => this.#cycle(`output.${name}`, block.headerSpan),
    );
  }

  /** Of all outputs together, of which none is evaluated for it. */
  get outputsType(): Type {
    return objectType([...this.configuration.outputs.keys()].map((name) => [name, DYNAMIC]));
  }

  path(name: string): Value | undefined {
    if (name === "root") return { kind: "string", value: "." };
    if (name === "module") return { kind: "string", value: relativePath(this.root.directory, this.directory) };
    if (name !== "cwd") return undefined;
    const cause = { kind: "impure", text: "path.cwd is where Terraform runs", hint: A_CONSTANT } as const;
    return makeUnknown({ type: { kind: "string" }, cause, symbol: `${this.root.prefix}path.cwd`, notNull: true });
  }

  resource(key: string): Value | undefined {
    const declaration = this.configuration.resources.get(key);
    if (declaration === undefined) return ephemeralValue(this, key);
    const expansion = this.expandResource(key, declaration);
    if (expansion === undefined) return this.#cycle(key, declaration.block.headerSpan);
    return remembered(this.#expanded, key, () =>
      expansionValue(expansion.repetition, this.symbolOf(key), (slot) =>
        this.instanceUnknown(key, slot, declaration.block.headerSpan),
      ),
    );
  }

  /** Stands for a whole instance of a resource or module call. */
  instanceUnknown(key: string, slot: InstanceSlot, span: Span): UnknownValue {
    return this.root.instanceUnknown(this.addressOf(key, slot), this.symbolOf(key) + slot.suffix, span);
  }

  /** Undefined where its count or for_each depends on itself. */
  expandResource(key: string, declaration: ResourceDeclaration): ResourceExpansion | undefined {
    const expand = (): ResourceExpansion => {
      const { block, evaluated } = declaration;
      const repetition = evaluated === undefined ? this.#repetitionOf(block) : onlyOne(evaluated);
      const instances = repetition.slots.map((slot) => new ResourceInstance(this, key, declaration, slot));
      for (const instance of instances) this.root.register(instance);
      return { repetition, instances };
    };
    return this.#resources.get(key, expand, () => undefined);
  }

  moduleCall(name: string): Value | undefined {
    const declaration = this.configuration.calls.get(name);
    if (declaration === undefined) return undefined;
    const key = `module.${name}`;
    const span = declaration.block.headerSpan;
    const expansion = this.expandCall(name, declaration);
    if (expansion === undefined) return this.#cycle(key, span);
    return remembered(this.#expanded, key, () =>
      expansionValue(expansion.repetition, this.symbolOf(key), (slot) => {
        if (expansion.missing === undefined) return this.instanceUnknown(key, slot, span);
        const cause = { kind: "missing-source", ...expansion.missing, span } as const;
        return makeUnknown({ cause, symbol: this.symbolOf(key) + slot.suffix, notNull: true });
      }),
    );
  }

  /** Undefined where its count or for_each depends on itself. */
  expandCall(name: string, declaration: Declaration): CallExpansion | undefined {
    const expand = (): CallExpansion => {
      const repetition = this.#repetitionOf(declaration.block);
      const { configuration, missing } =
        this.#beyondLimits(repetition, declaration) ?? callSource(this, name, declaration);
      const instances = new Map<string, ModuleInstance>();
      for (const slot of configuration === undefined ? [] : repetition.slots) {
        const instance = new ModuleInstance(this.root, configuration!, { parent: this, declaration, slot });
        instances.set(slot.suffix, instance);
        this.root.registerModule(instance);
      }
      return { repetition, instances, configuration, missing };
    };
    return this.#calls.get(name, expand, () => undefined);
  }

  #repetitionOf(block: Block): Repetition {
    return repetitionOf(block, this.#asDeclared().scope(), namedKeys(this.configuration, block));
  }

  /** Instances by count and for_each are counted where they are made: this counts the others, for calls in calls are many too. */
  #beyondLimits({ kind, slots }: Repetition, { block }: Declaration): CallSource | undefined {
    const { budget } = this.scope();
    if (kind !== "single" || budget.instances(slots.length, block.headerSpan) === slots.length) return undefined;
    const { text, hint } = budget.refused(block.headerSpan).cause;
    return { missing: { text, ...(hint === undefined ? {} : { hint }) } };
  }

  /** Where defaults are left open, the same with them: what there is of everything is as it is by default. */
  #asDeclared(): ModuleInstance {
    return this.root.asDeclared?.moduleAt(this.address) ?? this;
  }

  /** The path of calls that leads here, `app.vpc`, as the manifest of installed modules has it. */
  get callPath(): string {
    if (this.calling === undefined) return "";
    const { parent, declaration } = this.calling;
    return parent.calling === undefined ? declaration.name : `${parent.callPath}.${declaration.name}`;
  }

  #cycle(name: string, span: Span): UnknownValue {
    return this.root.reportCircle(this.addressOf(name), span);
  }
}

/** The instances of one resource declaration. */
interface ResourceExpansion {
  readonly repetition: Repetition;
  readonly instances: readonly ResourceInstance[];
}

/** The instances of one module call; none where its source is not in the scan, or it is repeated for nothing. */
interface CallExpansion {
  readonly repetition: Repetition;
  readonly instances: ReadonlyMap<string, ModuleInstance>;
  /** What it calls. */
  readonly configuration: ModuleConfiguration | undefined;
  /** Why that is not there. */
  readonly missing: MissingSource | undefined;
}
