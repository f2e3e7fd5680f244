/** A located tree into one warning per key that a mapping has twice. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { LocatedNode } from "./located.ts";

/** The place is the later key, which is the one that counts. Shared nodes (aliases) are looked at once. */
export function reportDuplicateKeys(root: LocatedNode): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const visited = new Set<LocatedNode>();
  const visit = (node: LocatedNode): void => {
    if (node.kind === "scalar" || visited.has(node)) return;
    visited.add(node);
    if (node.kind === "sequence") {
      for (const element of node.elements) visit(element);
      return;
    }
    const seen = new Set<string>();
    for (const { key, value } of node.entries) {
      if (seen.has(key.text))
        diagnostics.push({
          code: "duplicate-key",
          severity: "warning",
          message: `the key ${JSON.stringify(key.text)} stands twice in this mapping; the last one counts`,
          span: key.span,
        });
      seen.add(key.text);
      visit(value);
    }
  };
  visit(root);
  return diagnostics;
}
