/** The templates of a scan → what each has to do with others: what it nests and includes, exports and imports. */
import type { Value } from "../../base/value.ts";
import type { CloudFormationInput } from "../input.ts";
import { candidatesOf, lookAt, rootIds } from "./linking/root-groups.ts";
import { effortOfScan } from "./stack/effort.ts";
import { GivenValues, readGivenValues } from "./stack/given.ts";
import { ownValues } from "./stack/stated.ts";
import { Library } from "./template/library.ts";
import { Log } from "./template/log.ts";
import { piecesOf } from "./values.ts";

export interface TemplateSurvey {
  readonly path: string;
  /** Paths of templates that it nests, and of files that it includes. */
  readonly nested: readonly string[];
  readonly exports: readonly SurveyedName[];
  readonly imports: readonly SurveyedName[];
  /** It starts instances on which services can run. */
  readonly hosts: boolean;
  /** The user gives it a resource of another template for a value. */
  readonly isGivenResources: boolean;
}

/** A name in its parts; null stands for one that is not known. */
export type SurveyedName = readonly (string | null)[];

/** Names and URLs only are evaluated. What is wrong is said where the templates are evaluated. */
export function surveyTemplates(input: CloudFormationInput): readonly TemplateSurvey[] {
  const log = new Log();
  const library = new Library(input, log);
  const given = new GivenValues(readGivenValues(input, log), rootIds(input, library), ownValues(input, library, log));
  const scan = effortOfScan(input.options);
  return [...candidatesOf(input, library, log)].map(([path, candidate]) => {
    const found = lookAt(candidate, { input, library, scan }, given);
    return {
      path,
      nested: [...found.nested, ...library.includedBy(path)],
      exports: found.exports.flatMap(({ name }) => surveyed(name)),
      imports: found.imports.flatMap(({ name }) => surveyed(name)),
      hosts: found.hosts,
      isGivenResources: given.at(path).namesResources(),
    };
  });
}

/** One at most. */
function surveyed(name: Value): readonly SurveyedName[] {
  const pieces = piecesOf(name);
  return pieces === undefined ? [] : [pieces.map((piece) => (typeof piece === "string" ? piece : null))];
}
