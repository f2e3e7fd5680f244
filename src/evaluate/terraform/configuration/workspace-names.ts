/** The workspaces of which the source of a module speaks, by their names: a guess at what the user may want to judge, on which no verdict depends. */
import type { Block, Body, Expression, ObjectKey } from "../../../parse/hcl/syntax.ts";
import { writtenText } from "../language/types/text.ts";
import { argument, type ModuleConfiguration } from "./module-configuration.ts";

/** Names that stand for names, and what is written inside of each other, are not followed further. */
const MOST_STEPS = 8;

export class NamedWorkspaces {
  readonly #module: ModuleConfiguration;
  readonly #given: ReadonlySet<string>;

  /** `given`: variables of the module that its call gives the workspace. */
  constructor(module: ModuleConfiguration, given: ReadonlySet<string>) {
    this.#module = module;
    this.#given = given;
  }

  /** Keys of maps that are indexed by the workspace, and what it is compared with. */
  *names(): Generator<string> {
    for (const expression of expressionsOf(this.#module)) {
      if (expression.kind === "index" && this.isWorkspace(expression.key)) yield* this.#keysOf(expression.target);
      if (expression.kind === "binary" && /^[!=]=$/.test(expression.operator)) {
        const { left, right } = expression;
        const other = this.isWorkspace(left) ? right : this.isWorkspace(right) ? left : undefined;
        yield* textOf(other);
      }
      if (expression.kind !== "call") continue;
      const [first, second] = expression.arguments;
      if (second === undefined || !this.isWorkspace(second)) continue;
      if (expression.name === "lookup") yield* this.#keysOf(first!);
      if (expression.name === "contains") yield* this.#elementsOf(first!);
    }
  }

  /** `terraform.workspace`, or a name that stands for nothing else. */
  isWorkspace(expression: Expression, depth = 0): boolean {
    const { kind } = expression;
    if (depth > MOST_STEPS) return false;
    if (kind === "parentheses") return this.isWorkspace(expression.expression, depth + 1);
    if (kind === "template") {
      const [only, second] = expression.parts;
      return only?.kind === "interpolation" && second === undefined && this.isWorkspace(only.expression, depth + 1);
    }
    if (kind !== "get-attribute" || expression.target.kind !== "variable") return false;
    const { target, name } = expression;
    if (target.name === "terraform") return name === "workspace" || name === "env";
    if (target.name === "var") return this.#given.has(name);
    const local = target.name === "local" ? this.#module.locals.get(name) : undefined;
    return local !== undefined && this.isWorkspace(local.expression, depth + 1);
  }

  #keysOf(map: Expression, depth = 0): readonly string[] {
    const written = this.#written(map, depth);
    if (written?.kind === "object") return written.entries.flatMap(({ key }) => keyOf(key) ?? []);
    if (written?.kind !== "call" || written.name !== "merge") return [];
    return written.arguments.flatMap((one) => this.#keysOf(one, depth + 1));
  }

  #elementsOf(list: Expression, depth = 0): readonly string[] {
    const written = this.#written(list, depth);
    if (written?.kind === "tuple") return written.elements.flatMap(textOf);
    const [first] = written?.kind === "call" ? written.arguments : [];
    if (first === undefined || written?.kind !== "call") return [];
    if (written.name === "keys") return this.#keysOf(first, depth + 1);
    return written.name === "toset" ? this.#elementsOf(first, depth + 1) : [];
  }

  /** What stands behind a local, a variable's default, or an entry of either. */
  #written(expression: Expression, depth: number): Expression | undefined {
    if (depth > MOST_STEPS) return undefined;
    if (expression.kind === "parentheses") return this.#written(expression.expression, depth + 1);
    if (expression.kind !== "get-attribute") return expression;
    const { target, name } = expression;
    if (target.kind === "variable") {
      const found = this.#declared(target.name, name);
      return found && this.#written(found, depth + 1);
    }
    const map = this.#written(target, depth + 1);
    const entry = map?.kind === "object" ? map.entries.find(({ key }) => keyOf(key) === name) : undefined;
    return entry && this.#written(entry.value, depth + 1);
  }

  #declared(root: string, name: string): Expression | undefined {
    const { locals, variables } = this.#module;
    if (root === "local") return locals.get(name)?.expression;
    const variable = root === "var" ? variables.get(name) : undefined;
    return variable && argument(variable.block, "default")?.expression;
  }
}

function keyOf(key: ObjectKey): string | undefined {
  return key.kind === "name" ? key.name : writtenText(key.expression);
}

function textOf(expression: Expression | undefined): readonly string[] {
  const text = writtenText(expression);
  return text === undefined ? [] : [text];
}

/** All that a module evaluates, with what is nested in it. */
function* expressionsOf(module: ModuleConfiguration): Generator<Expression> {
  const bodies: readonly Body[] = blocksOf(module).map(({ body }) => body);
  const pending: unknown[] = [...bodies, ...[...module.locals.values()].map(({ expression }) => expression)];
  while (pending.length > 0) {
    const node = pending.pop();
    // Places know their files.
    if (typeof node !== "object" || node === null || "file" in node) continue;
    if ("kind" in node) yield node as Expression;
    for (const inner of Object.values(node)) pending.push(inner);
  }
}

/** All its blocks but those of locals. */
export function blocksOf(module: ModuleConfiguration): readonly Block[] {
  const { variables, outputs, resources, ephemerals, calls, settings, providers } = module;
  const declared = [variables, outputs, resources, ephemerals, calls];
  return [...declared.flatMap((all) => [...all.values()].map(({ block }) => block)), ...settings, ...providers];
}
