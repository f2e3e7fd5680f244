/** The YAML and JSON files of a scan into the templates among them; everything else is passed over in silence. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { FileRead, Files } from "../../../base/files.ts";
import { SourceFile } from "../../../base/source-file.ts";
import { unshownPlan } from "../../../base/unshown-plan.ts";
import type { LocatedDocument, LocatedNode } from "../../../parse/located.ts";
import type { Parsers } from "../../input.ts";
import { entryAt, includesOf, mappingAt, textAt, topLevelIncludes } from "./template.ts";

/** A file that the user named and that is no template is said to be none; a Terraform plan is somebody else's. */
export function readTemplates(
  paths: readonly string[],
  named: readonly string[],
  files: Files,
  parse: Pick<Parsers, "yaml">,
): { readonly templates: readonly LocatedDocument[]; readonly diagnostics: readonly Diagnostic[] } {
  const templates: LocatedDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  const refuse = (path: string, code: string, message: string, more: { readonly hint?: string } = {}): void => {
    diagnostics.push({ code, severity: "error", message, path, ...more, notAnalysed: true });
  };
  const refuseNamed = (path: string, { text, bytes }: Extract<FileRead, { readonly ok: true }>): void => {
    if (!named.includes(path) || isPlan(text)) return;
    const { message, ...more } = unshownPlan(bytes, path) ?? { message: `${path} is no CloudFormation template` };
    refuse(path, "not-a-template", message, more);
  };
  for (const path of paths) {
    const read = files.read(path);
    if (!read.ok) {
      refuse(path, "file-unreadable", `${path} cannot be read: ${read.because}`);
      continue;
    }
    if (!looksLikeTemplate(read.text)) {
      refuseNamed(path, read);
      continue;
    }
    const file = new SourceFile(path, read.text.replace(/^\uFEFF/, ""));
    const parsed = parse.yaml(file);
    if (parsed.output === undefined) {
      if (named.includes(path) || isMeantAsTemplate(read.text)) diagnostics.push(...parsed.diagnostics);
    } else if (isTemplate(parsed.output)) {
      templates.push(parsed.output);
      diagnostics.push(...parsed.diagnostics);
    } else refuseNamed(path, read);
  }
  return { templates, diagnostics };
}

function isPlan(text: string): boolean {
  return text.slice(0, 200).includes('"format_version"');
}

const TYPE = /["']?Type["']?\s*:\s*["']?(?:AWS|Custom|Alexa)::/;
const SECTION = /(?:^|[\s{,])["']?(?:Resources|AWSTemplateFormatVersion)["']?\s*:/;
const VERSION = /^[\t {\uFEFF]*["']?AWSTemplateFormatVersion["']?\s*:/m;

/** A quick look at the text: false is certain for what could be read; true asks for `isTemplate`. */
export function looksLikeTemplate(text: string): boolean {
  if (!text.includes("Resources") && !text.includes("AWSTemplateFormatVersion")) return false;
  return VERSION.test(text) || (SECTION.test(text) && text.includes("::"));
}

/** Whether a text that cannot be parsed was meant to be a template, so that its errors are worth a word. */
export function isMeantAsTemplate(text: string): boolean {
  return (
    /^[\t {\uFEFF]*["']?(?:Resources|AWSTemplateFormatVersion)["']?\s*:/m.test(text) &&
    (VERSION.test(text) || TYPE.test(text))
  );
}

/** By content: a format version, or resources of which one has a type with `::`. */
export function isTemplate(document: LocatedDocument): boolean {
  const { root } = document;
  if (root.kind !== "mapping") return false;
  const resources = entryAt(root, "Resources")?.value;
  if (textAt(root, "AWSTemplateFormatVersion") !== undefined)
    return resources !== undefined || topLevelIncludes(root).length > 0;
  return resources?.kind === "mapping" && resources.entries.some(({ key, value }) => isResource(key.text, value));
}

function isResource(key: string, value: LocatedNode): boolean {
  if (key === "Fn::Transform") return includesOf(value).length > 0;
  if (key.startsWith("Fn::ForEach::") && value.kind === "sequence")
    return (
      value.elements[2]?.kind === "mapping" && value.elements[2].entries.some((entry) => isResource("", entry.value))
    );
  const type = textAt(value, "Type");
  return (
    type?.includes("::") === true &&
    (mappingAt(value, "Properties") !== undefined || /^(?:AWS|Custom|Alexa)::/.test(type))
  );
}
