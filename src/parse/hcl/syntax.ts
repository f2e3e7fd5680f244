/** The syntax tree of HCL native syntax; every node has its span (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md). */
import type { SourceFile, Span } from "../../base/source-file.ts";

export interface HclFile {
  readonly file: SourceFile;
  readonly body: Body;
  /** All comments in source order, for suppressions. */
  readonly comments: readonly Comment[];
  /** The parts of the text that could not be read, in source order; a diagnostic says of each why. */
  readonly lost: readonly Span[];
}

export interface Comment {
  /** Without its marker and surrounding blanks. */
  readonly text: string;
  readonly span: Span;
}

/** Attributes (each name once) and blocks in source order. The span is what is between the braces; of a file, the whole text. */
export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
  readonly span: Span;
}

export interface Attribute {
  readonly name: string;
  readonly nameSpan: Span;
  readonly expression: Expression;
  /** From the name to the end of the expression. */
  readonly span: Span;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly { readonly value: string; readonly span: Span }[];
  readonly body: Body;
  /** From the type to the last label: what a finding about the whole block marks. */
  readonly headerSpan: Span;
  /** From the type to the closing brace. */
  readonly span: Span;
}

export type Expression =
  | LiteralExpression
  | TemplateExpression
  | VariableExpression
  | GetAttributeExpression
  | IndexExpression
  | SplatExpression
  | CallExpression
  | UnaryExpression
  | BinaryExpression
  | ConditionalExpression
  | TupleExpression
  | ObjectExpression
  | ForExpression
  | ParenthesesExpression;

export interface LiteralExpression {
  readonly kind: "literal";
  /** Numbers as written (`1e3`), so that no precision is lost. */
  readonly value: { readonly number: string } | boolean | null;
  readonly span: Span;
}

/**
 * A quoted string or a heredoc, with escapes resolved, trims (`~`) and flush indentation applied. `""` has no parts. Exactly one
 * part that is an interpolation keeps the type of its expression; a text part may be empty (`" ${~ x}"`), which makes a string.
 */
export interface TemplateExpression {
  readonly kind: "template";
  readonly style: "quoted" | "heredoc";
  readonly parts: readonly TemplatePart[];
  readonly span: Span;
}

export type TemplatePart =
  | { readonly kind: "text"; readonly value: string; readonly span: Span }
  | { readonly kind: "interpolation"; readonly expression: Expression; readonly span: Span }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: readonly TemplatePart[];
      readonly else: readonly TemplatePart[] | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: "for";
      readonly keyName: string | undefined;
      readonly valueName: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
      readonly span: Span;
    };

/** The first name of a traversal: `var`, `local`, `aws_lb`, an iterator. */
export interface VariableExpression {
  readonly kind: "variable";
  readonly name: string;
  readonly span: Span;
}

export interface GetAttributeExpression {
  readonly kind: "get-attribute";
  readonly target: Expression;
  readonly name: string;
  readonly span: Span;
}

/** `a[key]`, and the legacy `a.0`. */
export interface IndexExpression {
  readonly kind: "index";
  readonly target: Expression;
  readonly key: Expression;
  readonly span: Span;
}

/** `a.*.b` and `a[*].b[0]`: `steps` are applied to each element. */
export interface SplatExpression {
  readonly kind: "splat";
  readonly target: Expression;
  readonly steps: readonly SplatStep[];
  readonly span: Span;
}

/** Steps apply from left to right. A nested splat (`a[*].b[*].c`) maps its own steps over what the steps before it gave. */
export type SplatStep =
  | Omit<GetAttributeExpression, "target" | "span">
  | Omit<IndexExpression, "target" | "span">
  | Omit<SplatExpression, "target" | "span">;

export interface CallExpression {
  readonly kind: "call";
  /** `max`, `core::max`, `provider::aws::arn_parse`. */
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** The last argument is followed by `...`. */
  readonly expandLast: boolean;
  readonly span: Span;
}

export interface UnaryExpression {
  readonly kind: "unary";
  readonly operator: "-" | "!";
  readonly operand: Expression;
  readonly span: Span;
}

export type BinaryOperator = "||" | "&&" | "==" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/" | "%";

export interface BinaryExpression {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface ConditionalExpression {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly then: Expression;
  readonly else: Expression;
  readonly span: Span;
}

export interface TupleExpression {
  readonly kind: "tuple";
  readonly elements: readonly Expression[];
  readonly span: Span;
}

/** Keys: a bare identifier (`true` and `null` too) is `{ kind: "name" }`; anything else is an expression (parenthesised, quoted, traversal, number). */
export interface ObjectExpression {
  readonly kind: "object";
  readonly entries: readonly { readonly key: ObjectKey; readonly value: Expression; readonly span: Span }[];
  readonly span: Span;
}

export type ObjectKey =
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "expression"; readonly expression: Expression; readonly span: Span };

export interface ForExpression {
  readonly kind: "for";
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  /** Present in `{ for … : key => value }`. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  /** `value...`: grouping. */
  readonly group: boolean;
  readonly condition: Expression | undefined;
  readonly span: Span;
}

export interface ParenthesesExpression {
  readonly kind: "parentheses";
  readonly expression: Expression;
  readonly span: Span;
}
