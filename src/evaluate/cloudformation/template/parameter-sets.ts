/**
 * Files of parameters' values → what they give. Read are
 * - the list of the AWS command line, also of StackSets (`[{ParameterKey, ParameterValue}]`, `["Key=value"]`),
 * - the object of CodePipeline (`{"Parameters": {Key: value}}`,
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html) and a plain map,
 * - `samconfig.toml`, also as YAML, with a set for each environment
 *   (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html),
 * - configurations of stacks of Sceptre (https://docs.sceptre-project.org/latest/docs/stack_config.html).
 */
import type { Span } from "../../../base/source-file.ts";
import type { LocatedMapping, LocatedNode } from "../../../parse/located.ts";
import { STACK_OUTPUT, STACK_OUTPUT_EXTERNAL, type StackOutput, templateOf } from "./stack-output.ts";
import { entryAt, lastEntries, mappingAt, textAt } from "./template.ts";

/** A value as the file writes it: a node, or a text in the midst of one, or what such a one stands for. */
export type WrittenParameter = { readonly name: string; readonly value: LocatedNode | StackOutput };

/** What an output of another stack is that a node names. */
type OutputAt = (node: LocatedNode) => StackOutput | undefined;

export interface ParameterSet {
  /** Of `samconfig.toml`: one of several. */
  readonly environment?: string;
  /** The end of the path of the template that the file names. */
  readonly template?: string;
  readonly given: readonly WrittenParameter[];
  /** What it gives a value that only the tool knows which the file is for: `!environment_variable PORT`. */
  readonly untold: readonly { readonly name: string; readonly span: Span }[];
  /** What stands there and gives nothing. */
  readonly misfits: readonly Span[];
}

export function parameterSets(root: LocatedNode, outputAt: OutputAt): readonly ParameterSet[] {
  if (root.kind !== "mapping") return [ofList(root)];
  const environments = environmentsOf(root);
  if (environments.length > 0) return environments;
  const inner = entryAt(root, "Parameters")?.value;
  if (inner?.kind === "mapping") return [ofMapping(inner)];
  const template = templateOf(root);
  if (template === undefined) return [ofMapping(root)];
  return [{ ...ofMapping(mappingAt(root, "parameters"), outputAt), template }];
}

function ofMapping(mapping: LocatedMapping | undefined, outputAt?: OutputAt): ParameterSet {
  const given: WrittenParameter[] = [];
  const untold: { readonly name: string; readonly span: Span }[] = [];
  for (const { key, value } of lastEntries(mapping)) {
    const isOutput = value.tag === STACK_OUTPUT || value.tag === STACK_OUTPUT_EXTERNAL;
    const written = isOutput ? outputAt?.(value) : value;
    if (written !== undefined && isTold(written)) given.push({ name: key.text, value: written });
    else untold.push({ name: key.text, span: value.span });
  }
  return { given, untold, misfits: [] };
}

/** Whether it is a text or a list of such, and no tag says that it is another one. */
function isTold(value: LocatedNode | StackOutput): boolean {
  if (value.kind === "text") return true;
  if (value.tag !== undefined || value.kind === "mapping") return false;
  return value.kind !== "sequence" || value.elements.every(isTold);
}

function ofList(root: LocatedNode): ParameterSet {
  const given: WrittenParameter[] = [];
  const misfits: Span[] = [];
  for (const element of root.kind === "sequence" ? root.elements : [root]) {
    const name = textAt(element, "ParameterKey");
    const value = entryAt(element, "ParameterValue")?.value;
    const pair = element.kind === "scalar" ? pairIn(element.text, element.span) : undefined;
    if (name !== undefined && value !== undefined) given.push({ name, value });
    else if (pair !== undefined) given.push(pair);
    else if (textAt(element, "UsePreviousValue") !== "true") misfits.push(element.span);
  }
  return { given, untold: [], misfits };
}

/** Each environment has its own parameters of `deploy`, and what `global` says of all commands besides. */
function environmentsOf(root: LocatedMapping): readonly ParameterSet[] {
  return root.entries.flatMap(({ key, value }) => {
    const overrides = ["global", "deploy"].flatMap(
      (command) => entryAt(mappingAt(mappingAt(value, command), "parameters"), "parameter_overrides")?.value ?? [],
    );
    if (overrides.length === 0) return [];
    const given = new Map(overrides.flatMap(overridesIn).map((one) => [one.name, one]));
    return [{ environment: key.text, given: [...given.values()], untold: [], misfits: [] }];
  });
}

function overridesIn(node: LocatedNode): readonly WrittenParameter[] {
  if (node.kind === "mapping") return ofMapping(node).given;
  if (node.kind === "sequence") return node.elements.flatMap(overridesIn);
  return wordsOf(node.text).flatMap((word) => pairIn(word, node.span) ?? []);
}

/** `Key=value`, `ParameterKey=Key,ParameterValue=value`. */
function pairIn(word: string, span: Span): WrittenParameter | undefined {
  const long = /^ParameterKey=([A-Za-z0-9]+),ParameterValue=(.*)$/s.exec(word);
  const [, name, text] = long ?? /^([A-Za-z0-9]+)=(.*)$/s.exec(word) ?? [];
  return name === undefined || text === undefined ? undefined : { name, value: { kind: "text", text, span } };
}

/** The words of a line as a shell has them: parted by blanks, without quotes. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const one = line[at]!;
    if (quote === "" && /\s/.test(one)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === "" && (one === '"' || one === "'")) {
      quote = one;
      word ??= "";
    } else if (one === quote) quote = "";
    else if (one === "\\" && quote !== "'" && at + 1 < line.length) {
      at += 1;
      word = (word ?? "") + line[at]!;
    } else word = (word ?? "") + one;
  }
  return word === undefined ? words : [...words, word];
}
