/** The templates of a scan → what of each is told to other repositories: those that export or store something, or start instances, and what they nest. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { CloudFormationInput } from "../input.ts";
import type { OfferedTemplate } from "../offered-root.ts";
import { candidatesOf, rootIds } from "./linking/root-groups.ts";
import { GivenValues, readGivenValues } from "./stack/given.ts";
import { STACK_NAME } from "./stack/parameters.ts";
import { ownValues } from "./stack/stated.ts";
import { surveyTemplates } from "./survey.ts";
import { Library } from "./template/library.ts";
import { Log } from "./template/log.ts";
import { type Reducing, reducedText } from "./template/reduced.ts";
import type { Template } from "./template/template.ts";
import { textOfValue } from "./values.ts";

export interface TemplatesOffered {
  readonly templates: readonly Pick<OfferedTemplate, "path" | "text" | "parameters">[];
  readonly diagnostics: readonly Diagnostic[];
}

export function offeredTemplates(input: CloudFormationInput, sayAgain: Reducing["sayAgain"]): TemplatesOffered {
  const log = new Log();
  const library = new Library(input, log);
  const given = new GivenValues(readGivenValues(input, log), rootIds(input, library), ownValues(input, library, log));
  const surveys = new Map(surveyTemplates(input).map((one) => [one.path, one]));
  const told = new Set([...surveys.values()].flatMap((one) => (one.exports.length > 0 || one.hosts ? [one.path] : [])));
  for (const path of told) for (const nested of surveys.get(path)?.nested ?? []) told.add(nested);
  const candidates = candidatesOf(input, library, log);
  const declared = [...candidates.values()].flatMap(({ template }) => [...template.parameters.values()]);
  const secrets = new Set(declared.flatMap(({ name, secret }) => (secret ? [name] : [])));
  const names = new Set(declared.map(({ name }) => name));
  const reducing = { sayAgain, isPlain: (name: string) => names.has(name) && !secrets.has(name) };
  const diagnostics: Diagnostic[] = [];
  const templates = [...told].sort().flatMap((path) => {
    const template = library.template(path);
    if (template === undefined) return [];
    const text = reducedText(template.document, input.parse, reducing);
    const stackName = candidates.get(path)?.assembly?.stackName;
    const parameters = givenTo(template, given.at(path));
    if (stackName !== undefined) parameters.set(STACK_NAME, stackName);
    if (text !== undefined) return [{ path, text, parameters }];
    diagnostics.push({
      code: "not-in-index",
      severity: "warning",
      message: `${path} is not in the index: it cannot be told without what is secret in it`,
      path,
      hint: "write it without anchors and merge keys",
      notAnalysed: true,
    });
    return [];
  });
  return { templates, diagnostics };
}

/** A resource of another template, which may be given for a value, is nothing to others. */
function givenTo({ parameters }: Template, given: GivenValues): Map<string, string> {
  return new Map(
    [...parameters.values()].flatMap(({ name, secret }) => {
      const value = secret ? undefined : given.parameter(name, undefined);
      const elements = value?.kind === "list" ? value.elements : value === undefined ? [] : [value];
      const texts = elements.map(textOfValue);
      return texts.length > 0 && texts.every((one) => one !== undefined) ? [[name, texts.join(",")] as const] : [];
    }),
  );
}
