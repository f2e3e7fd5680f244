/** Data sources that render text: template files, multi-part cloud-init and the JSON of IAM policies. */

import { SourceFile } from "../../../base/source-file.ts";
import { type MapValue, type Origin, STRING, type StringValue, type TextRun, type Value } from "../../../base/value.ts";
import { type FlatText, flatten, originOfRange, runAt } from "../../../values/text-runs.ts";
import { derived } from "../../../values/unknown.ts";
import type { BodyBlock, ResourceBody } from "../../resource.ts";
import { quiet } from "../language/expressions/errors-apart.ts";
import { failed } from "../language/expressions/evaluate.ts";
import { joinText, renderTemplate } from "../language/expressions/template.ts";
import { templateScope } from "../language/scope.ts";
import { convert } from "../language/types/convert.ts";
import { isFailure, object, tuple } from "../language/types/values.ts";
import type { DataReading } from "./data-source.ts";

export function templateFile({ instance, name }: DataReading): Value | undefined {
  if (name !== "rendered") return undefined;
  const template = instance.configured("template") ?? fileOf(instance.configured("filename"));
  if (template === undefined) return undefined;
  const variables = variablesOf(instance);
  if (template.kind !== "string") return derived("template", [template, ...variables.entries.values()], STRING);
  const source = sourceOf(template);
  const { parse } = instance.scope.functions;
  const { output, diagnostics } = parse.hclTemplate(source);
  const span = template.origin?.span ?? instance.declaration.block.headerSpan;
  for (const diagnostic of diagnostics)
    instance.scope.report({ ...diagnostic, span: source === span.file ? (diagnostic.span ?? span) : span });
  const { scope, reported } = quiet(templateScope(instance.scope, variables));
  const whole = { file: source, start: 0, end: source.text.length };
  const origin: Origin = { kind: "literal", span };
  const rendered = convert(renderTemplate(output, { span: whole, origin, quoted: false }, scope), STRING);
  const [first] = reported;
  if (isFailure(rendered)) return failed(rendered.failure, span, instance.scope);
  if (first !== undefined) {
    const whole = failed(`The template cannot be rendered: ${first.message}`, span, instance.scope);
    if (rendered.kind !== "text") return whole;
  }
  return source === span.file ? rendered : withSource(rendered, source, template);
}

