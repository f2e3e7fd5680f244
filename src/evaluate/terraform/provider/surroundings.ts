/** Data sources about the account and region that the configuration is applied in, into symbols that all of a root share. */

import { STRING, type Type } from "../../../base/type.ts";
import type { UnknownValue, Value } from "../../../base/value.ts";
import { symbolOf } from "../../../values/derived.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import { argument } from "../configuration/module-configuration.ts";
import type { ModuleInstance } from "../instances/module-instance.ts";
import { IN_A_PLAN } from "../language/hints.ts";
import type { DataReading } from "./data-source.ts";
import { attributeSchema } from "./schema.ts";

/** Two of them with the same arguments under the same provider configuration say the same, wherever they stand. */
export function surroundings({ root, instance, name }: DataReading): Value | undefined {
  const { type, mode, block } = instance.declaration;
  const planned = root.plan?.attribute(instance.address, name);
  if (planned !== undefined) return planned;
  const provider = argument(block, "provider")?.expression;
  if (provider !== undefined || passesProviders(root.moduleAt(instance.module))) return undefined;
  const given = [...instance.body().attributes].map(([key, { value }]) => `${key}=${symbolOf(value)}`).join(",");
  const blocks = instance
    .blocks()
    .blocks.map((inner) =>
      [...inner.body.attributes].map(([key, { value }]) => `${inner.type}.${key}=${symbolOf(value)}`).join(","),
    );
  const symbol = `${root.prefix}${type}(${[given, ...blocks].filter((part) => part !== "").join(";")}).${name}`;
  const schema: Type = attributeSchema(mode, type, name)?.type ?? STRING;
  const cause = {
    kind: "external",
    text: `${instance.address}.${name} is known only to AWS`,
    hint: IN_A_PLAN,
    span: block.headerSpan,
  } as const;
  const unknown: UnknownValue = makeUnknown({ type: schema, cause, symbol, notNull: true });
  return unknown;
}

function passesProviders(module: ModuleInstance | undefined): boolean {
  for (let at = module?.calling; at !== undefined; at = at.parent.calling) {
    if (argument(at.declaration.block, "providers") !== undefined) return true;
  }
  return false;
}
