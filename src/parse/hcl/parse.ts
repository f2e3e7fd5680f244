/** Turns the text of HCL native syntax into syntax trees. */
import type { Diagnostic, Parsed } from "../../base/diagnostic.ts";
import type { SourceFile } from "../../base/source-file.ts";
import { BodyBuilder, parseBodyPart } from "./body.ts";
import { Cursor, SyntaxFailure, TOO_DEEP } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { lex } from "./lexer.ts";
import { isUnindented, Recovery } from "./recovery.ts";
import type { Comment, Expression, HclFile, TemplatePart } from "./syntax.ts";
import { parseBareTemplate } from "./template.ts";
import { Kind } from "./token.ts";

/**
 * A file of native syntax (`.tf`, `.tofu`, `.tfvars`). A top-level block or argument that cannot be read is left out as a whole and
 * has an error of code `hcl-syntax`: half a block would say something that its author did not. What is nested too deep
 * (`hcl-too-deep`) ends the reading.
 */
export function parseHcl(file: SourceFile): Parsed<HclFile> {
  const cursor = new Cursor(file, lex(file.text, "main"));
  const body = new BodyBuilder();
  const recovery = new Recovery();
  let unindented = 0;
  for (;;) {
    while (cursor.skip(Kind.Newline));
    const kind = cursor.peek();
    if (kind === Kind.EndOfFile) break;
    const first = cursor.at;
    // A surplus brace, which ended the block before it too early: that block and the indented rest of it are broken as well.
    if (kind === Kind.CloseBrace) body.dropFrom(unindented);
    else if (isUnindented(cursor, first)) unindented = cursor.start(first);
    const failure = attempt(cursor, () => parseBodyPart(cursor, body));
    if (failure?.code === TOO_DEEP) break;
    if (failure !== undefined) recovery.recover(cursor, first);
  }
  const { attributes, blocks } = body;
  const span = { file, start: 0, end: file.text.length };
  return {
    output: { file, body: { attributes, blocks, span }, comments: comments(cursor) },
    diagnostics: cursor.diagnostics,
  };
}

/** The whole text as one expression, in which newlines do not count; undefined where it is none. */
export function parseHclExpression(file: SourceFile): Parsed<Expression | undefined> {
  const cursor = new Cursor(file, lex(file.text, "main"));
  cursor.newlines = false;
  let output: Expression | undefined;
  attempt(cursor, () => {
    const expression = parseExpression(cursor);
    if (cursor.peek() !== Kind.EndOfFile)
      cursor.fail("Extra characters after expression", "expected the end of the expression");
    output = expression;
  });
  return { output, diagnostics: cursor.diagnostics };
}

/** The whole text as a template, as `templatefile` reads a file; no parts where it is none. */
export function parseHclTemplate(file: SourceFile): Parsed<readonly TemplatePart[]> {
  const cursor = new Cursor(file, lex(file.text, "bare"));
  let output: readonly TemplatePart[] = [];
  attempt(cursor, () => {
    output = parseBareTemplate(cursor);
  });
  return { output, diagnostics: cursor.diagnostics };
}

/** The failure where the reading failed; it is then among the cursor's diagnostics. */
function attempt(cursor: Cursor, read: () => void): Diagnostic | undefined {
  try {
    read();
    return undefined;
  } catch (failure) {
    if (!(failure instanceof SyntaxFailure)) throw failure;
    cursor.diagnostics.push(failure.diagnostic);
    return failure.diagnostic;
  }
}

function comments(cursor: Cursor): Comment[] {
  const offsets = cursor.tokens.comments;
  const result: Comment[] = [];
  for (let at = 0; at < offsets.length; at += 2) {
    const span = cursor.span(offsets[at]!, offsets[at + 1]!);
    const written = cursor.text.slice(span.start, span.end);
    const text = written.startsWith("/*") ? written.slice(2, -2) : written.slice(written.startsWith("#") ? 1 : 2);
    result.push({ text: text.trim(), span });
  }
  return result;
}
