/** What templates are given besides what the user gives them. */
import { SourceFile } from "../base/source-file.ts";
import type { DeployedBeside } from "../evaluate/deployed/evaluate.ts";
import type { GivenParameters, StoredValue } from "../evaluate/input.ts";
import type { OfferedTemplate } from "../evaluate/offered-root.ts";
import type { EvaluateRequest } from "../pipeline.ts";

/** What templates import is given to each, after what the user gives to it; those of other repositories are given what they are given there. */
export function withValues(
  options: EvaluateRequest["cloudformation"],
  beside: DeployedBeside | undefined,
  offered: readonly OfferedTemplate[],
  stored: readonly StoredValue[],
): EvaluateRequest["cloudformation"] {
  const kept = stored.map((one) => ({ kind: "stored", stored: one }) as const);
  const imported = [...(beside?.imported ?? []), ...kept];
  if (imported.length === 0 && offered.length === 0) return options;
  const there = new Map(offered.map((one) => [one.path, valuesOf(one)]));
  return {
    ...options,
    parametersOf: (template) => there.get(template) ?? [...imported, ...(options.parametersOf?.(template) ?? [])],
  };
}

function valuesOf({ path, parameters }: OfferedTemplate): readonly GivenParameters[] {
  const span = { file: SourceFile.elsewhere(path), start: 0, end: 0 };
  return [...parameters].map(([name, text]) => ({ kind: "value", name, text, span }));
}
