/**
 * The references that a plan's `configuration` lists for an expression into the resource attributes behind them, through variables
 * and outputs of modules (https://developer.hashicorp.com/terraform/internals/json-format#expression-representation).
 *
 * A plan lists what an expression refers to, not what it makes of it: that a value is the attribute that it refers to is an
 * assumption, which the caller states.
 */
import { groupBy } from "../../base/collections.ts";
import type { LocatedNode } from "../../parse/located.ts";
import { elements, member, memberAt, type PlanDocument, type PlannedResource, text, texts } from "./document.ts";

/** An attribute of a resource instance of the plan. */
export interface Target {
  readonly resource: PlannedResource;
  readonly attribute: string;
}

export interface Targets {
  /** For each name in the expression what it stands for: of a resource without a constant index all its instances, of which the expression may take some. */
  readonly groups: readonly (readonly Target[])[];
  /** An index that is no constant (`each.key`, `count.index`) may choose among the instances. */
  readonly indexed: boolean;
  /** Something that is known when the plan is made stands beside them, and may choose: `r[var.i]`. */
  readonly chosen: boolean;
  /** Other things than resources stand in the expression that may be unknown: locals, `each.value`. */
  readonly other: boolean;
}

const OTHER: Targets = { groups: [], indexed: false, chosen: false, other: true };
/** Known when the plan is made, so that it is never what makes a value unknown. */
const KNOWN: Targets = { groups: [], indexed: false, chosen: false, other: false };
const ALWAYS_KNOWN: ReadonlySet<string> = new Set(["count", "path", "terraform"]);
const MAX_DEPTH = 50;

export class References {
  readonly #configuration: LocatedNode | undefined;
  /** By module address and `type.name` or `data.type.name`. */
  readonly #resources: ReadonlyMap<string, readonly PlannedResource[]>;

  constructor(plan: PlanDocument) {
    this.#configuration = plan.configuration;
    this.#resources = groupBy(plan.resources.values(), (one) => `${one.module} ${configurationKey(one)}`);
  }

  /** The resource's entry in the configuration. */
  configured(resource: PlannedResource): LocatedNode | undefined {
    const all = elements(member(this.#module(stepsOf(resource.module)), "resources"));
    return all.find((one) => text(member(one, "address")) === configurationKey(resource));
  }

  /** What an expression in a module instance refers to. */
  of(expression: LocatedNode | undefined, module: string, depth = 0): Targets {
    const names = longest(texts(member(expression, "references")));
    if (member(expression, "constant_value") !== undefined) return KNOWN;
    if (names.length === 0 || depth > MAX_DEPTH) return OTHER;
    const found = names.map((name) => this.#resolve(name, module, depth));
    const groups = found.flatMap((one) => one.groups);
    const chooses = names.some((name) => name === "each.key" || name === "count.index");
    return {
      groups,
      indexed: found.some(({ indexed }) => indexed) || (chooses && groups.some((targets) => targets.length > 1)),
      chosen: found.some(({ groups: own, chosen, other }) => chosen || (own.length === 0 && !other)),
      other: found.some(({ other }) => other),
    };
  }

  #resolve(name: string, module: string, depth: number): Targets {
    const [head, ...rest] = segments(name);
    const next = rest[0];
    if (head === undefined || next === undefined) return OTHER;
    if (ALWAYS_KNOWN.has(head.name) || (head.name === "each" && next.name === "key")) return KNOWN;
    if (head.name === "var") return this.#variable(next.name, module, depth);
    if (head.name === "module") return this.#output(next, rest[1]?.name, module, depth);
    const isData = head.name === "data";
    const [type, instance, ...attributes] = isData ? rest : [head, ...rest];
    if (type === undefined || instance === undefined) return OTHER;
    const key = `${module} ${isData ? "data." : ""}${type.name}.${instance.name}`;
    const all = this.#resources.get(key) ?? [];
    const index = instance.index;
    const chosen = index === undefined ? all : all.filter(({ address }) => address.endsWith(index));
    const attribute = attributes.map((one) => one.name + (one.index ?? "")).join(".");
    if (chosen.length === 0) return OTHER;
    const targets = chosen.map((resource) => ({ resource, attribute: attribute === "" ? "id" : attribute }));
    const unknown = targets.filter((target) => !isKnown(target));
    return unknown.length === 0 ? KNOWN : { groups: [unknown], indexed: false, chosen: false, other: false };
  }

  /** A variable of a called module: what the call passes. The root's are given before the plan is made. */
  #variable(name: string, module: string, depth: number): Targets {
    const steps = stepsOf(module);
    const call = steps.at(-1);
    if (call === undefined) return KNOWN;
    const caller = steps.slice(0, -1);
    const passed = memberAt(this.#module(caller), "module_calls", call.name, "expressions", name);
    return this.of(passed, addressOf(caller), depth + 1);
  }

  #output(call: Segment, output: string | undefined, module: string, depth: number): Targets {
    if (output === undefined) return OTHER;
    const inner = [...stepsOf(module), call];
    const expression = memberAt(this.#module(inner), "outputs", output, "expression");
    return this.of(expression, addressOf(inner), depth + 1);
  }

  #module(steps: readonly Segment[]): LocatedNode | undefined {
    return steps.reduce<LocatedNode | undefined>(
      (at, { name }) => memberAt(at, "module_calls", name, "module"),
      this.#configuration,
    );
  }
}

/** Whether the plan tells the attribute: then it is not what an unknown value refers to. */
function isKnown({ resource, attribute }: Target): boolean {
  const [name = ""] = attribute.split(/[.[]/);
  return member(resource.node, name) !== undefined && member(resource.unknown, name) === undefined;
}

interface Segment {
  readonly name: string;
  /** `[0]` or `["a"]`, where it is a constant. */
  readonly index?: string;
}

/** `module.a["x"].b` as its dotted parts; an index that is no constant (`[count.index]`) is left out. */
function segments(reference: string): readonly Segment[] {
  const parts: Segment[] = [];
  const pattern = /([^.[\]]+)((?:\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\])*)\.?/y;
  for (let match = pattern.exec(reference); match !== null; match = pattern.exec(reference)) {
    const index = match[2] ?? "";
    parts.push(/^\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/.test(index) ? { name: match[1]!, index } : { name: match[1]! });
  }
  return parts;
}

/** The module calls in the address of a module instance. */
function stepsOf(module: string): readonly Segment[] {
  const parts = segments(module);
  return parts.filter((_, at) => at % 2 === 1);
}

function addressOf(steps: readonly Segment[]): string {
  return steps.map(({ name, index = "" }) => `module.${name}${index}`).join(".");
}

function configurationKey({ mode, type, name }: PlannedResource): string {
  return `${mode === "data" ? "data." : ""}${type}.${name}`;
}

/** Terraform lists with each reference what it starts with: `aws_lb.x.arn` and `aws_lb.x`. */
function longest(references: readonly string[]): readonly string[] {
  return references.filter(
    (name) => !references.some((other) => other.startsWith(`${name}.`) || other.startsWith(`${name}[`)),
  );
}
