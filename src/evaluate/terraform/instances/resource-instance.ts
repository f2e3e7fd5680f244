/** One instance of a resource or data block into the values of its attributes and its whole body, as far as its provider knows what they mean. */
import type { Span } from "../../../base/source-file.ts";
import type { Existence, MapValue, Origin, Type, UnknownValue, Value } from "../../../base/value.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import type { StackContents } from "../../input.ts";
import type { BodyAttribute, Resource, ResourceBody } from "../../resource.ts";
import type { ResourceDeclaration } from "../configuration/module-configuration.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import { call } from "../language/functions/call.ts";
import type { Scope } from "../language/scope.ts";
import { convert } from "../language/types/convert.ts";
import { isFailure, object, type Result } from "../language/types/values.ts";
import { AFTER_APPLY } from "../language/unknowns.ts";
import { argumentsOf, blocksValue } from "./block-values.ts";
import { evaluateBlocks, META_ARGUMENTS, type NestedBlocks } from "./body.ts";
import { ignoredChanges } from "./ignored-changes.ts";
import type { ModuleInstance } from "./module-instance.ts";
import type { InstanceSlot } from "./repetition.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

export class ResourceInstance {
  readonly declaration: ResourceDeclaration;
  readonly address: string;
  readonly exists: Existence;
  /** Whether it exists where its module does. */
  readonly existsHere: Existence;
  readonly repeated: boolean;
  readonly scope: Scope;
  /** The address of its module instance. */
  readonly module: string;
  readonly #root: RootEvaluation;
  readonly #attributes = new Memo<Value>();
  readonly #blocks = new Memo<NestedBlocks>();

  /** `key` as the configuration has it: `aws_lb.main`, `data.aws_vpc.main`. */
  constructor(module: ModuleInstance, key: string, declaration: ResourceDeclaration, slot: InstanceSlot) {
    this.#root = module.root;
    this.declaration = declaration;
    this.module = module.address;
    this.address = module.addressOf(key, slot);
    this.exists = module.existenceOf(slot);
    this.existsHere = slot.exists;
    this.repeated = module.repeated || slot.repeated;
    const value = module.instanceUnknown(key, slot, declaration.block.headerSpan);
    // What may not exist may be wrong: its arguments are often made for the case in which it does exist.
    const report = this.exists === true ? module.root.report : () => {};
    this.scope = module.scope({ name: "self", value, outer: slot.binding }, report);
  }

  /** What the configuration sets; undefined where it sets nothing (or null). */
  configured(name: string): Value | undefined {
    const { evaluated } = this.declaration;
    if (evaluated !== undefined) return evaluated.body.attributes.get(name)?.value;
    const value = this.#written(name);
    return value?.kind === "null" ? undefined : value;
  }

