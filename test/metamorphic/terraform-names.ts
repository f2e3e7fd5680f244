/** Terraform whose resources, data sources, module calls and local values have other names. */
import type { Span } from "../../src/base/source-file.ts";
import type { Expression } from "../../src/parse/hcl/syntax.ts";
import { isExpression, nodesOf } from "../parse/hcl/nodes.ts";
import type { Change, Edit } from "./change.ts";
import { renamedTerraform } from "./names.ts";
import type { Random } from "./random.ts";
import type { Sources, TerraformDirectory } from "./sources.ts";

export function names({ directories, texts }: Sources, random: Random): readonly Change[] {
  // Modules that terraform init has fetched are found by the names of their calls.
  const fetched = [...texts.keys()].some((path) => path.endsWith("modules.json"));
  return directories.flatMap((directory) => renamings(directory, fetched, random));
}

function renamings(directory: TerraformDirectory, keepModules: boolean, random: Random): readonly Change[] {
  const uses = usesOf(directory);
  return [...declarations(directory)].flatMap(([address, name]) => {
    if (keepModules && address.startsWith("module.")) return [];
    const written = name.file.text.slice(name.start, name.end).replaceAll('"', "");
    if (!/^[a-z][\w-]*$/i.test(written)) return [];
    const to = renamedTerraform(written, random);
    const quoted = name.file.text[name.start] === '"';
    const edits = [edit(name, quoted ? `"${to}"` : to), ...(uses.get(address) ?? []).map((use) => edit(use, to))];
    return [{ what: `${address} in ${directory.path} is named ${to}`, edits }];
  });
}

function edit({ file, start, end }: Span, text: string): Edit {
  return { path: file.path, start, end, text };
}

function declarations({ blocks }: TerraformDirectory): ReadonlyMap<string, Span> {
  const found = new Map<string, Span>();
  for (const { type, labels, body } of blocks) {
    const [first, second] = labels;
    if (type === "locals") for (const { name, nameSpan } of body.attributes) found.set(`local.${name}`, nameSpan);
    if (type === "module" && first !== undefined) found.set(`module.${first.value}`, first.span);
    if ((type === "resource" || type === "data") && first !== undefined && second !== undefined)
      found.set(`${type === "data" ? "data." : ""}${first.value}.${second.value}`, second.span);
  }
  return found;
}

/** Where names of other things are used, by what they name. */
function usesOf({ files }: TerraformDirectory): ReadonlyMap<string, readonly Span[]> {
  const uses = new Map<string, Span[]>();
  for (const { body } of files)
    for (const node of nodesOf(body)) {
      const use = isExpression(node) ? useIn(node) : undefined;
      if (use !== undefined) uses.set(use.address, [...(uses.get(use.address) ?? []), use.name]);
    }
  return uses;
}

/** `aws_lb.main`, `local.x`, `module.app` and `data.aws_vpc.main`, where the expression ends at the name. */
function useIn(node: Expression): { readonly address: string; readonly name: Span } | undefined {
  if (node.kind !== "get-attribute") return undefined;
  const { target, name, span } = node;
  const written = { ...span, start: span.end - name.length };
  if (target.kind === "variable" && target.name !== "data") return { address: `${target.name}.${name}`, name: written };
  const isData = target.kind === "get-attribute" && target.target.kind === "variable" && target.target.name === "data";
  return isData ? { address: `data.${target.name}.${name}`, name: written } : undefined;
}
