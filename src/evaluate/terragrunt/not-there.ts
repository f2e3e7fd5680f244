/** What is said of a file that Terragrunt reads and that is not in the scan. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import { type WhyNotRead, whyNotRead } from "../../base/files.ts";
import type { Span } from "../../base/source-file.ts";

export const SCAN_ABOVE = "scan a directory that holds both";

/** `what`: what refers to it. */
export function notThere(what: string, path: string, because: WhyNotRead, span: Span): Diagnostic {
  const message = `The ${what} leads to ${path}, which is not read: ${whyNotRead(because)}.`;
  const hint = because === "outside" ? { hint: SCAN_ABOVE } : {};
  return { code: "terragrunt-file", severity: "error", message, span, ...hint, notAnalysed: true };
}
