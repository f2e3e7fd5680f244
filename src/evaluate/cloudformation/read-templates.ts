/** YAML and JSON files of the scan → those that are templates, located; all others are passed over in silence. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { FileRead, Files } from "../../base/files.ts";
import { SourceFile } from "../../base/source-file.ts";
import type { LocatedDocument } from "../../parse/located.ts";
import type { Parsers } from "../input.ts";
import { isMeantAsTemplate, isTemplate, looksLikeTemplate } from "./recognise.ts";

export interface TemplatesRead {
  /** In the order of the paths. */
  readonly templates: readonly LocatedDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `named`: paths that the user gave himself, which must be templates. */
export function readTemplates(
  paths: readonly string[],
  named: readonly string[],
  files: Files,
  parse: Pick<Parsers, "yaml" | "json">,
): TemplatesRead {
  const templates: LocatedDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    const isNamed = named.includes(path);
    const read = files.read(path);
    if (!read.ok) {
      if (isNamed || read.because === "unreadable") diagnostics.push(notRead(path, read.because));
      continue;
    }
    const { text } = read;
    const asked = looksLikeTemplate(text);
    if (!asked && !isNamed) continue;
    const file = new SourceFile(path, text);
    const isJson = path.endsWith(".json") || text.trimStart().startsWith("{");
    const parsed = isJson ? parse.json(file) : parse.yaml(file);
    const template = parsed.output !== undefined && isTemplate(parsed.output) ? parsed.output : undefined;
    if (template !== undefined) templates.push(template);
    if (template !== undefined || isNamed || isMeantAsTemplate(text)) diagnostics.push(...parsed.diagnostics);
    if (template === undefined && isNamed && parsed.diagnostics.length === 0) diagnostics.push(noTemplate(path));
  }
  return { templates, diagnostics };
}

function notRead(path: string, because: Extract<FileRead, { readonly ok: false }>["because"]): Diagnostic {
  return {
    code: "file-not-read",
    severity: "error",
    message: `${path} cannot be read: it is ${because === "outside" ? "outside of the scanned tree" : because}`,
    path,
    notAnalysed: true,
  };
}

function noTemplate(path: string): Diagnostic {
  return {
    code: "not-a-template",
    severity: "error",
    message: `${path} is not a CloudFormation template`,
    path,
    hint: "a template has AWSTemplateFormatVersion, or Resources whose values have a Type such as AWS::ECS::Service",
    notAnalysed: true,
  };
}
