/** Expressions in the scope of a root module → their values, one by one, as `terraform console` answers. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import { SourceFile } from "../../base/source-file.ts";
import type { Value } from "../../base/value.ts";
import type { TerraformInput } from "../input.ts";
import { ModuleLoader, moduleConfiguration } from "./configuration/module-configuration.ts";
import type { MakeUnits } from "./evaluate.ts";
import { RootEvaluation } from "./instances/root-evaluation.ts";
import { Scan } from "./instances/roots.ts";
import { Budget, ScanSteps } from "./language/budget.ts";
import { evaluate } from "./language/expressions/evaluate.ts";
import { typeText } from "./language/types/type-words.ts";
import { typeOf } from "./language/types/values.ts";
import { provider } from "./provider/providers.ts";

export type Answer =
  /** `type` as the console's function `type` writes it. */
  | { readonly ok: true; readonly value: Value; readonly type: string }
  /** At least one message. */
  | { readonly ok: false; readonly errors: readonly string[] };

export interface OpenConsole {
  readonly answer: (expression: string) => Answer;
  /** What could not be read of the files that answers needed up to now. */
  readonly notRead: () => readonly Diagnostic[];
}

/** Of a directory without configuration the scope holds only the functions. `makeUnits`: the directory may be one of its units. */
export function startConsole(input: TerraformInput, directory: string, makeUnits?: MakeUnits): OpenConsole {
  const loader = new ModuleLoader(input.files, input.parse);
  const root = rootAt(input, loader, directory, makeUnits);
  const scope = root.module.scope();
  const answer = (text: string): Answer => {
    // A loop may say the same of each element.
    const errors = new Set<string>();
    const report = ({ severity, message }: Diagnostic): void => {
      if (severity === "error") errors.add(message);
    };
    const parsed = input.parse.hclExpression(new SourceFile("<console>", text));
    parsed.diagnostics.forEach(report);
    if (parsed.output === undefined)
      return { ok: false, errors: errors.size > 0 ? [...errors] : ["There is no expression."] };
    // Each expression may take what a root may.
    const budget = new Budget(report, new ScanSteps(() => 0, input.options.steps), 0, directory);
    const value = evaluate(parsed.output, { ...scope, budget, report, reportStatic: report });
    return errors.size > 0 ? { ok: false, errors: [...errors] } : { ok: true, value, type: typeText(typeOf(value)) };
  };
  const notRead = (): readonly Diagnostic[] => {
    const told = [...loader.loaded().flatMap(({ diagnostics }) => diagnostics), ...root.assignments().diagnostics];
    return told.filter(({ notAnalysed }) => notAnalysed);
  };
  return { answer, notRead };
}

function rootAt(
  input: TerraformInput,
  loader: ModuleLoader,
  directory: string,
  makeUnits: MakeUnits | undefined,
): RootEvaluation {
  const steps = new ScanSteps(() => loader.characters, input.options.steps);
  const units = makeUnits?.({ input, loader, steps });
  const isUnit = units?.isUnit(directory) === true;
  const evaluation = { input, loader, provider, steps, ...(isUnit ? { units } : {}) };
  // A unit may depend on others.
  const directories = isUnit ? input.directories : [directory];
  const scan = Scan.of({ ...evaluation, input: { ...input, directories, named: [directory] } });
  const root = isUnit ? scan.rootAt(directory) : scan.roots()[0];
  if (root !== undefined) return root;
  const configuration = moduleConfiguration(directory, [], [], []);
  return new RootEvaluation(evaluation, scan, configuration, false);
}
