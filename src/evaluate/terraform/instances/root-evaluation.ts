/** One root module and what it is assigned into its module instances and resources. */

import { once, remembered } from "../../../base/collections.ts";
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Span } from "../../../base/source-file.ts";
import { NO_STATEMENTS } from "../../../base/statement.ts";
import type { Assumption, Existence, UnknownValue, Value } from "../../../base/value.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import type { PlanFacts, StackContents, TerraformInput } from "../../input.ts";
import type { Lost, NotEvaluated, NotMade, Resource, Unread } from "../../resource.ts";
import { readManifests } from "../configuration/installed-modules.ts";
import type { ModuleConfiguration, ModuleLoader } from "../configuration/module-configuration.ts";
import { Budget } from "../language/budget.ts";
import type { Instances, Scope } from "../language/scope.ts";
import { object } from "../language/types/values.ts";
import { AFTER_APPLY, errorUnknown } from "../language/unknowns.ts";
import { readAssignments } from "./assignments.ts";
import type { Evaluation } from "./evaluation.ts";
import { ModuleInstance } from "./module-instance.ts";
import { makesService } from "./not-made.ts";
import { readModules } from "./read-modules.ts";
import { type NotRead, type Provider, ResourceInstance } from "./resource-instance.ts";
import { RootCycles } from "./root-cycles.ts";
import type { RootUnit, UnitValues } from "./root-unit.ts";
import { RootWorkspace } from "./root-workspace.ts";
import type { Scan } from "./roots.ts";
import { StatedValues } from "./stated-values.ts";
import { undeclaredOutput } from "./undeclared-output.ts";
import { type UnreadCall, unreadIn, unreadStack } from "./unread.ts";
import { assignedValue, validate } from "./variables.ts";

export class RootEvaluation implements Instances {
  readonly path: string;
  /** Where Terraform runs: that of its module, which lies elsewhere where the root is a unit of Terragrunt. */
  readonly directory: string;
  /** What resources and references call this root. */
  readonly id: string;
  /** Stands before every symbol; empty where the root is alone in its group. */
  readonly prefix: string;
  readonly input: TerraformInput;
  readonly loader: ModuleLoader;
  /** The plan that was made from this configuration, where the scan has one. */
  readonly plan: PlanFacts | undefined;
  /** Set where the defaults of its variables are left open: the same with them. */
  readonly asDeclared: RootEvaluation | undefined;
  readonly diagnostics: Diagnostic[] = [];
  readonly notEvaluated: NotEvaluated[] = [];
  readonly notMade: NotMade[] = [];
  readonly module: ModuleInstance;
  readonly scan: Scan;
  readonly provider: Provider;
  /** The roots whose state data sources of this root read, by the data source's address. */
  readonly #states = new Map<string, RootEvaluation | undefined>();
  readonly #budget: Budget;
  /** What is installed for it. */
  readonly manifest = once(() => readManifests(this.directory, this.unit?.of.laidOut, this.input));
  readonly assignments = once(() => readAssignments(this));
  /** What a unit that makes it a root says of it. */
  readonly unit: UnitValues | undefined;
  readonly #modules = new Map<string, ModuleInstance>();
  readonly #resources = new Map<string, ResourceInstance>();
  readonly #said = new Set<string>();
  readonly #circles: Diagnostic[] = [];
  readonly #stacks = new Map<string, StackContents | NotRead | undefined>();
  readonly unreadCalls: UnreadCall[] = [];
  readonly unreadStacks: Unread[] = [];
  readonly lostInStacks: Lost[] = [];
  /** What is known of what it leaves open. */
  readonly stated: StatedValues;
  readonly workspace = new RootWorkspace(this);

  /** `isShared`: other roots are in the same group. */
  constructor(
    of: Evaluation,
    scan: Scan,
    configuration: ModuleConfiguration,
    isShared: boolean,
    asDeclared?: RootEvaluation,
    unit?: RootUnit,
  ) {
    this.asDeclared = asDeclared;
    this.path = unit?.path ?? configuration.directory;
    this.directory = configuration.directory;
    this.input = unit === undefined ? of.input : { ...of.input, files: unit.files };
    this.loader = of.loader;
    this.scan = scan;
    this.plan = of.input.plans?.get(this.path);
    this.stated = new StatedValues(this, (of.input.stated ?? NO_STATEMENTS).in(this.path));
    this.id = unit?.id ?? of.input.identityOf?.(this.path, this.workspace.told(configuration)) ?? this.path;
    this.prefix = isShared ? `${this.id}:` : "";
    const shared = unit === undefined ? 0 : configuration.characters;
    this.#budget = new Budget(this.report, of.steps, (unit ?? configuration).characters, this.id, shared);
    this.provider = of.provider;
    this.module = new ModuleInstance(this, configuration, undefined);
    this.unit = unit?.begin(this);
  }

