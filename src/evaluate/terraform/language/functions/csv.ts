/** csvdecode: comma-separated values with a header line into a list of objects (https://www.rfc-editor.org/rfc/rfc4180). */
import { DYNAMIC, STRING } from "../../../../base/type.ts";
import { list, object, string } from "../types/construct.ts";
import type { Failure, Result } from "../types/failure.ts";
import { quote } from "../types/quote.ts";
import { objectType } from "../types/type-relations.ts";
import { textOf } from "./arguments.ts";
import { type FunctionSpec, failed } from "./function-spec.ts";

interface Row {
  readonly fields: readonly string[];
  /** From 1. */
  readonly line: number;
}

/** The rows as Go's encoding/csv reads them: blank lines are left out, quoted fields may hold line breaks. */
function readRows(text: string): readonly Row[] | Failure {
  const rows: Row[] = [];
  const plain = text.replaceAll("\r\n", "\n");
  let at = 0;
  let line = 1;
  while (at < plain.length) {
    if (plain[at] === "\n") {
      at++;
      line++;
      continue;
    }
    const start = line;
    const fields: string[] = [];
    for (;;) {
      let field = "";
      if (plain[at] === '"') {
        at++;
        for (;;) {
          const end = plain.indexOf('"', at);
          if (end < 0)
            return mistake(
              line + breaks(plain.slice(at).replace(/\n$/, "")),
              'extraneous or missing " in quoted-field',
            );
          field += plain.slice(at, end);
          line += breaks(plain.slice(at, end));
          at = end + 1;
          if (plain[at] !== '"') break;
          field += '"';
          at++;
        }
        if (at < plain.length && plain[at] !== "," && plain[at] !== "\n")
          return mistake(line, 'extraneous or missing " in quoted-field');
      } else {
        const end = plain.slice(at).search(/[,\n]/);
        field = end < 0 ? plain.slice(at) : plain.slice(at, at + end);
        if (field.includes('"')) return mistake(line, 'bare " in non-quoted-field');
        at += field.length;
      }
      fields.push(field);
      if (plain[at] !== ",") break;
      at++;
    }
    at++;
    line++;
    rows.push({ fields, line: start });
  }
  return rows;
}

function breaks(text: string): number {
  return text.split("\n").length - 1;
}

function mistake(line: number, what: string): Failure {
  return failed(`CSV parse error on line ${line}: ${what}`);
}

function decode(text: string): Result {
  const rows = readRows(text);
  if ("failure" in rows) return rows;
  const [header, ...body] = rows;
  if (header === undefined) return failed("missing header line");
  const repeated = header.fields.find((name, at) => header.fields.indexOf(name) !== at);
  if (repeated !== undefined) return failed(`duplicate column name ${quote(repeated)}`);
  const short = body.find((row) => row.fields.length !== header.fields.length);
  if (short !== undefined) return mistake(short.line, "wrong number of fields");
  const objects = body.map((row) => object(header.fields.map((name, at) => [name, string(row.fields[at]!)])));
  return list(objects, objectType(header.fields.map((name) => [name, STRING])));
}

export const CSV_FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  csvdecode: { parameters: [{ name: "str", type: STRING }], type: DYNAMIC, run: ([text]) => decode(textOf(text)) },
};
