/** A stored parameter (of the Systems Manager) that a template of the scan makes into the value that it is made with. */
import type { UnknownValue, Value } from "../../../base/value.ts";
import type { ImportTarget } from "../estate/links.ts";
import { STORED } from "../template/resource-types.ts";
import { entryAt } from "../template/template.ts";
import { string, usedAt } from "../values.ts";
import type { Context } from "./context.ts";
import { splitValue } from "./functions/lists.ts";
import type { Stack } from "./stack.ts";

const NAME = /^ssm:([^$:]+)(?::[0-9]+)?$/;

/** The name of the stored parameter that an unknown is, as templates are linked by it; undefined where it is none, or not known. */
export function storedName(symbol: string): string | undefined {
  const name = NAME.exec(symbol)?.[1];
  return name === undefined ? undefined : `stored ${name}`;
}

/** Undefined where it is no stored parameter that the scan makes. */
export function storedValue(
  unknown: UnknownValue,
  context: Context,
  target: (name: Value) => ImportTarget,
  stackAt: (root: string, address: string) => Stack | undefined,
): Value | undefined {
  const name = storedName(unknown.symbol);
  const { origin } = unknown;
  if (name === undefined || origin === undefined) return undefined;
  const found = target(string(name, origin));
  if (found.kind !== "export" || found.assumed !== undefined || found.export.resource === undefined) return undefined;
  const stack = stackAt(found.export.root, found.export.address);
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
