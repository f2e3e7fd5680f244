/** An import's name into the value of the output that exports it. */
import type { Origin } from "../../../base/origin.ts";
import type { Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";
import type { Links } from "../estate/links.ts";
import type { Assumptions } from "../template/sink.ts";
import { giving, piecesOf, unknown, usedAt } from "../values.ts";
import type { Context } from "./context.ts";
import type { Stack } from "./stack.ts";

export interface ImportRequest {
  readonly name: Value;
  readonly span: Span;
  /** The path of the root that imports. */
  readonly importer: string;
  readonly context: Context;
  readonly links: Links;
  /** The roots' own stacks by path. */
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly strict: boolean;
  readonly assumptions: Assumptions;
}

export function importedValue(request: ImportRequest): Value {
  const { name, span, importer, context, links, stacks } = request;
  const origin: Origin = { kind: "reference", span };
  const target = links.target(importer, name);
  const written = writtenName(name);
  const open = (text: string, hint: string): Value => ({
    ...unknown("external", importName(name), text, origin, hint),
    notNull: true,
  });
  if (target.kind === "none")
    return open(
      `no template of the scan exports ${written}`,
      target.hint ?? `scan it together with the template that exports it, or ${giving(importName(name))}`,
    );
  if (target.kind === "ambiguous") {
    const paths = [...new Set(target.exports.map((one) => one.root))];
    const some = paths.slice(0, 4).join(", ") + (paths.length > 4 ? ", …" : "");
    return open(
      `${written} can come from ${paths.length === 1 ? "" : `${paths.length} templates: `}${some}`,
      "scan only the templates that are deployed together",
    );
  }
  const exported = target.export;
  if (target.assumed !== undefined && request.strict)
    return open(`--strict: only its pattern says which stack exports ${written}`, giving(importName(name)));
  const stack = stackAt(stacks.get(exported.root), exported.address);
  const value = exported.output === undefined ? undefined : stack?.output(exported.output, span, context);
  if (value === undefined || value.kind === "null")
    return open(`the output ${exported.output} of ${exported.root} has no value here`, giving(importName(name)));
  if (target.assumed !== undefined) request.assumptions.add({ kind: "stack-export", text: target.assumed, span });
  return usedAt(value, "output", span);
}

/** The symbol of what is imported. */
function importName(name: Value): string {
  const pieces = piecesOf(name) ?? [];
  return `import:${pieces.map((piece) => (typeof piece === "string" ? piece : `\${${piece.symbol}}`)).join("")}`;
}

/** The stack at a logical path. */
export function stackAt(root: Stack | undefined, address: string): Stack | undefined {
  if (address === "") return root;
  let at = root;
  for (const id of address.split(".")) {
    const declaration = at?.declarations.get(id);
    at = declaration === undefined ? undefined : at?.child(declaration);
  }
  return at;
}

/** A name with its unknown parts as variables. */
export function writtenName(name: Value): string {
  const pieces = piecesOf(name) ?? [];
  return pieces
    .map((piece) => (typeof piece === "string" ? piece : `\${${piece.symbol.replace(/^.*#/, "")}}`))
    .join("");
}
