/** The declarations that the expressions of a block name, without evaluating them: what Terraform orders its work by. */
import type { Span } from "../../../base/source-file.ts";
import type { Block, Body, Expression, ForExpression, SplatStep, TemplatePart } from "../../../parse/hcl/syntax.ts";

export interface Reference {
  /** `local.x`, `var.x`, `aws_lb.x`, `data.aws_vpc.x`, `module.m` or, of an output, `module.m.id`. */
  readonly name: string;
  readonly span: Span;
}

/** Names that no declaration has. */
const NO_DECLARATION: ReadonlySet<string> = new Set(["each", "count", "self", "path", "terraform", "provider"]);
/** Arguments that name no values: attributes of the resource itself, and providers. */
const NO_VALUES: ReadonlySet<string> = new Set(["ignore_changes", "provider", "providers"]);

/** Names that a `for` or dynamic block binds. */
type Bound = ReadonlySet<string>;
const NONE: Bound = new Set();

/** Something that is still to be looked at. Nothing here recurses: an expression can be as deep as a file is long. */
interface Task {
  readonly of: Expression | Body | Block | TemplatePart;
  readonly bound: Bound;
}

/** Of an expression, or of a whole body with its nested blocks. */
export function referencesOf(of: Expression | Body): readonly Reference[] {
  const found: Reference[] = [];
  const queue: Task[] = [{ of, bound: NONE }];
  for (let at = 0; at < queue.length; at++) {
    const task = queue[at]!;
    const reference = isTraversal(task.of) ? traversal(task.of, task.bound, queue) : undefined;
    if (reference !== undefined) found.push(reference);
    else if (!isTraversal(task.of)) for (const inner of inside(task.of, task.bound)) queue.push(inner);
  }
  return found;
}

type Traversal = Extract<Expression, { kind: "variable" | "get-attribute" | "index" }>;

function isTraversal(of: Task["of"]): of is Traversal {
  return "kind" in of && (of.kind === "variable" || of.kind === "get-attribute" || of.kind === "index");
}

/** A name with its steps; where an index is no constant, the name is what stands before it, and the index is looked at too. */
function traversal(expression: Traversal, bound: Bound, queue: Task[]): Reference | undefined {
  const steps: (string | undefined)[] = [];
  let at: Expression = expression;
  while (at.kind === "get-attribute" || (at.kind === "index" && isConstant(at.key))) {
    steps.push(at.kind === "get-attribute" ? at.name : undefined);
    at = at.target;
  }
  if (at.kind === "index") queue.push({ of: at.target, bound }, { of: at.key, bound });
  else if (at.kind !== "variable") queue.push({ of: at, bound });
  else if (!bound.has(at.name)) {
    const name = declarationOf(at.name, steps.reverse());
    return name === undefined ? undefined : { name, span: expression.span };
  }
  return undefined;
}

function isConstant(key: Expression): boolean {
  return key.kind === "literal" || (key.kind === "template" && key.parts.every(({ kind }) => kind === "text"));
}

/** `steps` are attribute names, undefined for an index. */
function declarationOf(root: string, steps: readonly (string | undefined)[]): string | undefined {
  const [first, second, third] = steps;
  if (first === undefined || NO_DECLARATION.has(root)) return undefined;
  if (root === "data" || root === "resource") {
    if (second === undefined) return undefined;
    return root === "data" ? `data.${first}.${second}` : `${first}.${second}`;
  }
  if (root !== "module") return `${root}.${first}`;
  const output = steps.length > 1 && second === undefined ? third : second;
  return output === undefined ? `module.${first}` : `module.${first}.${output}`;
}

function inside(of: Exclude<Task["of"], Traversal>, bound: Bound): readonly Task[] {
  if (!("kind" in of)) return "type" in of ? insideBlock(of, bound) : insideBody(of, bound);
  switch (of.kind) {
    case "literal":
    case "text":
      return [];
    case "interpolation":
    case "parentheses":
      return tasks([of.expression], bound);
    case "splat":
      return tasks([of.target, ...keysOf(of.steps)], bound);
    case "template":
      return of.parts.map((part) => ({ of: part, bound }));
    case "if":
      return [of.condition, ...of.then, ...(of.else ?? [])].map((part) => ({ of: part, bound }));
    case "call":
      return tasks(of.arguments, bound);
    case "unary":
      return tasks([of.operand], bound);
    case "binary":
      return tasks([of.left, of.right], bound);
    case "conditional":
      return tasks([of.condition, of.then, of.else], bound);
    case "tuple":
      return tasks(of.elements, bound);
    case "object": {
      const keys = of.entries.flatMap(({ key }) => (key.kind === "expression" ? [key.expression] : []));
      return tasks([...keys, ...of.entries.map(({ value }) => value)], bound);
    }
    case "for":
      return insideFor(of, bound);
  }
}

function tasks(expressions: readonly Expression[], bound: Bound): readonly Task[] {
  return expressions.map((of) => ({ of, bound }));
}

/** Of an expression or of a directive of a template. */
function insideFor(of: ForExpression | Extract<TemplatePart, { kind: "for" }>, bound: Bound): readonly Task[] {
  const inner = new Set([...bound, of.valueName, of.keyName ?? of.valueName]);
  const parts = "body" in of ? of.body : [of.key, of.value, of.condition].filter((part) => part !== undefined);
  return [{ of: of.collection, bound }, ...parts.map((part) => ({ of: part, bound: inner }))];
}

function keysOf(steps: readonly SplatStep[]): readonly Expression[] {
  return steps.flatMap((step) =>
    step.kind === "index" ? [step.key] : step.kind === "splat" ? keysOf(step.steps) : [],
  );
}

function insideBody(body: Body, bound: Bound): readonly Task[] {
  const values = body.attributes.filter(({ name }) => !NO_VALUES.has(name)).map(({ expression }) => expression);
  return [...tasks(values, bound), ...body.blocks.map((block) => ({ of: block, bound }))];
}

/** A dynamic block's content sees its iterator. */
function insideBlock(block: Block, bound: Bound): readonly Task[] {
  if (block.type !== "dynamic") return [{ of: block.body, bound }];
  const own = block.body.attributes.find(({ name }) => name === "iterator")?.expression;
  const iterator = own?.kind === "variable" ? own.name : (block.labels[0]?.value ?? "");
  const inner = new Set([...bound, iterator]);
  const values = block.body.attributes.flatMap(({ name, expression }): readonly Task[] =>
    name === "iterator" ? [] : [{ of: expression, bound: name === "labels" ? inner : bound }],
  );
  return [...values, ...block.body.blocks.map((content) => ({ of: content.body, bound: inner }))];
}
