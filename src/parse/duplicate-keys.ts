/** A located tree into one warning per key that a mapping has twice. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { LocatedEntry, LocatedNode } from "./located.ts";

/** Up to this many keys are compared with each other, which is faster than remembering them. */
const FEW = 8;

/** The place is the later key, which is the one that counts. Shared nodes (aliases) are looked at once. */
export function reportDuplicateKeys(root: LocatedNode): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const visited = new Set<readonly LocatedEntry[] | readonly LocatedNode[]>();
  const visit = (node: LocatedNode): void => {
    if (node.kind === "scalar") return;
    const inner = node.kind === "sequence" ? node.elements : node.entries;
    if (visited.has(inner)) return;
    visited.add(inner);
    if (node.kind === "sequence") for (const element of node.elements) visit(element);
    else {
      const later = repeated(node.entries);
      for (const entry of node.entries) {
        if (later.includes(entry)) diagnostics.push(duplicate(entry));
        visit(entry.value);
      }
    }
  };
  visit(root);
  return diagnostics;
}

function duplicate({ key }: LocatedEntry): Diagnostic {
  const message = `the key ${JSON.stringify(key.text)} stands twice in this mapping; the last one counts`;
  return { code: "duplicate-key", severity: "warning", message, span: key.span };
}

/** The entries whose key an earlier one has. */
function repeated(entries: readonly LocatedEntry[]): readonly LocatedEntry[] {
  if (entries.length > FEW) {
    const seen = new Set<string>();
    return entries.filter(({ key }) => seen.size === seen.add(key.text).size);
  }
  return entries.filter(({ key }, index) => {
    for (let before = 0; before < index; before += 1) if (entries[before]!.key.text === key.text) return true;
    return false;
  });
}
