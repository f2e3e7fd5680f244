/** The body of a block and its scope into arguments with values and nested blocks, dynamic ones generated. */
import type { Span } from "../../../base/source-file.ts";
import { type Existence, NUMBER, STRING, type UnknownValue, type Value } from "../../../base/value.ts";
import type { Block, Body } from "../../../parse/hcl/syntax.ts";
import { isBesideNamed, symbolOf } from "../../../values/unknown.ts";
import type { BodyAttribute, BodyBlock, ResourceBody } from "../../resource.ts";
import { argument } from "../configuration/module-configuration.ts";
import { evaluate, failed } from "../language/expressions/evaluate.ts";
import { pairsOf } from "../language/expressions/pairs.ts";
import { bind, type Scope } from "../language/scope.ts";
import { convert } from "../language/types/convert.ts";
import { writtenText } from "../language/types/text.ts";
import { isFailure } from "../language/types/values.ts";
import { furtherElement, partOf, whereNotNull } from "../language/unknowns.ts";
import { keyAndValue } from "./repetition.ts";

/** What belongs to Terraform and not to the resource (https://developer.hashicorp.com/terraform/language/meta-arguments). */
export const META_ARGUMENTS: ReadonlySet<string> = new Set([
  "count",
  "for_each",
  "provider",
  "depends_on",
  "lifecycle",
  "provisioner",
  "connection",
]);

function evaluateBody(body: Body, scope: Scope): ResourceBody {
  const attributes = new Map<string, BodyAttribute>();
  for (const { name, nameSpan, span, expression } of body.attributes) {
    const value = evaluate(expression, scope);
    if (value.kind !== "null") attributes.set(name, { value, nameSpan, span });
  }
  return { attributes, ...evaluateBlocks(body.blocks, scope) };
}

export type NestedBlocks = Pick<ResourceBody, "blocks" | "furtherBlocks">;

/** Nested blocks in source order, dynamic ones generated. */
export function evaluateBlocks(nested: readonly Block[], scope: Scope): NestedBlocks {
  const blocks: BodyBlock[] = [];
  const furtherBlocks = new Map<string, UnknownValue>();
  for (const block of nested) {
    if (block.type !== "dynamic") {
      const labels = block.labels.map(({ value }) => value);
      const body = evaluateBody(block.body, scope);
      blocks.push({ type: block.type, labels, body, exists: true, span: block.headerSpan });
    } else {
      const generated = dynamicBlocks(block, scope);
      for (const one of generated.blocks) blocks.push(one);
      if (generated.further !== undefined) furtherBlocks.set(generated.type, generated.further);
    }
  }
  return { blocks, furtherBlocks };
}

interface Generated {
  readonly type: string;
  readonly blocks: readonly BodyBlock[];
  readonly further: UnknownValue | undefined;
}

/** Certain elements, possible ones, and a pattern where any number may follow: `further` then. */
interface Turns {
  readonly turns: readonly Turn[];
  readonly further?: UnknownValue | undefined;
}

/** One element that a dynamic block makes a block from. */
interface Turn {
  readonly key: Value;
  readonly value: Value;
  readonly exists: Existence;
}

/** https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
function dynamicBlocks(block: Block, scope: Scope): Generated {
  const type = block.labels[0]?.value ?? "";
  const content = block.body.blocks.find((inner) => inner.type === "content");
  const forEach = argument(block, "for_each");
  if (content === undefined || forEach === undefined) {
    const message = `The dynamic block "${type}" lacks its ${forEach === undefined ? "for_each" : "content block"}.`;
    scope.report({ code: "invalid-dynamic-block", severity: "error", message, span: block.headerSpan });
    return { type, blocks: [], further: undefined };
  }
  const { turns, further } = turnsOf(whereNotNull(evaluate(forEach.expression, scope)), forEach.expression.span, scope);
  const iterator = iteratorOf(block) ?? type;
  const blocks = turns.map(({ key, value, exists }): BodyBlock => {
    const inner = bind(scope, iterator, keyAndValue(key, value));
    return {
      type,
      labels: labelsOf(block, inner),
      body: evaluateBody(content.body, inner),
      exists,
      span: block.headerSpan,
    };
  });
  return { type, blocks, further };
}

function iteratorOf(block: Block): string | undefined {
  const expression = argument(block, "iterator")?.expression;
  return expression?.kind === "variable" ? expression.name : writtenText(expression);
}

function labelsOf(block: Block, scope: Scope): readonly string[] {
  const labels = argument(block, "labels");
  if (labels === undefined) return [];
  const value = evaluate(labels.expression, scope);
  if (value.kind !== "list") return [];
  return value.elements.map((element) => {
    const text = convert(element, STRING);
    return !isFailure(text) && text.kind === "string" ? text.value : symbolOf(element);
  });
}

/** For the budget: what is made of a block, here and where it is read, is worth sixteen expressions. */
const WEIGHT_OF_A_BLOCK = 64;

/** What a dynamic block iterates over. */
function turnsOf(collection: Value, span: Span, scope: Scope): Turns {
  if (collection.kind === "null") {
    failed("Cannot use a null value in for_each of a dynamic block.", span, scope);
    return { turns: [] };
  }
  if (collection.kind === "unknown" && collection.oneOf !== undefined)
    return possibleTurns(collection, collection.oneOf, span, scope);
  const pairs = pairsOf(collection, scope);
  if (pairs === undefined) {
    failed("Cannot use this value in for_each of a dynamic block: a collection is required.", span, scope);
    return { turns: [] };
  }
  const count = pairs.pairs.length;
  const refused = count === 0 ? undefined : scope.budget.pay(WEIGHT_OF_A_BLOCK * count, span);
  if (refused !== undefined) return turnsOf(refused, span, scope);
  // Over instances that are only named somewhere, these may not be there.
  const exists = pairs.rest !== undefined && isBesideNamed(pairs.rest) ? pairs.rest : true;
  const turns = pairs.pairs.map(([key, value]): Turn => ({ key, value, exists }));
  if (pairs.rest === undefined) return { turns };
  return { turns: [...turns, patternTurn(pairs.rest)], further: pairs.rest };
}

function patternTurn(rest: UnknownValue): Turn {
  const { oneOf: _, ...plain } = rest;
  const value = rest.ref?.attribute === "" ? rest : furtherElement(rest, "[each]");
  const isList = rest.type.kind === "list" || rest.type.kind === "tuple";
  const key: Value =
    rest.type.kind === "set"
      ? value
      : { ...partOf(plain, "[each]", isList ? NUMBER : STRING), symbol: `each.key(${rest.symbol})` };
  return { key, value, exists: rest };
}

/** `for_each` is one of several collections: an element that all have is certain, the others may exist. */
function possibleTurns(decidedBy: UnknownValue, collections: readonly Value[], span: Span, scope: Scope): Turns {
  const all = collections.map((collection) => turnsOf(collection, span, scope));
  const found = new Map<string, { readonly turn: Turn; times: number }>();
  for (const { turns } of all) {
    for (const turn of turns) {
      const identity = `${symbolOf(turn.key)}=${symbolOf(turn.value)}`;
      const known = found.get(identity);
      if (known === undefined) found.set(identity, { turn, times: 1 });
      else known.times++;
    }
  }
  const turns = [...found.values()].map(
    ({ turn, times }): Turn => (times === collections.length ? turn : { ...turn, exists: decidedBy }),
  );
  return { turns, further: all.find((one) => one.further !== undefined)?.further };
}
