/**
 * What Sceptre hands from one stack to another, `!stack_output network.yaml::VpcId`, in which the path is that of a configuration below
 * `config/`, or `!stack_output_external acme-network::VpcId`, in which it is the name of the stack → what the template of that stack has for the output (https://docs.sceptre-project.org/latest/docs/resolvers.html).
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
/** By the name of the stack in the account, `acme-dev-network::VpcId`, without a profile behind it. */
export const STACK_OUTPUT_EXTERNAL = "!stack_output_external";

/** So many files and directories of a project are looked at for the one that makes a stack of some name. */
const MOST_FILES = 1_000;

/** `path`: of the configuration in which the node stands. Undefined where the output is not one thing that is written there. */
export function stackOutput(
  path: string,
  node: LocatedNode,
  { files, parse }: { readonly files: Files; readonly parse: Pick<Parsers, "yaml"> },
): StackOutput | undefined {
  const [, project] = /^(.*?)(?:^|\/)config\//.exec(path) ?? [];
  const [, stack, output] = (node.kind === "scalar" && /^([^:]+)::([A-Za-z0-9]+)$/.exec(node.text.trim())) || [];
  if (project === undefined || stack === undefined || output === undefined) return undefined;
  const documentAt = (...below: readonly string[]): LocatedDocument | undefined => {
    const at = below.reduce(resolvePath, project === "" ? "." : project);
    const read = files.read(at);
    return read.ok ? parse.yaml(new SourceFile(at, read.text)).output : undefined;
  };
  const configuration =
    node.tag === STACK_OUTPUT_EXTERNAL
      ? configurationOf(stack, (below) => files.list(resolvePath(project === "" ? "." : project, below)), documentAt)
      : documentAt("config", stack);
  const template = templateOf(configuration?.root);
  const document = template === undefined ? undefined : documentAt("templates", template);
  const value = entryAt(entryAt(mappingAt(document?.root, "Outputs"), output)?.value, "Value")?.value;
  if (document === undefined || value === undefined) return undefined;
  if (value.kind === "scalar" && value.tag === undefined) return { kind: "text", text: value.text, span: node.span };
  const address = resourceIn(value);
  const isThere = address !== undefined && entryAt(mappingAt(document.root, "Resources"), address) !== undefined;
  return isThere ? { kind: "text", text: `${document.file.path}#${address}`, span: node.span } : undefined;
}

type DocumentAt = (...below: readonly string[]) => LocatedDocument | undefined;

/**
 * The configuration of the one stack that is called so in the account: by its `stack_name`, or by the `project_code` that a `config.yaml` in or above its
 * directory gives, and its path (https://docs.sceptre-project.org/latest/docs/stack_config.html#stack-name).
 */
function configurationOf(
  name: string,
  list: (below: string) => readonly string[] | undefined,
  documentAt: DocumentAt,
): LocatedDocument | undefined {
  const found: LocatedDocument[] = [];
  const pending: { readonly below: string; readonly code: string | undefined }[] = [
    { below: "config", code: undefined },
  ];
  let left = MOST_FILES;
  for (let next = pending.pop(); next !== undefined && left > 0; next = pending.pop()) {
    const { below, code: above } = next;
    const names = (list(below) ?? []).slice(0, left);
    left -= names.length;
    const code = textAt(names.includes(GROUP) ? documentAt(below, GROUP)?.root : undefined, "project_code") ?? above;
    for (const one of names) {
      const path = `${below}/${one}`;
      if (one.endsWith("/")) pending.push({ below: path.slice(0, -1), code });
      else if (/\.ya?ml$/.test(one) && one !== GROUP) {
        const document = documentAt(path);
        const inside = path
          .slice("config/".length)
          .replace(/\.ya?ml$/, "")
          .replaceAll("/", "-");
        const own = textAt(document?.root, "stack_name") ?? (code === undefined ? undefined : `${code}-${inside}`);
        if (document !== undefined && own === name) found.push(document);
      }
    }
  }
  return found.length === 1 ? found[0] : undefined;
}

/** What holds for all stacks in a directory and below it. */
const GROUP = "config.yaml";

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
