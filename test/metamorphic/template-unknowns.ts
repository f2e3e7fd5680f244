/** Templates that say less: a default, a condition or a value is taken away, and nothing says what stands there instead. */
import { mappingAt, type Template } from "../../src/evaluate/cloudformation/template/template.ts";
import type { LocatedEntry, LocatedNode } from "../../src/parse/located.ts";
import { type Change, type Edit, place } from "./change.ts";
import { without, writtenValue } from "./document-slots.ts";
import type { Random } from "./random.ts";
import type { Sources } from "./sources.ts";

/** The parameters that nobody gives. */
const UNKNOWN = "MmUnknown";
const UNKNOWN_LIST = "MmUnknownList";

const MATTERS = /^AWS::(?:ECS|ElasticLoadBalancing|ElasticLoadBalancingV2|EC2|AutoScaling|AutoScalingPlans)::/;

export function defaults(sources: Sources): readonly Change[] {
  return deployed(sources).flatMap(({ document: { root } }) =>
    entriesOf(entry(root, "Parameters")).flatMap(({ key, value }) => {
      const fallback = entry(value, "Default");
      if (fallback === undefined || value.kind !== "mapping") return [];
      const cut = without(value, value.entries.indexOf(fallback));
      if (cut === undefined) return [];
      const edits = [{ path: cut.file.path, start: cut.start, end: cut.end, text: "" }];
      return [{ what: `parameter ${key.text} without its default, ${place(key.span)}`, edits }];
    }),
  );
}

export function conditions(sources: Sources): readonly Change[] {
  return deployed(sources).flatMap((template) =>
    (mappingAt(template.document.root, "Conditions")?.entries ?? []).flatMap((one) =>
      unknownAt(template, one, `{ "Fn::Equals": [{ "Ref": "${UNKNOWN}" }, "mm"] }`, `condition ${one.key.text}`),
    ),
  );
}

export function values(sources: Sources, random: Random): readonly Change[] {
  return deployed(sources).flatMap((template) =>
    (mappingAt(template.document.root, "Resources")?.entries ?? []).flatMap(({ value: resource }) => {
      const type = entry(resource, "Type")?.value;
      const matters = type?.kind === "scalar" && MATTERS.test(type.text);
      if (!matters && random.below(10) > 0) return [];
      return propertiesIn(entry(resource, "Properties")?.value).flatMap((one) =>
        unknownAt(template, one, `{ "Ref": "${isList(template, one.value) ? UNKNOWN_LIST : UNKNOWN}" }`, one.key.text),
      );
    }),
  );
}

/** Those that no other file of the folder mentions: a nested stack would have to be given the parameter. */
function deployed({ templates, texts }: Sources): readonly Template[] {
  return templates.filter(({ path, document: { root } }) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const mentioned = [...texts].some(([other, text]) => other !== path && text.includes(name));
    return mappingAt(root, "Resources") !== undefined && !mentioned;
  });
}

/** Scalars, lists and calls of functions under the names of properties. */
function propertiesIn(node: LocatedNode | undefined): readonly LocatedEntry[] {
  if (node?.kind === "sequence") return node.elements.flatMap(propertiesIn);
  if (node?.kind !== "mapping" || node.tag !== undefined) return [];
  return node.entries.flatMap((one) => {
    if (/^(?:Ref|Condition|Fn::.*)$/.test(one.key.text)) return [];
    return isObject(one.value) ? propertiesIn(one.value) : [one, ...propertiesIn(one.value)];
  });
}

/** One that is written, or a parameter that is one: CloudFormation takes no text in its place. */
function isList({ document: { root } }: Template, value: LocatedNode): boolean {
  if (value.kind === "sequence") return true;
  const name = value.tag === "!Ref" ? value : entry(value, "Ref")?.value;
  const declared = name?.kind === "scalar" ? mappingAt(root, "Parameters") : undefined;
  const type = entry(entry(declared, name?.kind === "scalar" ? name.text : "")?.value, "Type")?.value;
  return type?.kind === "scalar" && /^(?:CommaDelimitedList|List<|AWS::SSM::Parameter::Value<List<)/.test(type.text);
}

function isObject(node: LocatedNode): boolean {
  return node.kind === "mapping" && !node.entries.some(({ key }) => /^(?:Ref|Fn::.*)$/.test(key.text));
}

function unknownAt(template: Template, one: LocatedEntry, text: string, what: string): readonly Change[] {
  const value = writtenValue(one);
  const declared = declaration(template);
  if (value === undefined || declared === undefined) return [];
  const { file, start, end } = value;
  const edits = [{ path: file.path, start, end, text: ` ${text}` }, declared];
  return [{ what: `${what} not known, ${place(one.value.span)}`, edits }];
}

/** The parameters are declared before the first, or in a section of their own before the resources. */
function declaration({ document: { root, file } }: Template): Edit | undefined {
  const parameters = entry(root, "Parameters")?.value;
  const at = parameters?.kind === "mapping" ? parameters.entries[0]?.key.span : entry(root, "Resources")?.key.span;
  if (at === undefined || root.kind !== "mapping") return undefined;
  const named = (name: string, type: string): string => `"${name}": { "Type": "${type}" }`;
  const both = [named(UNKNOWN, "String"), named(UNKNOWN_LIST, "CommaDelimitedList")];
  const bracketed = file.text.trimStart().startsWith("{") || (parameters && file.text[parameters.span.start] === "{");
  const indent = " ".repeat(file.position(at.start).column - 1);
  const section = parameters?.kind === "mapping" && parameters.entries.length > 0;
  if (!section && entry(root, "Parameters") !== undefined) return undefined;
  const text = bracketed
    ? section
      ? both.map((one) => `${one}, `).join("")
      : `"Parameters": { ${both.join(", ")} }, `
    : section
      ? both.map((one) => `${one}\n${indent}`).join("")
      : `Parameters: { ${both.join(", ")} }\n`;
  return { path: file.path, start: at.start, end: at.start, text };
}

function entry(node: LocatedNode | undefined, name: string): LocatedEntry | undefined {
  return node?.kind === "mapping" ? node.entries.find(({ key }) => key.text === name) : undefined;
}

function entriesOf(of: Pick<LocatedEntry, "value"> | undefined): readonly LocatedEntry[] {
  return of?.value.kind === "mapping" ? of.value.entries : [];
}
