/** What the form of `reachlint.yaml` cannot say: its paths are in the repository, and its rules are there. */
import { resolve } from "node:path";
import { closest } from "../base/closest.ts";
import { builtinRules } from "../check/builtin-rules.generated.ts";
import { staysInside } from "../discover/boundary.ts";
import type { FoundFile } from "../discover/configuration-file.ts";
import { ruleNames } from "../discover/rule-files.ts";
import type { Mistake, Written } from "../parse/shape.ts";
import type { Configuration } from "./form.ts";

/** Whoever can write the file must not lead the scan out of the repository by it. */
export function wrongPaths(
  workingDirectory: string,
  { directory, boundary }: FoundFile,
  says: Configuration,
): readonly Mistake[] {
  const { paths = [], rules = [], baseline, variables = [], parameters = [] } = says;
  const files = [...variables, ...parameters].flatMap(({ value }) => value.files ?? []);
  return [...paths, ...rules, ...files, ...(baseline === undefined ? [] : [baseline])].flatMap(({ value, span }) =>
    staysInside(boundary, resolve(workingDirectory, directory, value))
      ? []
      : [{ span, message: `\`${value}\` leads out of the repository` }],
  );
}

/** Also of rules that the command line adds, in directories relative to the working directory. */
export function wrongRules(
  workingDirectory: string,
  directories: readonly string[],
  { disable = [], severity = [] }: Configuration,
): readonly Mistake[] {
  const named = [...disable, ...severity.map(({ name }) => name)];
  if (named.length === 0) return [];
  const known = [...builtinRules.map(({ id }) => id), ...ruleNames(workingDirectory, directories)];
  return named.filter(({ value }) => !known.includes(value)).map((one) => unknownRule(one, known));
}

function unknownRule({ value, span }: Written<string>, known: readonly string[]): Mistake {
  const meant = closest(value, known);
  return { span, message: `there is no rule \`${value}\`${meant === undefined ? "" : `; did you mean \`${meant}\`?`}` };
}
