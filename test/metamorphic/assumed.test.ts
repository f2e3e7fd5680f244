/**
 * Source of which references are taken away, and assumed back: it is judged as the source that says them. Each flow that is so because of that
 * lists what it rests on, and without what it lists it ends otherwise.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import type { LocatedNode } from "../../src/parse/located.ts";
import { ParsedFiles } from "../../src/parse/parsed-files.ts";
import { parseYaml } from "../../src/parse/yaml.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { isExpression, nodesOf } from "../parse/hcl/nodes.ts";
import { scanOf } from "../scan-repository.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");

/** The source without some references, and what says them. */
interface Taken {
  readonly text: string;
  readonly assume: string;
}

/** Every so many-th of them. */
const EACH = 4;

function fromTerraform(text: string): Taken | undefined {
  const { output } = new ParsedFiles().hcl(new SourceFile("main.tf", text));
  const found = output.body.blocks
    .filter(({ type }) => type === "resource")
    .flatMap(({ body }) => [...nodesOf(body)])
    .flatMap((node) => {
      if (!isExpression(node) || node.kind !== "get-attribute" || !["id", "arn", "name"].includes(node.name)) return [];
      const written = text.slice(node.span.start, node.span.end);
      return /^aws_\w+\.\w+\.\w+$/.test(written) ? [{ span: node.span, written }] : [];
    })
    .sort((a, b) => a.span.start - b.span.start)
    .filter((_, at) => at % EACH === 1);
  if (found.length === 0) return undefined;
  let edited = text;
  for (const [at, { span }] of [...found.entries()].reverse())
    edited = `${edited.slice(0, span.start)}var.taken_${at}${edited.slice(span.end)}`;
  return {
    text: `${edited}\n${found.map((_, at) => `variable "taken_${at}" {}\n`).join("")}`,
    assume: found.map(({ written }, at) => `  var.taken_${at}: { is: ${written} }\n`).join(""),
  };
}

function fromTemplate(text: string): Taken | undefined {
  const { output } = parseYaml(new SourceFile("template.yaml", text));
  if (output?.root.kind !== "mapping") return undefined;
  const section = (name: string): LocatedNode | undefined =>
    output.root.kind === "mapping" ? output.root.entries.find(({ key }) => key.text === name)?.value : undefined;
  const resources = section("Resources");
  if (resources?.kind !== "mapping" || section("Parameters") !== undefined || section("Conditions") !== undefined)
    return undefined;
  const ids = new Set(resources.entries.map(({ key }) => key.text));
  const found = referencesIn(resources)
    .filter(({ id }) => ids.has(id))
    .sort((a, b) => a.start - b.start)
    .filter((_, at) => at % EACH === 1);
  if (found.length === 0) return undefined;
  let edited = text;
  for (const [at, { start, end }] of [...found.entries()].reverse())
    edited = `${edited.slice(0, start)}!Ref Taken${at}${edited.slice(end)}`;
  const parameters = found.map((_, at) => `  Taken${at}: { Type: String }\n`).join("");
  return {
    text: `Parameters:\n${parameters}${edited}`,
    assume: found.map(({ id }, at) => `  Taken${at}: { is: ${id} }\n`).join(""),
  };
}

/** Each `!Ref Id`. */
function referencesIn(
  node: LocatedNode,
): readonly { readonly id: string; readonly start: number; readonly end: number }[] {
  if (node.kind === "mapping") return node.entries.flatMap(({ value }) => referencesIn(value));
  if (node.kind === "sequence") return node.elements.flatMap(referencesIn);
  const { start, end, file } = node.span;
  const written = file.text.slice(start, end);
  return node.tag === "!Ref" && written === `!Ref ${node.text}` ? [{ id: node.text, start, end }] : [];
}

const ends = ({ flows }: ScanResult) => flows.map(({ id, when, verdict }) => [id, when, verdict]);
const stated = ({ assumptions }: ScanResult["flows"][number]) => assumptions.filter(({ kind }) => kind === "stated");

interface Case {
  readonly path: string;
  readonly name: string;
  readonly original: string;
  readonly taken: Taken;
}

/** A case of every rule, where one has something to take away. */
function casesOf(name: string, take: (text: string) => Taken | undefined): readonly Case[] {
  return readdirSync(FIXTURES).flatMap((rule) => {
    for (const variant of readdirSync(join(FIXTURES, rule)).reverse()) {
      const path = join(FIXTURES, rule, variant, name);
      const original = existsSync(path) ? readFileSync(path, "utf8") : "";
      const taken = original.includes("desired") || original.includes("DesiredCount") ? take(original) : undefined;
      if (taken !== undefined) return [{ path: `${rule}/${variant}`, name, original, taken }];
    }
    return [];
  });
}

const CASES = [...casesOf("main.tf", fromTerraform), ...casesOf("template.yaml", fromTemplate)];

test("there are enough of them", () => expect(CASES.length).toBeGreaterThan(20));

test.each(CASES.filter((_, at) => at % 6 === 0))("$path/$name", async ({ name, original, taken }) => {
  const before = await scanOf({ [name]: original });
  const open = await scanOf({ [name]: taken.text });
  const after = await scanOf({ [name]: taken.text, "reachlint.yaml": `assume:\n${taken.assume}` });
  expect(ends(after)).toEqual(ends(before));
  expect(after.diagnostics.filter(({ code }) => code.startsWith("assumption"))).toEqual([]);
  for (const flow of after.flows.filter(({ verdict }) => verdict !== "undetermined")) {
    const without = open.flows.find(({ id, when }) => id === flow.id && when.join() === flow.when.join());
    expect(stated(flow).length > 0, flow.id).toBe(without?.verdict !== flow.verdict);
  }
});