  #written(name: string): Value | undefined {
    const attribute = this.declaration.block.body.attributes.find((one) => one.name === name);
    if (attribute === undefined || META_ARGUMENTS.has(name)) return undefined;
    return this.#attributes.get(
      name,
      () => evaluate(attribute.expression, this.scope),
      () => this.#cycle(name, attribute.expression.span),
    );
  }

  /** The value of `address.name`; `symbol` is how the instance was named where it is one of many. */
  attribute(name: string, symbol: string): Value {
    const configured = this.configured(name);
    if (configured !== undefined) return this.#typed(name, configured);
    if (this.#hasBlocks(name)) {
      const nested = this.blocks();
      if (this.#isMap(name))
        return object(nested.blocks.flatMap(({ type, body }) => (type === name ? argumentsOf(body) : [])));
      return blocksValue(name, nested, this.#unwritten(name, symbol));
    }
    return this.#provider.unsetAttribute(this.#root, this, name, symbol);
  }

  #hasBlocks(name: string): boolean {
    const { block, evaluated } = this.declaration;
    if (evaluated === undefined) return block.body.blocks.some((one) => typeOfBlock(one) === name);
    return evaluated.body.furtherBlocks.has(name) || evaluated.body.blocks.some(({ type }) => type === name);
  }

  /** Up to Terraform 0.11 a map was often written as a block: `tags { Name = "x" }`. */
  #isMap(name: string): boolean {
    const { mode, type } = this.declaration;
    return MAP_BLOCKS.has(name) || this.#provider.attributeSchema(mode, type, name)?.type.kind === "map";
  }

  /** Of nested blocks no schema is known here: they may have attributes that the provider computes. */
  #unwritten(name: string, symbol: string): Parameters<typeof blocksValue>[2] {
    const { mode, type, block } = this.declaration;
    if (mode === "data") return undefined;
    const text = `what ${this.address}.${name} has besides what is written there is known only after apply`;
    const cause = { kind: "computed", text, hint: AFTER_APPLY, span: block.headerSpan } as const;
    const ref = { root: this.#root.id, address: this.address, attribute: name };
    return {
      computed: makeUnknown({ cause, symbol: `${symbol}.${name}`, ref }),
      mayBeObject: !this.#provider.hasSchema(mode, type),
      planned: this.#root.plan?.attribute(this.address, name),
    };
  }

  /** As the provider's schema has it: a port given as a string is a number to whoever refers to it. */
  #typed(name: string, value: Value): Value {
    const { mode, type } = this.declaration;
    const schema = this.#provider.attributeSchema(mode, type, name);
    const converted = schema === undefined ? value : convert(value, schema.type);
    if (isFailure(converted)) return value;
    return value.origin === undefined ? converted : { ...converted, origin: value.origin };
  }

  blocks(): NestedBlocks {
    if (this.declaration.evaluated !== undefined) return this.declaration.evaluated.body;
    const { body, headerSpan } = this.declaration.block;
    const nested = body.blocks.filter((block) => !META_ARGUMENTS.has(block.type));
    return this.#blocks.get(
      "",
      () => evaluateBlocks(nested, this.scope),
      () => {
        this.#cycle("its nested blocks", headerSpan);
        return { blocks: [], furtherBlocks: new Map() };
      },
    );
  }

  body(): ResourceBody {
    if (this.declaration.evaluated !== undefined) return this.declaration.evaluated.body;
    const attributes = new Map<string, BodyAttribute>();
    const nulls = new Map<string, Origin>();
    for (const { name, nameSpan, span } of this.declaration.block.body.attributes) {
      const value = this.#written(name);
      if (value?.kind === "null" && value.origin !== undefined) nulls.set(name, value.origin);
      else if (value !== undefined && value.kind !== "null") attributes.set(name, { value, nameSpan, span });
    }
    return { attributes, ...this.blocks(), ...(nulls.size === 0 ? {} : { nulls }) };
  }

  resource(root: string): Resource {
    const { mode, type, block, evaluated } = this.declaration;
    if (evaluated !== undefined) return evaluated;
    const ignored = ignoredChanges(block);
    return {
      dialect: "terraform",
      root,
      address: this.address,
      mode,
      type,
      body: this.body(),
      exists: this.exists,
      repeated: this.repeated,
      span: block.headerSpan,
      scope: this.module,
      ...(ignored === undefined ? {} : { ignored }),
    };
  }

  /** The instance as an object: what is configured, and that there is more. */
  whole(rest: UnknownValue): MapValue {
    const entries = new Map<string, Value>(argumentsOf(this.body()));
    for (const block of this.blocks().blocks)
      if (!entries.has(block.type)) entries.set(block.type, this.attribute(block.type, rest.symbol));
    for (const name of this.#naming()) if (!entries.has(name)) entries.set(name, this.attribute(name, rest.symbol));
    return { kind: "map", shape: "object", entries, rest };
  }

  /** Attributes that are not configured and name things: itself, what it finds, and what another root hands out. */
  #naming(): readonly string[] {
    const { mode, type } = this.declaration;
    if (type === "terraform_remote_state") return ["outputs"];
    return this.#provider.attributeSchema(mode, type, "ids") === undefined ? ["id", "arn"] : ["id", "arn", "ids"];
  }

  /** What a function gives where the resource stands. */
  call(name: string, args: readonly Value[], span: Span = this.declaration.block.headerSpan): Result {
    const renderTemplate = () => ({ failure: "no template" });
    const { functions, budget } = this.scope;
    const pay = (weight: number) => budget.pay(weight, span);
    return call(name, args, { ...functions, span, renderTemplate, pay, occasion: () => this.address });
  }

  #cycle(name: string, span: Span): UnknownValue {
    return this.#root.reportCircle(`${this.address}.${name}`, span);
  }

  get #provider(): Provider {
    return this.#root.provider;
  }
}

const MAP_BLOCKS: ReadonlySet<string> = new Set(["tags", "triggers", "vars", "keepers", "inputs"]);

function typeOfBlock(block: {
  readonly type: string;
  readonly labels: readonly { readonly value: string }[];
}): string | undefined {
  return block.type === "dynamic" ? block.labels[0]?.value : block.type;
}

export class Memo<T> {
  readonly #values = new Map<string, T>();
  readonly #running = new Set<string>();

  /** The value of a name; `onCycle` where computing it asks for itself. */
  get(name: string, compute: () => T, onCycle: () => T): T {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    if (this.#running.has(name)) return onCycle();
    this.#running.add(name);
    const value = compute();
    this.#running.delete(name);
    this.#values.set(name, value);
    return value;
  }
}

export interface Provider {
  /** Whether it is known which attributes the type has. */
  hasSchema(mode: "managed" | "data", type: string): boolean;
  /** Undefined where the type is not known, or has no such attribute in any version of the provider. */
  attributeSchema(mode: "managed" | "data", type: string, name: string): AttributeSchema | undefined;
  /** An attribute that the configuration does not set: computed by AWS, by a pure data source, or null. `symbol`: that of the instance. */
  unsetAttribute(root: RootEvaluation, instance: ResourceInstance, name: string, symbol: string): Value;
  /** What is in the stack that a resource deploys; undefined where it deploys none. */
  deployedStack(root: RootEvaluation, instance: ResourceInstance): StackContents | NotRead | undefined;
  /** Whether to make a resource of the type is to run code that is given its arguments. */
  invokesCode(type: string): boolean;
  /** How a cycle of declarations with these names can be undone, where the provider has a way. */
  cycleHint(names: readonly string[]): string | undefined;
}

export interface AttributeSchema {
  readonly type: Type;
  /** The provider gives a value where none is set; otherwise an unset one is null. */
  readonly computed: boolean;
}

/** Of what a resource deploys, why nothing can be read. */
export interface NotRead {
  /** As what is to be said of the resource. */
  readonly because: string;
  readonly span: UnknownValue["cause"]["span"];
  readonly hint?: string | undefined;
}
