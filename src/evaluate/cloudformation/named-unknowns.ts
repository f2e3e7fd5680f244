/** Names of a template whose values it does not say: attributes of resources, and names that lead nowhere. */
import type { Origin } from "../../base/origin.ts";
import type { Span } from "../../base/source-file.ts";
import { STRING } from "../../base/type.ts";
import type { UnknownValue } from "../../base/value.ts";
import { PROCESSED } from "./functions/transform.ts";
import { isCustom, type ResourceDeclaration } from "./resource-declarations.ts";
import { isKnownTransform, isModule, SERVERLESS_TRANSFORM } from "./resource-types.ts";
import type { Stack } from "./stack.ts";
import { unknown } from "./values.ts";

/** What a resource is named by, or an attribute of it. */
export function computedValue(
  { prefix, settings: { root, address } }: Stack,
  resource: ResourceDeclaration,
  attribute: string,
  span: Span,
): UnknownValue {
  const name = attribute === "Ref" ? resource.id : `${resource.id}.${attribute}`;
  const text = `${name} is known only when the resource is made`;
  return {
    kind: "unknown",
    type: STRING,
    cause: { kind: isCustom(resource.type) ? "external" : "computed", text, span: resource.span },
    symbol: `${prefix}${name}`,
    ref: { root: root.id, address: address === "" ? resource.id : `${address}.${resource.id}`, attribute },
    notNull: true,
    origin: { kind: "reference", span },
  };
}

/** A name that leads nowhere: wrong, unless a macro or an included file may make what it names. */
export function nowhere(stack: Stack, name: string, message: string, span: Span): UnknownValue {
  const origin: Origin = { kind: "reference", span };
  const symbol = `${stack.prefix}${name}`;
  const [rest] = stack.section("Resources").rests;
  if (rest !== undefined) {
    const text = `${name} may be in what is not read: ${rest.cause.text}`;
    return unknown(rest.cause.kind, symbol, text, origin, rest.cause.hint);
  }
  const module = [...stack.declarations.values()].find(({ id, type }) => isModule(type) && name.startsWith(id));
  if (module !== undefined)
    return unknown("unsupported", symbol, `${name} is made by the module ${module.type}`, origin, PROCESSED);
  const made = stack.settings.template.transforms.find(
    (one) => one.name === SERVERLESS_TRANSFORM || !isKnownTransform(one.name),
  );
  if (made !== undefined)
    return unknown("unsupported", symbol, `${name} is made by the transform ${made.name}`, origin, PROCESSED);
  const early = `${name} is no parameter: what a loop goes through, and where an include lies, is read before there are resources`;
  const said = stack.isDeclaring ? early : message;
  stack.report({ code: "unknown-reference", severity: "error", message: said, span });
  return unknown("error", symbol, said, origin);
}
