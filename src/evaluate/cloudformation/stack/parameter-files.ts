/** `--parameters-file` files, in the three shapes that tools write, into given values. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Files } from "../../../base/files.ts";
import { SourceFile } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import type { CloudFormationOptions, Parsers } from "../../input.ts";
import { entryAt, lastEntries, textAt } from "../template/template.ts";
import { list, literal } from "../values.ts";

/**
 * By name; later files win over earlier ones. Read are the list of the AWS command line (`[{ParameterKey, ParameterValue}]`, also
 * `["Key=value"]`), the object of CodePipeline and SAM (`{"Parameters": {Key: value}}`) and a plain map.
 */
export function readParameterFiles(
  paths: readonly string[],
  files: Files,
  parse: Parsers,
): { readonly output: ReadonlyMap<string, Value>; readonly diagnostics: readonly Diagnostic[] } {
  const values = new Map<string, Value>();
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    const read = files.read(path);
    if (!read.ok) {
      diagnostics.push({
        code: "parameters-file",
        severity: "error",
        message: `the parameters file ${path} cannot be read: ${read.because}`,
        path,
        notAnalysed: true,
      });
      continue;
    }
    const parsed = parse.yaml(new SourceFile(path, read.text.replace(/^\uFEFF/, "")));
    diagnostics.push(...parsed.diagnostics);
    if (parsed.output !== undefined) addAll(parsed.output.root, values, diagnostics);
  }
  return { output: values, diagnostics };
}

function addAll(root: LocatedNode, values: Map<string, Value>, diagnostics: Diagnostic[]): void {
  const add = (name: string, node: LocatedNode): void => {
    const value = givenValue(node);
    if (value !== undefined) values.set(name, value);
  };
  if (root.kind === "mapping") {
    const inner = entryAt(root, "Parameters")?.value;
    for (const { key, value } of lastEntries(inner?.kind === "mapping" ? inner : root)) add(key.text, value);
    return;
  }
  const elements = root.kind === "sequence" ? root.elements : [root];
  for (const element of elements) {
    const name = textAt(element, "ParameterKey");
    const value = entryAt(element, "ParameterValue")?.value;
    const pair = element.kind === "scalar" ? /^([A-Za-z0-9]+)=(.*)$/s.exec(element.text) : null;
    if (name !== undefined && value !== undefined) add(name, value);
    else if (pair !== null)
      values.set(pair[1]!, { kind: "string", value: pair[2]!, origin: { kind: "variable-file", span: element.span } });
    else if (textAt(element, "UsePreviousValue") !== "true")
      diagnostics.push({
        code: "parameters-file",
        severity: "error",
        message: "expected a mapping of names to values, or a list of ParameterKey and ParameterValue",
        span: element.span,
        notAnalysed: true,
      });
  }
}

function givenValue(node: LocatedNode): Value | undefined {
  const origin = { kind: "variable-file" as const, span: node.span };
  if (node.kind === "scalar") return literal(node, origin);
  if (node.kind === "sequence")
    return list(
      node.elements.flatMap((element) => givenValue(element) ?? []),
      origin,
    );
  return undefined;
}

/** What is given by name: by files, and by `--parameter K=V`, which wins over them and has the place of what it is given for. */
export function givenByName(
  options: Pick<CloudFormationOptions, "parameters">,
  byFiles: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const byFlags = [...options.parameters].map(([name, value]) => [name, { kind: "string", value }] as const);
  return new Map<string, Value>([...byFiles, ...byFlags]);
}
