import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Span, textOf } from "../../../src/base/source-file.ts";
import type { Block, Body, Expression } from "../../../src/parse/hcl/syntax.ts";
import { outline, outlineBlock, outlineBody } from "./outline.ts";
import { randomConfig } from "./random-hcl.ts";
import { config, expression } from "./source.ts";

/** Every expression inside a value of the tree, itself included, in no order. */
function* expressions(node: unknown): Generator<Expression> {
  if (typeof node !== "object" || node === null || "lineStarts" in node) return;
  if (isExpression(node)) yield node;
  for (const part of Object.values(node)) yield* expressions(part);
}

/** Parts of templates have kinds of the same names as some expressions, but other fields. */
function isExpression(node: object): node is Expression {
  if (!("kind" in node && "span" in node) || typeof node.kind !== "string") return false;
  if (["text", "interpolation", "if", "name", "expression"].includes(node.kind)) return false;
  return node.kind !== "for" || "group" in node;
}

/** The spans inside a node, from its start. */
function spansInside(node: unknown, from: number): readonly string[] {
  if (typeof node !== "object" || node === null || "lineStarts" in node) return [];
  if ("start" in node && "end" in node) return [`${(node as Span).start - from}-${(node as Span).end - from}`];
  return Object.values(node).flatMap((part) => spansInside(part, from));
}

function checkBody(body: Body): void {
  for (const attribute of body.attributes) {
    const again = config(`${textOf(attribute.span)}\n`).body.attributes[0]!;
    expect(outline(again.expression)).toBe(outline(attribute.expression));
    expect(spansInside(again, 0)).toEqual(spansInside(attribute, attribute.span.start));
    for (const node of expressions(attribute.expression)) checkExpression(node);
  }
  for (const block of body.blocks) checkBlock(block);
}

function checkBlock(block: Block): void {
  const again = config(textOf(block.span)).body.blocks[0]!;
  expect(outlineBlock(again)).toBe(outlineBlock(block));
  expect(spansInside(again, 0)).toEqual(spansInside(block, block.span.start));
  expect(textOf(block.span).startsWith(textOf(block.headerSpan))).toBe(true);
  checkBody(block.body);
}

function checkExpression(node: Expression): void {
  // The newline that a heredoc at the very end needs.
  const again = expression(`${textOf(node.span)}\n`);
  expect(outline(again)).toBe(outline(node));
  expect(spansInside(again, 0)).toEqual(spansInside(node, node.span.start));
}

describe("the text of a node's span", () => {
  it("is read as the same node, with the same spans inside", () => {
    fc.assert(
      fc.property(randomConfig, (text) => {
        const { body } = config(text);
        expect(textOf(body.span)).toBe(text);
        checkBody(body);
      }),
      { numRuns: 150 },
    );
  });

  it("keeps comments and blanks out: no span of an expression begins or ends with white space", () => {
    fc.assert(
      fc.property(randomConfig, (text) => {
        for (const node of expressions(config(text).body)) expect(textOf(node.span).trim()).toBe(textOf(node.span));
      }),
      { numRuns: 100 },
    );
  });

  it("is between the braces for the body of a block", () => {
    const { body } = config("a {\n  b {\n    c = 1\n  }\n}\n");
    expect(outlineBody(config(textOf(body.blocks[0]!.body.span)).body)).toBe(outlineBody(body.blocks[0]!.body));
  });
});