/** A template that is not written in the configuration was called a file name up to version 0.1 of the provider. */
function fileOf(filename: Value | undefined): Value | undefined {
  return filename?.kind === "string" && /[\n{]/.test(filename.value) ? filename : undefined;
}

/** All variables are strings. */
function variablesOf(instance: DataReading["instance"]): MapValue {
  const entries = new Map<string, Value>();
  const add = (name: string, value: Value): void => {
    const text = convert(value, STRING);
    const { origin } = value;
    if (isFailure(text))
      entries.set(
        name,
        failed(
          `The variable ${name} of a template must be a string.`,
          origin?.span ?? instance.declaration.block.headerSpan,
          instance.scope,
        ),
      );
    else entries.set(name, origin === undefined ? text : { ...text, origin });
  };
  const vars = instance.configured("vars");
  if (vars?.kind === "map") for (const [name, value] of vars.entries) add(name, value);
  for (const block of instance.blocks().blocks) {
    if (block.type === "vars") for (const [name, { value }] of block.body.attributes) add(name, value);
  }
  const rest = vars?.kind === "unknown" ? vars : vars?.kind === "map" ? vars.rest : undefined;
  return { kind: "map", shape: "map", entries, ...(rest === undefined ? {} : { rest }) };
}

/** The file that the template is the whole of, else a text of its own. */
function sourceOf(template: StringValue): SourceFile {
  const file = definingFile(template);
  return file !== undefined && file.text === template.value
    ? file
    : new SourceFile(file?.path ?? "template", template.value);
}

function definingFile(template: StringValue): SourceFile | undefined {
  for (let at = template.origin; at !== undefined; at = at.via)
    if (at.span.file.text === template.value) return at.span.file;
  return template.runs?.[0]?.origin?.span.file ?? template.origin?.span.file;
}

/** Moves the places of runs from the template as a text of its own to where that text was made. */
function withSource(rendered: Value, source: SourceFile, template: StringValue): Value {
  if ((rendered.kind !== "string" && rendered.kind !== "text") || rendered.runs === undefined) return rendered;
  const flat = flatten(template);
  return { ...rendered, runs: rendered.runs.map((run) => moved(run, source, flat)) };
}

function moved(run: TextRun, source: SourceFile, template: FlatText): TextRun {
  if (run.origin === undefined || run.origin.span.file !== source) return run;
  const { start, end } = run.origin.span;
  const origin = originOfRange(template, start, end);
  const under = runAt(template, start);
  const { verbatim: _, origin: __, ...plain } = run;
  if (origin === undefined) return plain;
  const { via } = run.origin;
  const chain = via === undefined ? origin : { ...run.origin, span: origin.span };
  const inside = run.verbatim === true && under?.verbatim === true && under.start + under.length >= end;
  return inside ? { ...plain, origin: chain, verbatim: true } : { ...plain, origin: chain };
}

export function cloudinit({ instance, name }: DataReading): Value | undefined {
  if (name !== "rendered") return undefined;
  const body = instance.body();
  const boundary = body.attributes.get("boundary")?.value ?? { kind: "string", value: "MIMEBOUNDARY" };
  const parts = body.blocks.filter((block) => block.type === "part");
  const further = [...body.furtherBlocks.values()];
  const pieces: readonly (string | Value)[] = [
    'Content-Type: multipart/mixed; boundary="',
    boundary,
    '"\nMIME-Version: 1.0\r\n\r\n',
    ...parts.flatMap((part) => ["--", boundary, "\r\n", ...partText(part), "\r\n"]),
    ...further,
    "--",
    boundary,
    "--\r\n",
  ];
  const text = joinText(pieces.map((piece) => (typeof piece === "string" ? { kind: "string", value: piece } : piece)));
  if (isFailure(text)) return undefined;
  if (isOn(body, "gzip")) return { ...derived("base64gzip", [text], STRING), plain: text };
  if (!isOn(body, "base64_encode")) return text;
  const result = instance.call("base64encode", [text]);
  return isFailure(result) ? { ...derived("base64encode", [text], STRING), plain: text } : result;
}

/** Unless set to false. */
function isOn(body: ResourceBody, name: string): boolean {
  const value = body.attributes.get(name)?.value;
  return value?.kind !== "bool" || value.value;
}

function partText(part: BodyBlock): readonly (string | Value)[] {
  const { attributes } = part.body;
  const header = (name: string, before: string, after: string): readonly (string | Value)[] => {
    const value = attributes.get(name)?.value;
    return value === undefined ? [] : [before, value, after];
  };
  return [
    ...header("filename", 'Content-Disposition: attachment; filename="', '"\r\n'),
    "Content-Transfer-Encoding: 7bit\r\nContent-Type: ",
    attributes.get("content_type")?.value ?? "text/plain",
    "\r\nMime-Version: 1.0\r\n",
    ...header("merge_type", "X-Merge-Type: ", "\r\n"),
    "\r\n",
    attributes.get("content")?.value ?? "",
  ];
}

export function policyDocument({ instance, name }: DataReading): Value | undefined {
  if (name !== "json" && name !== "minified_json") return undefined;
  const body = instance.body();
  const merged = ["source_policy_documents", "override_policy_documents", "source_json", "override_json"].flatMap(
    (one) => body.attributes.get(one)?.value ?? [],
  );
  const further = [...body.furtherBlocks.values()];
  const document = policy(body);
  if (merged.length > 0 || further.length > 0) return derived("policy", [...merged, ...further, document], STRING);
  const json = instance.call("jsonencode", [document]);
  return isFailure(json) ? undefined : json;
}

function policy(body: ResourceBody): MapValue {
  const statements = blocksOf(body, "statement").map(statement);
  return present([
    ["Version", body.attributes.get("version")?.value ?? { kind: "string", value: "2012-10-17" }],
    ["Id", body.attributes.get("policy_id")?.value],
    ["Statement", statements.length === 1 ? statements[0] : tuple(statements)],
  ]);
}

function statement({ body }: BodyBlock): Value {
  const given = (name: string): Value | undefined => body.attributes.get(name)?.value;
  const listOf = (name: string): Value | undefined => {
    const value = given(name);
    return value && oneOrMany(value);
  };
  return present([
    ["Sid", given("sid")],
    ["Effect", given("effect") ?? { kind: "string", value: "Allow" }],
    ["Action", listOf("actions")],
    ["NotAction", listOf("not_actions")],
    ["Resource", listOf("resources")],
    ["NotResource", listOf("not_resources")],
    ["Principal", principals(blocksOf(body, "principals"))],
    ["NotPrincipal", principals(blocksOf(body, "not_principals"))],
    ["Condition", conditions(blocksOf(body, "condition"))],
  ]);
}

function blocksOf({ blocks }: ResourceBody, type: string): readonly BodyBlock[] {
  return blocks.filter((block) => block.type === type);
}

/** An object of the entries that have a value, in the order in which the provider writes them. */
function present(entries: readonly (readonly [string, Value | undefined])[]): MapValue {
  return object(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

function principals(blocks: readonly BodyBlock[]): Value | undefined {
  if (blocks.length === 0) return undefined;
  const pairs = blocks.map((block): readonly [string, Value] => [
    textOf(block, "type"),
    oneOrMany(block.body.attributes.get("identifiers")?.value ?? tuple([])),
  ]);
  const [first] = pairs;
  if (first !== undefined && first[0] === "*" && first[1].kind === "string" && first[1].value === "*") return first[1];
  return object(pairs);
}

function conditions(blocks: readonly BodyBlock[]): Value | undefined {
  if (blocks.length === 0) return undefined;
  const values = (block: BodyBlock): Value => oneOrMany(block.body.attributes.get("values")?.value ?? tuple([]));
  return object(blocks.map((block) => [textOf(block, "test"), object([[textOf(block, "variable"), values(block)]])]));
}

function textOf(block: BodyBlock, name: string): string {
  const value = block.body.attributes.get(name)?.value;
  return value?.kind === "string" ? value.value : "";
}

function oneOrMany(value: Value): Value {
  return value.kind === "list" && value.elements.length === 1 && value.rest === undefined ? value.elements[0]! : value;
}
