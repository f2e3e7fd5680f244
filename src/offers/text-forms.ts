/** Parts of the form of an index that are texts. */
import type { CauseKind } from "../base/value.ts";
import { choice, expectedAt, fields, type Shape, text } from "../parse/shape.ts";

const KINDS: readonly CauseKind[] = [
  "computed",
  "input",
  "missing-source",
  "external",
  "impure",
  "error",
  "unsupported",
  "derived",
  "assumption",
];

export const CAUSE_KIND = choice("The kind of reason.", KINDS);

/** The attribute of a resource. */
export const REFERENCE = fields(
  "The attribute of a resource that it is.",
  { root: text("The root's id."), address: text("The resource's address."), attribute: anyText() },
  ["root", "address", "attribute"],
);

/** A text, which may be empty. */
export function anyText(): Shape<{ readonly value: string }> {
  return {
    schema: { type: "string" },
    read: (node, tell) => {
      if (node.kind === "scalar" && typeof node.value === "string") return { value: node.value };
      tell(expectedAt(node, "a text"));
      return undefined;
    },
  };
}
