/** Turns tokens into bodies: attributes and blocks. */
import type { Span } from "../../base/source-file.ts";
import { type Cursor, SyntaxFailure, syntaxError } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import type { Attribute, Block, Body } from "./syntax.ts";
import { literalValue } from "./template-text.ts";
import { Kind } from "./token.ts";

type Label = Block["labels"][number];

/** In the words of HashiCorp's parser. */
export const QUOTED_NAME = "Invalid argument name: Argument names must not be quoted";

/** Collects the attributes and blocks of a body, each attribute once. */
export class BodyBuilder {
  readonly attributes: Attribute[] = [];
  readonly blocks: Block[] = [];
  readonly #names = new Map<string, Attribute>();

  /** Fails where there is an attribute of the name already, since nothing says which of them is meant. */
  addAttribute(attribute: Attribute): void {
    const { name, nameSpan } = attribute;
    const existing = this.#names.get(name);
    if (existing !== undefined) {
      const line = nameSpan.file.position(existing.nameSpan.start).line;
      const rule = "each argument may be set only once";
      const message = `Attribute redefined: the argument "${name}" was already set at line ${line}, and ${rule}`;
      throw new SyntaxFailure(syntaxError(message, nameSpan));
    }
    this.#names.set(name, attribute);
    this.attributes.push(attribute);
  }

  /** Leaves out what begins at the offset or behind it. */
  dropFrom(offset: number): void {
    while ((this.blocks.at(-1)?.span.start ?? -1) >= offset) this.blocks.pop();
    while ((this.attributes.at(-1)?.span.start ?? -1) >= offset) this.#names.delete(this.attributes.pop()!.name);
  }
}

/** Reads an attribute or a block, with the newline that ends it, and adds it to the body. */
export function parseBodyPart(cursor: Cursor, body: BodyBuilder): void {
  const kind = cursor.peek();
  if (kind === Kind.OpenQuote) {
    parseQuotedArgument(cursor, body);
    return;
  }
  if (kind !== Kind.Identifier) {
    cursor.fail("Argument or block definition required", "expected the name of an argument or the type of a block");
  }
  const name = cursor.read();
  switch (cursor.peek()) {
    case Kind.Equal: {
      const attribute = parseAttribute(cursor, cursor.textAt(name), cursor.tokenSpan(name));
      endLine(cursor, "argument");
      body.addAttribute(attribute);
      break;
    }
    case Kind.OpenQuote:
    case Kind.OpenBrace:
    case Kind.Identifier: {
      const block = parseBlock(cursor, name);
      endLine(cursor, "block");
      body.blocks.push(block);
      break;
    }
    default: {
      const expected = `expected "=" after the name of an argument, or a label or "{" after the type of a block`;
      cursor.fail("Argument or block definition required", expected);
    }
  }
}

/** `"Name" = "web"`, as HCL 1 allowed it: an error, of which the file tells once, but there is no doubt of what is meant. */
function parseQuotedArgument(cursor: Cursor, body: BodyBuilder): void {
  const { value, span } = parseQuotedLabel(cursor);
  if (cursor.peek() !== Kind.Equal) throw cursor.failure(QUOTED_NAME, span);
  cursor.quotedNames.push(span);
  const attribute = parseAttribute(cursor, value, span);
  endLine(cursor, "argument");
  body.addAttribute(attribute);
}

function endLine(cursor: Cursor, what: "argument" | "block"): void {
  const kind = cursor.peek();
  if (kind === Kind.Newline) cursor.read();
  else if (kind === Kind.Comma && what === "argument") {
    cursor.fail("Unexpected comma after argument", "expected a newline, since commas do not separate arguments");
  } else if (kind !== Kind.EndOfFile)
    cursor.fail(`Missing newline after ${what} definition`, "expected the end of the line");
}

/** From the equals sign on. */
function parseAttribute(cursor: Cursor, name: string, nameSpan: Span): Attribute {
  cursor.read();
  const expression = parseExpression(cursor);
  return { name, nameSpan, expression, span: cursor.span(nameSpan.start, expression.span.end) };
}

