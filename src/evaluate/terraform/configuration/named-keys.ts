/** Which instances of what is repeated a module names by a constant key: where their number is not known, these are there all the same. */
import type { Block, Expression } from "../../../parse/hcl/syntax.ts";
import { argument, type ModuleConfiguration } from "./module-configuration.ts";
import { referencesOf } from "./references.ts";

/**
 * The keys of the instances that there must be of a block, as Terraform refuses a reference to one that is not there. What is repeated
 * over the same collection has instances of the same keys, so that those belong together: one is named of all of them.
 */
export function namedKeys(configuration: ModuleConfiguration, block: Block): ReadonlySet<string> {
  const keys = known.get(configuration) ?? new NamedKeys(configuration);
  known.set(configuration, keys);
  return keys.of(block);
}

/** A module is instantiated many times, and read once. */
const known = new WeakMap<ModuleConfiguration, NamedKeys>();

class NamedKeys {
  readonly #configuration: ModuleConfiguration;
  /** By what decides how many there are. */
  readonly #keys = new Map<string, Set<string>>();

  constructor(configuration: ModuleConfiguration) {
    this.#configuration = configuration;
    for (const { name, key } of this.#references()) {
      const block = key === undefined ? undefined : this.#blockOf(name);
      const over = block && this.#overWhat(block, 0);
      if (over === undefined) continue;
      const keys = this.#keys.get(over) ?? new Set();
      this.#keys.set(over, keys.add(key!));
    }
  }

  of(block: Block): ReadonlySet<string> {
    return this.#keys.get(this.#overWhat(block, 0) ?? "") ?? NO_KEYS;
  }

  #references(): readonly { readonly name: string; readonly key?: string }[] {
    const { locals, outputs, resources, calls } = this.#configuration;
    const blocks = [...outputs.values(), ...resources.values(), ...calls.values()];
    return [
      ...[...locals.values()].flatMap(({ expression }) => referencesOf(expression)),
      ...blocks.flatMap(({ block }) => referencesOf(block.body)),
    ];
  }

  /** The declaration of a resource or of a module call that a reference names. */
  #blockOf(name: string): Block | undefined {
    const { resources, calls } = this.#configuration;
    return (resources.get(name) ?? calls.get(/^module\.([^.]+)/.exec(name)?.[1] ?? ""))?.block;
  }

  /** The text of `count` or `for_each`; that of another block where it has an instance for each of the other's. */
  #overWhat(block: Block, depth: number): string | undefined {
    const written = (argument(block, "for_each") ?? argument(block, "count"))?.expression;
    if (written === undefined) return undefined;
    const expression = unwrapped(written);
    const other = depth < MOST_LINKS ? this.#otherWhole(expression) : undefined;
    const { file, start, end } = expression.span;
    return (other && this.#overWhat(other, depth + 1)) ?? file.text.slice(start, end).replace(/\s+/g, "");
  }

  /** The block in `aws_lb.x`, `length(aws_lb.x)` and `length(aws_lb.x[*].id)`. */
  #otherWhole(expression: Expression): Block | undefined {
    const [argument, further] = expression.kind === "call" && expression.name === "length" ? expression.arguments : [];
    const whole = argument !== undefined && further === undefined ? argument : expression;
    const target = whole.kind === "splat" ? whole.target : whole;
    if (target.kind !== "get-attribute") return undefined;
    const [only] = referencesOf(target);
    return only === undefined || only.key !== undefined ? undefined : this.#blockOf(only.name);
  }
}

/** Up to Terraform 0.11 every expression stood in a template: `"${var.n}"`. */
function unwrapped(expression: Expression): Expression {
  const [part, further] = expression.kind === "template" ? expression.parts : [];
  return part?.kind === "interpolation" && further === undefined ? part.expression : expression;
}

const NO_KEYS: ReadonlySet<string> = new Set();
/** Blocks that are one after the other repeated over each other: more are a circle. */
const MOST_LINKS = 16;
