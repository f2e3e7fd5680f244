/** The diagnostics of all stages → each once, by file and place. */
import type { Diagnostic } from "../base/diagnostic.ts";

export function orderDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const once = new Map(diagnostics.map((diagnostic) => [JSON.stringify(keyOf(diagnostic)), diagnostic]));
  return [...once.values()].sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
}

function keyOf({ path, span, code, message }: Diagnostic): readonly (string | number)[] {
  return [span?.file.path ?? path ?? "", span?.start ?? 0, code, message];
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? 0 : a[at]! < b[at]! ? -1 : 1;
}
