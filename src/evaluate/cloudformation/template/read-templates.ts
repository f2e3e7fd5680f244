/** The YAML and JSON files of a scan into the templates among them; everything else is passed over in silence. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import { type FileRead, type Files, whyNotRead } from "../../../base/files.ts";
import { SourceFile } from "../../../base/source-file.ts";
import { unshownPlan } from "../../../base/unshown-plan.ts";
import type { LocatedDocument, LocatedNode } from "../../../parse/located.ts";
import type { Parsers } from "../../input.ts";
import { serverlessTemplate } from "./serverless-framework.ts";
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
      refuse(path, "file-unreadable", `the file cannot be read: ${whyNotRead(read.because)}`);
      continue;
    }
    if (!looksLikeTemplate(read.text)) {
      const wide = decodedUtf16(read.bytes);
      if (wide !== undefined && looksLikeTemplate(wide))
        refuse(path, "encoding", "it is a CloudFormation template in UTF-16, and is not read", {
          hint: "save it as UTF-8",
        });
      else refuseNamed(path, read);
      continue;
    }
    const file = new SourceFile(path, read.text.replace(/^\uFEFF/, ""));
    const parsed = parse.yaml(file);
    const template = parsed.output && templateIn(parsed.output);
    if (parsed.output === undefined) {
      if (named.includes(path) || isMeantAsTemplate(read.text)) diagnostics.push(...parsed.diagnostics);
    } else if (template === undefined) refuseNamed(path, read);
    else if (countOf(template) > MAXIMUM_RESOURCES) {
      const message = `it has more than ${MAXIMUM_RESOURCES} resources and is not analysed: AWS takes 500`;
      const span = { file, start: 0, end: 0 };
      diagnostics.push({ code: "too-large", severity: "error", message, span, notAnalysed: true });
    } else {
      templates.push(template);
      diagnostics.push(...parsed.diagnostics);
    }
  }
  return { templates, diagnostics };
}

/** The text of a file in UTF-16, told by where its first character has a NUL or by its mark (https://yaml.org/spec/1.2.2/#52-character-encodings). */
function decodedUtf16(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0))
    return new TextDecoder("utf-16be").decode(bytes);
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0))
    return new TextDecoder("utf-16le").decode(bytes);
  return undefined;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAXIMUM_RESOURCES = 10_000;

function countOf({ root }: LocatedDocument): number {
  const resources = entryAt(root, "Resources")?.value;
  return resources?.kind === "mapping" ? resources.entries.length : 0;
}

function isPlan(text: string): boolean {
  return text.slice(0, 200).includes('"format_version"');
}

const TYPE = /["']?Type["']?\s*:\s*["']?(?:AWS|Custom|Alexa)::/;
const SECTION = /(?:^|[\s{,])["']?(?:Resources|AWSTemplateFormatVersion)["']?\s*:/;
const VERSION = /^[\t {\uFEFF]*["']?AWSTemplateFormatVersion["']?\s*:/m;

/** A list of files that the Serverless Framework puts together. */
const SERVERLESS_PARTS = /^resources:[ \t]*\r?\n[ \t]*-[ \t]*["']?\$\{ ?file\(/m;

/** A quick look at the text: false is certain for what could be read; true asks for `templateIn`. */
export function looksLikeTemplate(text: string): boolean {
  if (SERVERLESS_PARTS.test(text)) return true;
  if (!text.includes("Resources") && !text.includes("AWSTemplateFormatVersion")) return false;
  return VERSION.test(text) || (SECTION.test(text) && text.includes("::"));
}

/** Whether a text that cannot be parsed was meant to be a template, so that its errors are worth a word. */
export function isMeantAsTemplate(text: string): boolean {
  // The resources of an AppSpec of CodeDeploy are a list.
  if (/["']?Resources["']?\s*:\s*\[/.test(text)) return false;
  return (
    /^[\t {\uFEFF]*["']?(?:Resources|AWSTemplateFormatVersion)["']?\s*:/m.test(text) &&
    (VERSION.test(text) || TYPE.test(text))
  );
}

/** The template that a document is, or that stands in it; undefined where there is none. */
export function templateIn(document: LocatedDocument): LocatedDocument | undefined {
  const template = serverlessTemplate(document) ?? document;
  return isTemplate(template) ? template : undefined;
}

/** By content: a format version, or resources of which one has a type with `::`. */
function isTemplate({ root }: LocatedDocument): boolean {
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
