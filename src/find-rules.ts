/** What the user says of rules → those that run: the built-in ones, and those in directories that are added. */
import { UsageError } from "./base/diagnostic.ts";
import type { SourceFile } from "./base/source-file.ts";
import { builtinRules } from "./check/builtin-rules.generated.ts";
import { chooseRules, type Rule, type RuleChoice } from "./check/rule.ts";
import type { FileSystem } from "./discover/file-system.ts";
import { readRuleFiles } from "./discover/rule-files.ts";
import type { LocatedDocument } from "./parse/located.ts";
import { parseYaml } from "./parse/yaml.ts";

export interface RuleRequest extends RuleChoice {
  /** Directories with rules beside the built-in ones, relative to the working directory. */
  readonly directories: readonly string[];
  /** Where they are; the disk where left out. */
  readonly system?: FileSystem | undefined;
}

/** The rules that run. Only those that the user adds are read and validated here: the built-in ones were when they were made. */
export async function findRules(workingDirectory: string, request: RuleRequest): Promise<readonly Rule[]> {
  if (request.directories.length === 0) return chooseRules(builtinRules, request);
  const files = readRuleFiles(workingDirectory, request.directories, request.system);
  const { loadRules } = await import("./check/load-rules.ts");
  return chooseRules([...builtinRules, ...loadRules(files.map(parseRule))], request);
}

function parseRule(file: SourceFile): LocatedDocument {
  const { output, diagnostics } = parseYaml(file);
  const [first] = diagnostics;
  if (output !== undefined && first === undefined) return output;
  const line = first?.span === undefined ? "" : `:${file.position(first.span.start).line}`;
  throw new UsageError(`${file.path}${line}: ${first?.message ?? "is empty"}`, first?.hint);
}
