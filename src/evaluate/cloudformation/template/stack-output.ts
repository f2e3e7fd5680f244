/**
 * What Sceptre hands from one stack to another, `!stack_output network.yaml::VpcId`, in which the path is that of a configuration below
 * `config/` → what the template of that stack has for the output (https://docs.sceptre-project.org/latest/docs/resolvers.html).
 */
import { type Files, resolvePath } from "../../../base/files.ts";
import { SourceFile, type Span } from "../../../base/source-file.ts";
import type { LocatedDocument, LocatedNode } from "../../../parse/located.ts";
import type { Parsers } from "../../input.ts";
import { entryAt, intrinsicOf, mappingAt, textAt } from "./template.ts";

/** A text, or a resource of a template as a user names it: `templates/network.yaml#Vpc`. */
export interface StackOutput {
  readonly kind: "text";
  readonly text: string;
  readonly span: Span;
}

export const STACK_OUTPUT = "!stack_output";

/** `path`: of the configuration in which the node stands. Undefined where the output is not one thing that is written there. */
export function stackOutput(
  path: string,
  node: LocatedNode,
  { files, parse }: { readonly files: Files; readonly parse: Pick<Parsers, "yaml"> },
): StackOutput | undefined {
  const [, project] = /^(.*?)(?:^|\/)config\//.exec(path) ?? [];
  const [, stack, output] = (node.kind === "scalar" && /^\s*([^:]+)::([A-Za-z0-9]+)\s*$/.exec(node.text)) || [];
  if (project === undefined || stack === undefined || output === undefined) return undefined;
  const documentAt = (...below: readonly string[]): LocatedDocument | undefined => {
    const at = below.reduce(resolvePath, project === "" ? "." : project);
    const read = files.read(at);
    return read.ok ? parse.yaml(new SourceFile(at, read.text)).output : undefined;
  };
  const template = templateOf(documentAt("config", stack)?.root);
  const document = template === undefined ? undefined : documentAt("templates", template);
  const value = entryAt(entryAt(mappingAt(document?.root, "Outputs"), output)?.value, "Value")?.value;
  if (document === undefined || value === undefined) return undefined;
  if (value.kind === "scalar" && value.tag === undefined) return { kind: "text", text: value.text, span: node.span };
  const address = resourceIn(value);
  const isThere = address !== undefined && entryAt(mappingAt(document.root, "Resources"), address) !== undefined;
  return isThere ? { kind: "text", text: `${document.file.path}#${address}`, span: node.span } : undefined;
}

/** The path of the template of a stack, as its configuration names it. */
export function templateOf(configuration: LocatedNode | undefined): string | undefined {
  return textAt(configuration, "template_path") ?? textAt(entryAt(configuration, "template")?.value, "path");
}

/** The logical id in `!Ref Vpc` and `!GetAtt Hosts.GroupId`, which `Ref` of a security group in a VPC is too. */
function resourceIn(value: LocatedNode): string | undefined {
  const call = intrinsicOf(value);
  if (call?.name === "Ref" && call.argument.kind === "scalar") return call.argument.text;
  if (call?.name !== "Fn::GetAtt") return undefined;
  const { argument } = call;
  const words = argument.kind === "sequence" ? argument.elements : [argument];
  const text = words.map((word) => (word.kind === "scalar" ? word.text : "")).join(".");
  return /^([A-Za-z0-9]+)\.GroupId$/.exec(text)?.[1];
}
