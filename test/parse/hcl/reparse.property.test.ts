import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Span, textOf } from "../../../src/base/source-file.ts";
import type { Body, Expression } from "../../../src/parse/hcl/syntax.ts";
import { isExpression, nodesOf } from "./nodes.ts";
import { outline, outlineBlock, outlineBody } from "./outline.ts";
import { randomConfig } from "./random-hcl.ts";
import { config, expression } from "./source.ts";

function expressions(value: unknown): readonly Expression[] {
  return [...nodesOf(value)].filter(isExpression);
}

/** The spans inside a node, from its start. */
function spansInside(value: unknown, from: number): string {
  if (typeof value !== "object" || value === null || "lineStarts" in value) return "";
  if ("start" in value && "end" in value) return ` ${(value as Span).start - from}-${(value as Span).end - from}`;
  return Object.values(value)
    .map((inner) => spansInside(inner, from))
    .join("");
}

/** The texts in the body that are read otherwise when they stand alone. */
function* misread(body: Body): Generator<string> {
  for (const attribute of body.attributes) {
    const text = textOf(attribute.span);
    const again = config(`${text}\n`).body.attributes[0]!;
    if (outline(again.expression) !== outline(attribute.expression) || !sameSpans(again, attribute)) yield text;
    for (const node of expressions(attribute.expression)) {
      // The newline is for a heredoc at the very end.
      const alone = expression(`${textOf(node.span)}\n`);
      if (outline(alone) !== outline(node) || !sameSpans(alone, node)) yield textOf(node.span);
    }
  }
  for (const block of body.blocks) {
    const text = textOf(block.span);
    const again = config(text).body.blocks[0]!;
    if (outlineBlock(again) !== outlineBlock(block) || !sameSpans(again, block)) yield text;
    if (!text.startsWith(textOf(block.headerSpan))) yield textOf(block.headerSpan);
    yield* misread(block.body);
  }
}

function sameSpans(alone: { readonly span: Span }, inside: { readonly span: Span }): boolean {
  return spansInside(alone, 0) === spansInside(inside, inside.span.start);
}

describe("the text of a node's span", () => {
  it("is read as the same node, with the same spans inside", () => {
    fc.assert(
      fc.property(randomConfig, (text) => {
        const { body } = config(text);
        expect(textOf(body.span)).toBe(text);
        expect([...misread(body)]).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps comments and blanks out: no span of an expression begins or ends with white space", () => {
    fc.assert(
      fc.property(randomConfig, (text) => {
        const texts = expressions(config(text).body).map(({ span }) => textOf(span));
        expect(texts.filter((one) => one.trim() !== one)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("is between the braces for the body of a block", () => {
    const { body } = config("a {\n  b {\n    c = 1\n  }\n}\n");
    expect(outlineBody(config(textOf(body.blocks[0]!.body.span)).body)).toBe(outlineBody(body.blocks[0]!.body));
  });
});
