/** The declarations that the expressions of a block name, without evaluating them: what Terraform orders its work by. */
import type { Span } from "../../../base/source-file.ts";
import type {
  Block,
  Body,
  Expression,
  ForExpression,
  GetAttributeExpression,
  IndexExpression,
  SplatExpression,
  SplatStep,
  TemplatePart,
} from "../../../parse/hcl/syntax.ts";
import { writtenText } from "../language/types/text.ts";

export interface Reference {
  /** `local.x`, `var.x`, `aws_lb.x`, `data.aws_vpc.x`, `ephemeral.random_password.x`, `module.m` or, of an output, `module.m.id`. */
  readonly name: string;
  readonly span: Span;
  /** The constant by which it names one instance, `0` or `a` of `aws_lb.x[0].id`, `aws_lb.x.*.id[0]` and `module.m["a"].id`. */
  readonly key?: string;
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
  const steps: Step[] = [];
  let at: Expression = expression;
  for (let key = keyOf(at); at.kind === "get-attribute" || key !== undefined; key = keyOf(at)) {
    const step = at as GetAttributeExpression | IndexExpression;
    steps.push(step.kind === "get-attribute" ? { name: step.name } : { key: key! });
    at = step.target;
  }
  if (at.kind === "index") queue.push({ of: at.target, bound }, { of: at.key, bound });
  else if (at.kind === "splat") return elementOfSplat(at, steps.at(-1)?.key, bound, queue);
  else if (at.kind !== "variable") queue.push({ of: at, bound });
  else if (!bound.has(at.name)) return declarationOf(at.name, steps.reverse(), expression.span);
  return undefined;
}

/** `aws_lb.x.*.id[0]` is `aws_lb.x[0].id`: the key after a splat of attributes is that of an instance. */
function elementOfSplat(
  splat: SplatExpression,
  key: string | undefined,
  bound: Bound,
  queue: Task[],
): Reference | undefined {
  const isPlain = splat.steps.every(({ kind }) => kind === "get-attribute");
  const whole =
    isPlain && key !== undefined && isTraversal(splat.target) ? traversal(splat.target, bound, []) : undefined;
  if (whole === undefined || whole.key !== undefined) {
    queue.push({ of: splat, bound });
    return undefined;
  }
  return { ...whole, key: key! };
}

/** One step of a traversal. */
type Step = { readonly name: string; readonly key?: never } | { readonly name?: never; readonly key: string };

/** The constant key of an index. */
function keyOf(of: Expression): string | undefined {
  if (of.kind !== "index") return undefined;
  const { key } = of;
  if (key.kind === "template") return writtenText(key);
  if (key.kind !== "literal" || key.value === null || typeof key.value === "boolean") return undefined;
  return key.value.number;
}

function declarationOf(root: string, steps: readonly Step[], span: Span): Reference | undefined {
  const [first, second, third] = steps;
  if (first?.name === undefined || NO_DECLARATION.has(root)) return undefined;
  const found = (name: string, key: string | undefined) => ({ name, span, ...(key === undefined ? {} : { key }) });
  if (root === "data" || root === "ephemeral" || root === "resource") {
    if (second?.name === undefined) return undefined;
    const name = `${first.name}.${second.name}`;
    return found(root === "resource" ? name : `${root}.${name}`, third?.key);
  }
  if (root !== "module") return found(`${root}.${first.name}`, second?.key);
  const output = second?.name ?? third?.name;
  return found(output === undefined ? `module.${first.name}` : `module.${first.name}.${output}`, second?.key);
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
