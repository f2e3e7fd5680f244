/** hashicorp/hcl's own cases (https://github.com/hashicorp/hcl/tree/main/specsuite), read from a checkout of that repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import { SourceFile } from "../../src/base/source-file.ts";
import { convert } from "../../src/evaluate/terraform/language/types/convert.ts";
import { equality } from "../../src/evaluate/terraform/language/types/equality.ts";
import { isFailure } from "../../src/evaluate/terraform/language/types/values.ts";
import { parseHcl } from "../../src/parse/hcl/parse.ts";
import type { Body } from "../../src/parse/hcl/syntax.ts";
import { attribute, Decoder } from "./hcl-specsuite.ts";

const checkout = process.env.REACHLINT_HCL;
const suite = checkout === undefined ? undefined : join(checkout, "specsuite/tests");
const cases =
  suite === undefined || !existsSync(suite)
    ? []
    : readdirSync(suite, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".t"))
        .map((name) => name.slice(0, -2))
        .sort();
const reason = cases.length > 0 ? "" : " (skipped: set REACHLINT_HCL to a checkout of hashicorp/hcl)";

describe.skipIf(cases.length === 0)(`the specsuite of hashicorp/hcl${reason}`, () => {
  it.each(cases.length === 0 ? ["cases"] : cases)("%s", (name) => {
    const read = (extension: string) => {
      const file = new SourceFile(name + extension, readFileSync(join(suite!, name + extension), "utf8"));
      return parseHcl(file);
    };
    const input = read(".hcl");
    const spec = read(".hcldec").output.body;
    const wanted = read(".t").output.body;
    const decoder = new Decoder(spec.blocks.find(({ type }) => type === "variables")?.body);
    const root = spec.blocks.find(({ type }) => type !== "variables")!;
    const value = input.diagnostics.length > 0 ? undefined : decoder.decode(root, input.output.body);

    expect([...input.diagnostics, ...decoder.diagnostics].map(range)).toEqual(wantedRanges(wanted));
    const expected = wanted.attributes.find((one) => one.name === "result")?.expression;
    if (expected === undefined) return;
    const type = wanted.attributes.find((one) => one.name === "result_type")?.expression;
    const typed = type === undefined ? value! : convert(value!, decoder.type(type));
    const result = decoder.value(expected);
    const same = type === undefined ? result : convert(result, decoder.type(type));
    if (isFailure(typed) || isFailure(same)) throw new Error("the result has another type");
    expect({ equal: equality(typed, same), typed }).toMatchObject({ equal: "true" });
  });
});

/** `line,column,byte-line,column,byte`. */
function range({ span }: Diagnostic): string {
  const place = (offset: number): string => {
    const { line, column } = span!.file.position(offset);
    return `${line},${column},${Buffer.byteLength(span!.file.text.slice(0, offset))}`;
  };
  return `${place(span!.start)}-${place(span!.end)}`;
}

function wantedRanges(wanted: Body): readonly string[] {
  const errors = wanted.blocks.filter(({ type }) => type === "diagnostics").flatMap(({ body }) => body.blocks);
  return errors.map(({ body }) => ["from", "to"].map((end) => placeOf(body, end)).join("-"));
}

function placeOf(error: Body, end: string): string {
  const block = error.blocks.find(({ type }) => type === end)!;
  return ["line", "column", "byte"].map((name) => numberOf(attribute(block, name))).join(",");
}

function numberOf(expression: ReturnType<typeof attribute>): string {
  if (expression?.kind !== "literal" || typeof expression.value !== "object" || expression.value === null) return "?";
  return expression.value.number;
}
