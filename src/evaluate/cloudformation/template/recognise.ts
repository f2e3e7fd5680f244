/** A text or a located document into the answer whether it is a CloudFormation template. */
import type { LocatedDocument, LocatedNode } from "../../../parse/located.ts";
import { includesOf, topLevelIncludes } from "./includes.ts";
import { entryAt, mappingAt, textAt } from "./template.ts";

const TYPE = /["']?Type["']?\s*:\s*["']?(?:AWS|Custom|Alexa)::/;
const SECTION = /(?:^|[\s{,])["']?(?:Resources|AWSTemplateFormatVersion)["']?\s*:/;
const VERSION = /^[\s{]*["']?AWSTemplateFormatVersion["']?\s*:/m;

/** A quick look at the text: false is certain for what could be read; true asks for `isTemplate`. */
export function looksLikeTemplate(text: string): boolean {
  if (!text.includes("Resources") && !text.includes("AWSTemplateFormatVersion")) return false;
  return VERSION.test(text) || (SECTION.test(text) && TYPE.test(text)) || (SECTION.test(text) && text.includes("::"));
}

/** Whether a text that cannot be parsed was meant to be a template, so that its errors are worth a word. */
export function isMeantAsTemplate(text: string): boolean {
  return (
    /^[\s{]*["']?(?:Resources|AWSTemplateFormatVersion)["']?\s*:/m.test(text) && (VERSION.test(text) || TYPE.test(text))
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