  /** What is taken as given in the whole root, by its text. */
  readonly assumptions = new Map<string, Assumption>();

  assume(kind: string, text: string): void {
    this.assumptions.set(text, { kind, text });
  }

  /** Each message once, however many instances have it. */
  readonly report = (diagnostic: Diagnostic): void => {
    const { code, message, span } = diagnostic;
    const key = `${code} ${span?.file.path}:${span?.start} ${message}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.diagnostics.push(diagnostic);
  };

  scopeOf(module: ModuleInstance): Scope {
    const { report, input, directory } = this;
    return {
      module,
      bindings: undefined,
      instances: this,
      budget: this.#budget,
      report,
      reportStatic: report,
      functions: { files: input.files, parse: input.parse, rootDirectory: directory },
    };
  }

  /** What a variable of the root is assigned: by the plan where there is one, else by files and arguments, else by Terragrunt, else what is known of it. */
  assigned(name: string): Value | undefined {
    const planned = this.plan?.variables.get(name);
    if (planned !== undefined) return planned;
    const { byName, unread } = this.assignments();
    const assignment = byName.get(name);
    const declaration = this.module.configuration.variables.get(name);
    if (declaration === undefined) return undefined;
    if (assignment === undefined && unread !== undefined)
      return this.settled(makeUnknown({ cause: unread, symbol: `${this.prefix}var.${name}` }));
    if (assignment === undefined) return this.unit?.input(declaration) ?? this.stated.variable(declaration);
    const constant: Scope = { ...this.module.scope(), module: undefined };
    return assignedValue(assignment, declaration, constant);
  }

  /** A value that asks for itself while it is computed. */
  readonly reportCircle = (name: string, span: Span): UnknownValue => {
    const message = `${name} depends on itself.`;
    this.#circles.push({ code: "cycle", severity: "error", message, span });
    return errorUnknown(this.prefix + name, message, span);
  };

  register(instance: ResourceInstance): void {
    this.#resources.set(instance.address, instance);
  }

  registerModule(instance: ModuleInstance): void {
    this.#modules.set(instance.address, instance);
  }

  moduleAt(address: string): ModuleInstance | undefined {
    return address === "" ? this.module : this.#modules.get(address);
  }

  /** Finds the root that writes the state which the data source at an address reads, once. */
  linkedState(address: string, find: () => RootEvaluation | undefined): RootEvaluation | undefined {
    return remembered(this.#states, address, find);
  }

  /** The addresses of remote states that were read, with the roots that write them. */
  states(): readonly (readonly [string, RootEvaluation])[] {
    return [...this.#states].flatMap(([address, root]) => (root === undefined ? [] : [[address, root] as const]));
  }

  resourceAt(address: string): ResourceInstance | undefined {
    return this.#resources.get(address);
  }

  readonly settled = (value: Value): Value => this.stated.settled(value);

  /** Stands for a whole resource or module instance. */
  instanceUnknown(address: string, symbol: string, span: Span): UnknownValue {
    const text = `${address} is known only after apply`;
    const cause = { kind: "computed", text, hint: AFTER_APPLY, span } as const;
    return makeUnknown({
      cause,
      symbol,
      ref: { root: this.id, address, attribute: "" },
      notNull: true,
    });
  }

  attribute(instance: UnknownValue, name: string, span: Span): Value | undefined {
    const of = this.#behind(instance);
    if (of instanceof ResourceInstance) return of.attribute(name, instance.symbol);
    // Which outputs a root has the type of them all says.
    return (
      of?.output(name) ?? (of === undefined || of === of.root.module ? undefined : undeclaredOutput(of, name, span))
    );
  }

  existence(instance: UnknownValue): Existence | undefined {
    return this.#behind(instance)?.existsHere;
  }

  whole(instance: UnknownValue): Value | undefined {
    const of = this.#behind(instance);
    if (of instanceof ResourceInstance) return of.whole(instance);
    return of && object([...of.configuration.outputs.keys()].sort().map((name) => [name, of.output(name)!]));
  }

  /** The instance that an unknown stands for, of this root or another; undefined where it stands for none. */
  #behind({ ref }: UnknownValue): ResourceInstance | ModuleInstance | undefined {
    if (ref === undefined || ref.attribute !== "") return undefined;
    const root = ref.root === this.id ? this : this.scan.rootWith(ref.root);
    return root?.resourceAt(ref.address) ?? root?.moduleAt(ref.address);
  }

  /** Every module instance in which there may be something to read, callers before callees. */
  readonly modules = once((): readonly ModuleInstance[] => readModules(this));

  readonly unread = once((): readonly Unread[] => unreadIn(this));

  /** The stack that a resource deploys; undefined where it deploys none, or its own contents are asked for while they are read. */
  stackOf(instance: ResourceInstance): StackContents | NotRead | undefined {
    const { address } = instance;
    if (!this.#stacks.has(address)) {
      this.#stacks.set(address, undefined);
      this.#stacks.set(address, this.provider.deployedStack(this, instance));
    }
    return this.#stacks.get(address);
  }

  /** The resources of the stack that a resource deploys, which are there where it is; else it is said that they are not read. */
  #deployedBy(instance: ResourceInstance): readonly Resource[] {
    const stack = this.stackOf(instance);
    if (stack === undefined) return [];
    const { address, exists } = instance;
    if ("because" in stack) {
      const { because, span } = stack;
      this.notEvaluated.push({ address, because, ...(span === undefined ? {} : { span }) });
      this.unreadStacks.push(unreadStack(this.id, instance, stack));
      return [];
    }
    for (const diagnostic of stack.diagnostics) this.report(diagnostic);
    for (const { kind, text } of stack.assumptions) this.assume(kind, text);
    this.notEvaluated.push(...stack.notEvaluated);
    this.unreadStacks.push(...stack.unread);
    this.lostInStacks.push(...stack.lost);
    return stack.resources.map((resource) => ({
      ...resource,
      exists: resource.exists === true ? exists : resource.exists,
      repeated: resource.repeated || instance.repeated,
    }));
  }

  /** All outputs, for those who read its state. `span`: where they do. */
  stateRead(span: Span): UnknownValue {
    return { ...this.instanceUnknown("", `${this.prefix}output`, span), type: this.module.outputsType };
  }

  outputs(): ReadonlyMap<string, Value> {
    return new Map([...this.module.configuration.outputs.keys()].map((name) => [name, this.module.output(name)!]));
  }

  /** The resources that are asked for in the order of modules and declarations; where all are, everything that can be wrong too. */
  resources(): readonly Resource[] {
    const { reads } = this.input;
    const resources: Resource[] = [];
    const cycles = new RootCycles(this.modules(), this.loader, this.provider);
    for (const diagnostic of cycles.diagnostics) this.report(diagnostic);
    for (const module of this.modules()) {
      for (const [name, declaration] of module.configuration.variables) {
        const value = module.variable(name);
        if (value !== undefined) validate(declaration, value, module.scope());
      }
      if (reads === undefined) {
        for (const name of module.configuration.locals.keys()) module.local(name);
        for (const name of module.configuration.outputs.keys()) module.output(name);
      }
      for (const [key, declaration] of module.configuration.resources) {
        if (reads?.(declaration.mode, declaration.type) === false) continue;
        const instances = module.expandResource(key, declaration)?.instances ?? [];
        if (instances.length === 0 && makesService(declaration)) {
          const { headerSpan: span } = declaration.block;
          this.notMade.push({ root: this.id, address: module.addressOf(key), because: "count-0", span });
        }
        for (const instance of instances) {
          resources.push(cycles.broken(instance.resource(this.id)));
          resources.push(...this.#deployedBy(instance));
        }
      }
    }
    for (const diagnostic of this.assignments().diagnostics) this.report(diagnostic);
    this.unit?.check();
    this.stated.tellKnown();
    // What was met in a circle is part of a cycle that is told already.
    if (cycles.diagnostics.length === 0) for (const diagnostic of this.#circles) this.report(diagnostic);
    // Which states are read for what is given away, other roots have to know.
    this.unread();
    return resources;
  }
}
