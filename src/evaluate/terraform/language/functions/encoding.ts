/** The encoding functions for text and tables (https://developer.hashicorp.com/terraform/language/functions#encoding-functions). */
import { gunzipSync } from "node:zlib";
import { DYNAMIC, STRING, type UnknownValue } from "../../../../base/value.ts";
import { MAX_LENGTH, weightOfLength } from "../budget.ts";
import { quote } from "../types/type-words.ts";
import { type Failure, list, object, objectType, type Result, string } from "../types/values.ts";
import { A_CONSTANT } from "../unknowns.ts";
import { type Charset, charsetOf } from "./charset.ts";
import type { FunctionContext, FunctionSpec, Functions } from "./function-spec.ts";
import { badArgument, dear, define, failed, PARTLY, param, textOf } from "./function-spec.ts";

const STR = param("str", STRING);
const PARTIAL = param("str", STRING, PARTLY);

export const ENCODING_FUNCTIONS: Functions = {
  base64encode: define([PARTIAL], STRING, (args, { unknown }) => {
    const [text] = args;
    if (text.kind === "string") return { ...string(Buffer.from(text.value, "utf8").toString("base64")), plain: text };
    return { ...unknown(args), plain: text };
  }),
  base64decode: decoding("base64encode(", (bytes) => bytes),
  base64gzip: define([PARTIAL], STRING, (args, { unknown }) => {
    const result = unknown(args);
    const cause = {
      kind: "derived",
      text: "the bytes of a compressed text depend on the compressor",
      hint: A_CONSTANT,
    } as const;
    return { ...result, ...(result.from?.length === 0 ? { cause } : {}), plain: args[0]! };
  }),
  base64gunzip: decoding("base64gzip(", unzipped),
  urlencode: define([STR], STRING, ([text]) => {
    const encoded = encodeURIComponent(textOf(text));
    return string(
      encoded.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll("%20", "+"),
    );
  }),
  urldecode: define([STR], STRING, ([text]) => {
    const encoded = textOf(text);
    const wrong = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(encoded);
    if (wrong !== null) return failed(`failed to decode URL '${encoded}': invalid URL escape ${quote(wrong[0])}`);
    const bytes: number[] = [];
    for (const [, hex, character] of encoded.matchAll(/%([0-9A-Fa-f]{2})|(.)/gsu)) {
      if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
      else bytes.push(...new TextEncoder().encode(character === "+" ? " " : character));
    }
    return string(new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes)));
  }),
  textencodebase64: inCharset("string", (text, charset) => {
    const bytes = charset.encode(text);
    return bytes === undefined
      ? badArgument(0, `the given string contains characters that cannot be represented in ${charset.name}`)
      : string(Buffer.from(bytes).toString("base64"));
  }),
  textdecodebase64: inCharset("source", (source, charset) => {
    const bytes = base64Bytes(source);
    if (bytes === undefined)
      return badArgument(0, `the given value has an invalid base64 symbol at offset ${base64Mistake(source)}`);
    const text = charset.decode(bytes);
    return text === undefined
      ? badArgument(0, `the given string contains symbols that are not defined for ${charset.name}`)
      : string(text);
  }),
  csvdecode: dear(
    16,
    define([param("str", STRING)], DYNAMIC, ([text]) => decodeCsv(textOf(text))),
  ),
};

/** The bytes that base64 text stands for: padded, in the standard alphabet, line breaks ignored; undefined where it is none. */
export function base64Bytes(text: string): Uint8Array | undefined {
  const plain = text.replace(/[\r\n]/g, "");
  if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) return undefined;
  return Buffer.from(plain, "base64");
}

/** The text of UTF-8 bytes; undefined where they are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text that a function made from another text, taken back by decoding; `unpack` makes its bytes of those that base64 stands for. */
function decoding(
  made: string,
  unpack: (bytes: Uint8Array, pay: FunctionContext["pay"]) => Uint8Array | UnknownValue | Failure,
): FunctionSpec {
  return define([PARTIAL], STRING, (args, { unknown, pay }) => {
    const [text] = args;
    if (text.kind !== "string")
      return (text.kind === "unknown" && text.symbol.startsWith(made) ? text.plain : undefined) ?? unknown(args);
    const packed = base64Bytes(text.value);
    if (packed === undefined) {
      const shown = text.sensitive === true ? "(sensitive value)" : quote(text.value);
      return failed(`failed to decode base64 data ${shown}`);
    }
    const bytes = unpack(packed, pay);
    if (!(bytes instanceof Uint8Array)) return bytes;
    const decoded = utf8Text(bytes);
    if (decoded === undefined) return failed("the result of decoding the provided string is not valid UTF-8");
    return text.plain ?? string(decoded);
  });
}

