/** What a template takes from other stacks of the scan into its value: exports by their names, and stored parameters. */

import type { Span } from "../../../base/source-file.ts";
import type { Origin, UnknownValue, Value } from "../../../base/value.ts";
import { STORED } from "../template/resource-types.ts";
import { entryAt } from "../template/template.ts";
import { giving, string, textWith, togetherWith, unknown, usedAt } from "../values.ts";
import type { EvaluationContext } from "./context.ts";
import { splitValue } from "./functions/lists.ts";
import type { Stack } from "./stack.ts";

/** The value of the output that exports the name; unknown where none does for certain. */
export function importedValue(name: Value, span: Span, context: EvaluationContext): Value {
  const { run, root } = context.stack.settings;
  const origin: Origin = { kind: "reference", span };
  const target = run.links.target(root.path, name);
  const written = writtenName(name);
  const outside = (text: string, hint: string): Value => ({
    ...unknown("external", importName(name), text, origin, hint),
    notNull: true,
  });
  if (target.kind === "none")
    return outside(
      `no template of the scan exports ${written}`,
      target.hint ?? togetherWith("the template that exports it", `import:${written}`),
    );
  if (target.kind === "ambiguous") {
    const { paths } = target;
    const some = paths.slice(0, 4).join(", ") + (paths.length > 4 ? ", …" : "");
    return outside(
      `${written} can come from ${paths.length === 1 ? "" : `${paths.length} templates: `}${some}`,
      paths.length === 1 ? giving(`import:${written}`) : "scan only the templates that are deployed together",
    );
  }
  const exported = target.export;
  if (target.assumed !== undefined && run.options.strict)
    return outside(`--strict: only its pattern says which stack exports ${written}`, giving(importName(name)));
  const stack = run.stackAt(exported.root, exported.address);
  const value = exported.output === undefined ? undefined : stack?.output(exported.output, span, context);
  if (value === undefined || value.kind === "null")
    return outside(`the output ${exported.output} of ${exported.root} has no value here`, giving(`import:${written}`));
  if (target.assumed !== undefined) run.assume({ kind: "stack-export", text: target.assumed, span });
  return usedAt(value, "output", span);
}

/** The symbol of what is imported. */
function importName(name: Value): string {
  return `import:${textWith(name, ({ symbol }) => `\${${symbol}}`)}`;
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
  return textWith(name, ({ symbol }) => `\${${symbol.replace(/^.*#/, "")}}`);
}

const STORED_NAME = /^ssm:([^$:]+)(?::[0-9]+)?$/;

/** The name of the stored parameter that an unknown is, as templates are linked by it; undefined where it is none, or not known. */
export function storedName(symbol: string): string | undefined {
  const name = STORED_NAME.exec(symbol)?.[1];
  return name === undefined ? undefined : `stored ${name}`;
}

/** The value with which a template of the scan makes the stored parameter that an unknown is; undefined where it is none, or none does. */
export function storedValue(unknown: UnknownValue, reader: Stack, context: EvaluationContext): Value | undefined {
  const { run, root } = reader.settings;
  const name = storedName(unknown.symbol);
  const { origin } = unknown;
  if (name === undefined || origin === undefined) return undefined;
  const found = run.links.target(root.path, string(name, origin));
  if (found.kind !== "export" || found.assumed !== undefined || found.export.resource === undefined) return undefined;
  const stack = run.stackAt(found.export.root, found.export.address);
  const declaration = stack?.declarations.get(found.export.resource);
  const node = entryAt(declaration?.properties, STORED.value)?.value;
  if (stack === undefined || declaration === undefined || node === undefined) return undefined;
  const value = stack.once(`stored ${declaration.id}`, origin.span, () =>
    stack.context(context.settles).evaluate(node, { ...declaration.context, settles: context.settles }),
  );
  if (value === undefined || value.kind === "null") return undefined;
  const own = usedAt(value, "output", origin.span);
  return unknown.type.kind === "list" ? splitValue(own, ",", origin, true) : own;
}
