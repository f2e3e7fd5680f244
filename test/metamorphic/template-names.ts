/** Templates whose resources and conditions have other logical ids. */
import { mappingAt, type Template } from "../../src/evaluate/cloudformation/template/template.ts";
import type { LocatedNode, LocatedScalar } from "../../src/parse/located.ts";
import type { Change, Edit } from "./change.ts";
import { renamedTemplate } from "./names.ts";
import type { Random } from "./random.ts";
import type { Sources } from "./sources.ts";

export function names({ templates }: Sources, random: Random): readonly Change[] {
  return templates.flatMap((template) => (isPlain(template) ? renamings(template, random) : []));
}

/** A macro may make resources of its own, named after those that stand there. */
function isPlain({ transforms, document: { file } }: Template): boolean {
  return transforms.length === 0 && !file.text.includes("Fn::ForEach") && !file.text.includes("Fn::Transform");
}

function renamings({ document: { root }, path }: Template, random: Random): readonly Change[] {
  const uses: Uses = { resources: new Map(), conditions: new Map() };
  collect(root, uses, undefined);
  const textAt = ({ start, end }: Edit): string => root.span.file.text.slice(start, end);
  return (["resources", "conditions"] as const).flatMap((section) =>
    (mappingAt(root, section === "resources" ? "Resources" : "Conditions")?.entries ?? []).flatMap(({ key }) => {
      const to = renamedTemplate(key.text, random);
      const edits = [key, ...(uses[section].get(key.text) ?? [])].map((scalar) => renamed(scalar, key.text, to));
      if (edits.some((edit) => edit === undefined)) return [];
      // Commands in user data name resources in their own way (cfn-init --resource Name).
      const named = new RegExp(`(?<![A-Za-z0-9])${key.text}(?![A-Za-z0-9])`, "g");
      const everywhere = root.span.file.text.match(named)?.length ?? 0;
      const inEdits = edits.reduce((sum, edit) => sum + (textAt(edit!).match(named)?.length ?? 0), 0);
      if (everywhere > inEdits) return [];
      return [{ what: `${key.text} in ${path} is named ${to}`, edits: edits as Edit[] }];
    }),
  );
}

interface Uses {
  readonly resources: Map<string, LocatedScalar[]>;
  readonly conditions: Map<string, LocatedScalar[]>;
}

/** Of each scalar that names something, by what it names; `under` is the key that leads to the node. */
function collect(node: LocatedNode, uses: Uses, under: string | undefined): void {
  const use = (section: keyof Uses, name: string, at: LocatedNode | undefined): void => {
    if (at?.kind !== "scalar") return;
    const known = uses[section].get(name) ?? [];
    if (!known.includes(at)) uses[section].set(name, [...known, at]);
  };
  const head = under ?? node.tag ?? "";
  const text = node.kind === "scalar" ? node.text : undefined;
  const first = node.kind === "sequence" ? node.elements[0] : undefined;
  for (const kind of new Set([head, node.tag ?? ""])) {
    if (/^(?:Ref|!Ref|DependsOn)$/.test(kind) && text !== undefined) use("resources", text, node);
    if (kind === "DependsOn" && node.kind === "sequence")
      for (const one of node.elements) if (one.kind === "scalar") use("resources", one.text, one);
    if (/^(?:Fn::GetAtt|!GetAtt)$/.test(kind)) {
      if (text !== undefined) use("resources", text.split(".")[0]!, node);
      if (first?.kind === "scalar") use("resources", first.text.split(".")[0]!, first);
    }
    if (/^(?:Fn::Sub|!Sub)$/.test(kind)) {
      const pattern = node.kind === "scalar" ? node : first;
      if (pattern?.kind === "scalar")
        for (const [, name] of pattern.text.matchAll(/\$\{([A-Za-z0-9]+)[.}]/g)) use("resources", name!, pattern);
    }
    if (/^(?:Condition|!Condition)$/.test(kind) && text !== undefined) use("conditions", text, node);
    if (/^(?:Fn::If|!If)$/.test(kind) && first?.kind === "scalar") use("conditions", first.text, first);
  }
  if (node.kind === "sequence") for (const element of node.elements) collect(element, uses, undefined);
  if (node.kind === "mapping") for (const { key, value } of node.entries) collect(value, uses, key.text);
}

/** The scalar's own text with the name exchanged wherever it stands as a whole word; undefined where it is written in some other way. */
function renamed({ span: { file, start, end } }: LocatedScalar, name: string, to: string): Edit | undefined {
  const written = file.text.slice(start, end);
  const isPattern = written.includes("${");
  const text = isPattern
    ? written.replaceAll(new RegExp(`(?<=\\$\\{)${name}(?=[.}])`, "g"), to)
    : written.replace(new RegExp(`(?<![A-Za-z0-9])${name}(?![A-Za-z0-9])`), to);
  return text === written ? undefined : { path: file.path, start, end, text };
}