/** So many times as much as is packed is paid for at first: text seldom gets smaller. */
const RATIO = 4;

function unzipped(packed: Uint8Array, pay: FunctionContext["pay"]): Uint8Array | UnknownValue | Failure {
  for (let most = RATIO * packed.length; ; most *= RATIO) {
    const refused = pay(weightOfLength(most));
    if (refused !== undefined) return refused;
    try {
      return gunzipSync(packed, { maxOutputLength: Math.min(most, MAX_LENGTH) });
    } catch (problem) {
      const isTooLong = (problem as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
      if (!isTooLong) return failed("failed to gunzip bytes: gzip: invalid header");
      if (most > MAX_LENGTH) return failed("the text is too long");
    }
  }
}

/** A function of a text and of the name of an encoding. */
function inCharset(parameter: string, run: (text: string, charset: Charset) => Result): FunctionSpec {
  return define([param(parameter, STRING), param("encoding", STRING)], STRING, ([text, name]) => {
    const charset = charsetOf(textOf(name));
    if (charset !== undefined) return run(textOf(text), charset);
    const shown = quote(textOf(name));
    return badArgument(1, `${shown} is not a supported IANA encoding name or alias in this Terraform version`);
  });
}

/** The offset at which Go's decoder gives up. */
function base64Mistake(text: string): number {
  const wrong = text.search(/[^A-Za-z0-9+/\r\n]/);
  if (wrong >= 0 && text[wrong] !== "=") return wrong;
  const padding = wrong >= 0 ? wrong : text.length;
  const symbols = text.slice(0, padding).replace(/[\r\n]/g, "").length % 4;
  return wrong >= 0 && symbols >= 2
    ? Math.min(padding + 4 - symbols, text.length)
    : wrong >= 0
      ? padding
      : text.length - symbols;
}

interface Row {
  readonly fields: readonly string[];
  /** From 1. */
  readonly line: number;
}

/** A field, up to a comma or the end of the row. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",\n]*))(?![^,\n])/y;

/** The rows as Go's encoding/csv reads them: blank lines are left out, quoted fields may hold line breaks. */
function readRows(text: string): readonly Row[] | Failure {
  const rows: Row[] = [];
  const plain = text.replaceAll("\r\n", "\n");
  let line = 1;
  for (let at = 0; at < plain.length; at++, line++) {
    if (plain[at] === "\n") continue;
    const start = line;
    const fields: string[] = [];
    for (;;) {
      FIELD.lastIndex = at;
      const match = FIELD.exec(plain);
      if (match === null) return misquoted(plain.slice(at), line);
      const [whole, quoted, field = ""] = match;
      fields.push(quoted === undefined ? field : quoted.replaceAll('""', '"'));
      line += breaks(whole);
      at += whole.length;
      if (plain[at] !== ",") break;
      at++;
    }
    rows.push({ fields, line: start });
  }
  return rows;
}

function misquoted(rest: string, line: number): Failure {
  if (!rest.startsWith('"')) return mistake(line, 'bare " in non-quoted-field');
  const [quoted] = /^"[^"]*(?:""[^"]*)*/.exec(rest)!;
  const isClosed = quoted.length < rest.length;
  return mistake(
    line + breaks(isClosed ? quoted : quoted.replace(/\n$/, "")),
    'extraneous or missing " in quoted-field',
  );
}

function breaks(text: string): number {
  return text.split("\n").length - 1;
}

function mistake(line: number, what: string): Failure {
  return failed(`CSV parse error on line ${line}: ${what}`);
}

function decodeCsv(text: string): Result {
  const rows = readRows(text);
  if ("failure" in rows) return rows;
  const [header, ...body] = rows;
  if (header === undefined) return failed("missing header line");
  const names = new Set<string>();
  for (const name of header.fields) {
    if (names.has(name)) return failed(`duplicate column name ${quote(name)}`);
    names.add(name);
  }
  const short = body.find((row) => row.fields.length !== header.fields.length);
  if (short !== undefined) return mistake(short.line, "wrong number of fields");
  const objects = body.map((row) => object(header.fields.map((name, at) => [name, string(row.fields[at]!)])));
  return list(objects, objectType(header.fields.map((name) => [name, STRING])));
}
