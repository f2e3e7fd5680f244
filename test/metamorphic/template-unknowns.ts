/** Templates that say less: a default, a condition or a value is taken away, and nothing says what stands there instead. */
import { mappingAt, type Template } from "../../src/evaluate/cloudformation/template/template.ts";
import type { LocatedEntry, LocatedNode } from "../../src/parse/located.ts";
import { type Change, type Edit, place } from "./change.ts";
import { slotsOf } from "./document-slots.ts";
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
      const slots = value.kind === "mapping" ? slotsOf(value) : undefined;
      if (fallback === undefined || slots === undefined) return [];
      const at = entriesOf({ value }).indexOf(fallback);
      const { file, start, end } = slots[at]!;
      // In brackets the comma goes too: that behind it, or of the last entry that before it.
      const bracketed = !file.text.slice(start, end).endsWith("\n");
      const from = bracketed && at === slots.length - 1 ? slots[at - 1]!.end : start;
      const to = bracketed && at < slots.length - 1 ? slots[at + 1]!.start : end;
      const edits = [{ path: file.path, start: from, end: to, text: "" }];
      return [{ what: `parameter ${key.text} without its default, ${place(key.span)}`, edits }];
    }),
  );
}

export function conditions(sources: Sources): readonly Change[] {
  return deployed(sources).flatMap((template) =>
    (mappingAt(template.document.root, "Conditions")?.entries ?? []).flatMap(({ key, value }) =>
      unknownAt(template, value, `{ "Fn::Equals": [{ "Ref": "${UNKNOWN}" }, "mm"] }`, `condition ${key.text}`),
    ),
  );
}

export function values(sources: Sources, random: Random): readonly Change[] {
  return deployed(sources).flatMap((template) =>
    (mappingAt(template.document.root, "Resources")?.entries ?? []).flatMap(({ value: resource }) => {
      const type = entry(resource, "Type")?.value;
      const matters = type?.kind === "scalar" && MATTERS.test(type.text);
      if (!matters && random.below(10) > 0) return [];
      return propertiesIn(entry(resource, "Properties")?.value).flatMap(({ key, value }) =>
        unknownAt(template, value, `{ "Ref": "${value.kind === "sequence" ? UNKNOWN_LIST : UNKNOWN}" }`, key.text),
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

function isObject(node: LocatedNode): boolean {
  return node.kind === "mapping" && !node.entries.some(({ key }) => /^(?:Ref|Fn::.*)$/.test(key.text));
}

function unknownAt(template: Template, value: LocatedNode, text: string, what: string): readonly Change[] {
  const { file } = value.span;
  // A tag stands before the span of its node, and a value of several lines ends with the last of them.
  const colon = file.text.lastIndexOf(":", value.span.start);
  const before = file.text.slice(colon + 1, value.span.start);
  if (!/^\s*(?:!\S+\s*)?$/.test(before)) return [];
  const declared = declaration(template);
  const end = value.span.end - trailing(file.text.slice(value.span.start, value.span.end));
  if (declared === undefined || end <= colon) return [];
  const edits = [{ path: file.path, start: colon + 1, end, text: ` ${text}` }, declared];
  return [{ what: `${what} not known, ${place(value.span)}`, edits }];
}

function trailing(text: string): number {
  return text.length - text.trimEnd().length;
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
