/** The Content-Security-Policy of a page: nothing but the program and the style sheet of this project runs in it (https://www.w3.org/TR/CSP3/). */
import { createHash } from "node:crypto";

/** `program` is left out where the page has none. */
export function policyOf({ program, style }: { readonly program?: string; readonly style: string }): string {
  return [
    "default-src 'none'",
    ...(program === undefined ? [] : [`script-src '${hashOf(program)}'`]),
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
