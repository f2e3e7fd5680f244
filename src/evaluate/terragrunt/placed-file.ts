/**
 * A file of Terragrunt in the place where it counts, by itself or included in another, into the values of what it says. Terragrunt's
 * expressions see other names than a module of Terraform (https://terragrunt.gruntwork.io/docs/reference/hcl/).
 */
import { once } from "../../base/collections.ts";
import type { Span } from "../../base/source-file.ts";
import type { MapValue, Value } from "../../base/value.ts";
import type { Attribute, Block, Expression } from "../../parse/hcl/syntax.ts";
import { Memo } from "../terraform/instances/resource-instance.ts";
import { traced } from "../terraform/instances/variables.ts";
import { evaluate } from "../terraform/language/expressions/evaluate.ts";
import type { ModuleScope, Scope } from "../terraform/language/scope.ts";
import { object } from "../terraform/language/types/values.ts";
import { errorUnknown } from "../terraform/language/unknowns.ts";
import type { ConfigurationFile } from "./configuration-files.ts";
import { functionsOf } from "./functions.ts";
import type { ConfigurationReading } from "./reading.ts";
import { memberNamed } from "./stack.ts";
import type { UnitConfiguration } from "./unit-configuration.ts";

/** How a file is included. */
export interface Include {
  /** Its label; empty where it has none. */
  readonly name: string;
  readonly strategy: "no_merge" | "shallow" | "deep";
  /** Whether expressions see what is included. */
  readonly isExposed: boolean;
}

export class PlacedFile implements ModuleScope {
  readonly configuration: UnitConfiguration;
  readonly file: ConfigurationFile;
  /** Undefined where the file is the configuration itself. */
  readonly include: Include | undefined;
  readonly #locals = new Memo<Value>();
  readonly #names = new Memo<Value | undefined>();
  readonly #functions = once(() => functionsOf(this));
  readonly #declared: ReadonlyMap<string, Attribute>;

  constructor(configuration: UnitConfiguration, file: ConfigurationFile, include: Include | undefined) {
    this.configuration = configuration;
    this.file = file;
    this.include = include;
    this.#declared = new Map(
      this.blocks("locals").flatMap(({ body }) => body.attributes.map((one) => [one.name, one])),
    );
  }

  get reading(): ConfigurationReading {
    return this.configuration.reading;
  }

  get directory(): string {
    return this.file.path;
  }

  get workspace(): Value {
    return { kind: "string", value: "default" };
  }

  get isWorkspaceTaken(): boolean {
    return false;
  }

  symbolOf(name: string): string {
    return `${this.reading.prefix}${name}`;
  }

  blocks(type: string): readonly Block[] {
    return this.file.body.blocks.filter((block) => block.type === type);
  }

  /** At the top of the file. */
  attribute(name: string): Attribute | undefined {
    return this.file.body.attributes.find((attribute) => attribute.name === name);
  }

  value(expression: Expression): Value {
    return evaluate(expression, this.scope());
  }

  scope(): Scope {
    const { reading } = this;
    const { values = object([]) } = reading;
    return {
      ...reading.base,
      module: this,
      bindings: { name: "values", value: values, outer: undefined },
      functions: { ...reading.base.functions, rootDirectory: this.file.directory, further: this.#functions() },
    };
  }

  local(name: string): Value | undefined {
    const declared = this.#declared.get(name);
    if (declared === undefined) return undefined;
    const { expression, nameSpan } = declared;
    const early = this.configuration.includeBeingRead;
    if (early !== undefined) return this.#tooEarly(`local.${name}`, early);
    return this.#locals.get(
      name,
      () => traced(this.value(expression), "local", expression.span),
      () => this.circle(`local.${name}`, nameSpan),
    );
  }

  /** The values of all attributes at the top. */
  attributes(): MapValue {
    return object(this.file.body.attributes.map(({ name, expression }) => [name, this.value(expression)]));
  }

  locals(): MapValue {
    return object([...this.#declared.keys()].map((name) => [name, this.local(name)!]));
  }

  /** What an include block refers to. */
  #tooEarly(name: string, span: Span): Value {
    const message = `Include blocks are read before all else: in them there is no ${name}.`;
    this.reading.base.report({ code: "terragrunt-order", severity: "error", message, span });
    return errorUnknown(`${this.reading.prefix}${name}`, message, span);
  }

  /** A value that asks for itself while it is computed. */
  circle(name: string, span: Span): Value {
    const message = `${name} depends on itself.`;
    this.reading.base.report({ code: "cycle", severity: "error", message, span });
    return errorUnknown(`${this.reading.prefix}${name}`, message, span);
  }

  /** `include.root`, `dependency.vpc`, `feature.x`, `unit.vpc`. */
  resource(key: string): Value | undefined {
    const [root = "", name = ""] = key.split(".", 2);
    const find = Object.hasOwn(NAMES, root) ? NAMES[root] : undefined;
    const early = this.configuration.includeBeingRead;
    if (find !== undefined && early !== undefined) return this.#tooEarly(key, early);
    return (
      find &&
      this.#names.get(
        key,
        () => find(this, name),
        () => this.circle(key, this.file.span),
      )
    );
  }

  variable(): undefined {
    return undefined;
  }

  moduleCall(): undefined {
    return undefined;
  }

  path(): undefined {
    return undefined;
  }
}

/** What expressions refer to besides locals and values. */
const NAMES: Readonly<Record<string, (frame: PlacedFile, name: string) => Value | undefined>> = {
  include: ({ configuration }, name) => configuration.exposed(name),
  dependency: (frame, name) => {
    const dependency = frame.configuration.dependenciesOf(frame).get(name);
    return dependency && frame.reading.dependency(dependency);
  },
  feature: (frame, name) => frame.configuration.feature(name),
  unit: ({ configuration }, name) => memberNamed(configuration, "unit", name),
  stack: ({ configuration }, name) => memberNamed(configuration, "stack", name),
};