function parseBlock(cursor: Cursor, typeToken: number): Block {
  const start = cursor.start(typeToken);
  const labels: Label[] = [];
  for (let kind = cursor.peek(); kind !== Kind.OpenBrace; kind = cursor.peek()) {
    if (kind === Kind.OpenQuote) labels.push(parseQuotedLabel(cursor));
    else if (kind === Kind.Identifier) {
      const token = cursor.read();
      labels.push({ value: cursor.textAt(token), span: cursor.tokenSpan(token) });
    } else failInHeader(cursor, kind);
  }
  const headerSpan = cursor.span(start, cursor.end(cursor.previous));
  const open = cursor.read();
  cursor.enter();
  const next = cursor.peek();
  const isBlock = next === Kind.Newline || next === Kind.CloseBrace || next === Kind.EndOfFile;
  const { attributes, blocks } = isBlock ? parseLines(cursor, open) : parseOneLine(cursor);
  cursor.leave();
  const close = cursor.read();
  return {
    type: cursor.textAt(typeToken),
    labels,
    body: { attributes, blocks, span: cursor.span(cursor.end(open), cursor.start(close)) },
    headerSpan,
    span: cursor.span(start, cursor.end(close)),
  };
}

function failInHeader(cursor: Cursor, kind: number): never {
  const summary = "Invalid block definition";
  if (kind === Kind.Equal)
    return cursor.fail(summary, 'expected a label or "{", since only arguments have an equals sign');
  if (kind === Kind.Newline) return cursor.fail(summary, 'expected "{" on the same line as the type of the block');
  return cursor.fail(summary, 'expected a quoted label or "{"');
}

/** The body of a block up to its closing brace. */
function parseLines(cursor: Cursor, open: number): Pick<Body, "attributes" | "blocks"> {
  const body = new BodyBuilder();
  for (;;) {
    while (cursor.skip(Kind.Newline));
    const kind = cursor.peek();
    if (kind === Kind.CloseBrace) return body;
    if (kind === Kind.EndOfFile) {
      const message =
        "Unclosed configuration block: there is no closing brace for this block before the end of the file";
      throw cursor.failure(
        message,
        cursor.tokenSpan(open),
        "A brace may be missing or surplus elsewhere in this block.",
      );
    }
    parseBodyPart(cursor, body);
  }
}

/** The one argument of a block on one line. */
function parseOneLine(cursor: Cursor): Pick<Body, "attributes" | "blocks"> {
  const body = new BodyBuilder();
  const summary = "Invalid single-argument block definition";
  if (cursor.peek() !== Kind.Identifier) {
    cursor.fail(
      "Argument or block definition required",
      'expected the name of an argument, the end of the line or "}"',
    );
  }
  const name = cursor.read();
  if (cursor.peek() !== Kind.Equal) {
    const rule = "a block on one line can hold only one argument and no block";
    const message = `Argument definition required: expected "=", since ${rule}, but found ${cursor.found()}`;
    throw cursor.failure(message, cursor.span(cursor.start(name), cursor.end(cursor.at)));
  }
  body.addAttribute(parseAttribute(cursor, cursor.textAt(name), cursor.tokenSpan(name)));
  const kind = cursor.peek();
  if (kind === Kind.Comma) cursor.fail(summary, 'expected "}", since a block on one line can hold only one argument');
  if (kind !== Kind.CloseBrace) cursor.fail(summary, 'expected "}" right after the argument on the line of the block');
  return body;
}

/** Such are files from which a program makes configurations. */
const FILLED_IN = "write the name as a text; a file that a program fills in is left out with --exclude GLOB";

/** A label in quotes: a string without sequences. */
function parseQuotedLabel(cursor: Cursor): Label {
  const open = cursor.read();
  let value = "";
  for (;;) {
    const kind = cursor.peek();
    if (kind === Kind.CloseQuote) {
      return { value, span: cursor.span(cursor.start(open), cursor.end(cursor.read())) };
    }
    if (kind !== Kind.Text && kind !== Kind.RawText) {
      if (kind === Kind.OpenInterpolation || kind === Kind.OpenDirective) {
        cursor.fail(
          "Invalid string literal",
          "expected text only, since labels cannot hold template sequences",
          FILLED_IN,
        );
      }
      cursor.fail("Unterminated string literal", "expected the closing quote of the label");
    }
    value += literalValue(cursor, cursor.read(), true);
  }
}
