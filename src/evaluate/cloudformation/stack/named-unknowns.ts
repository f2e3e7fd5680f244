/** Names of a template whose values it does not say: attributes of resources, and names that lead nowhere. */

import type { Span } from "../../../base/source-file.ts";
import { type Origin, STRING, type UnknownValue } from "../../../base/value.ts";
import { returnedPrefix } from "../../../catalogue/catalogue.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import { isKnownTransform, isModule, makesResources } from "../template/resource-types.ts";
import { giving, unknown } from "../values.ts";
import { PROCESSED } from "./entries.ts";
import { type DeclaredResource, isCustom } from "./sections.ts";
import type { Stack } from "./stack.ts";

/** What a resource is named by, or an attribute of it. */
export function computedValue(stack: Stack, resource: DeclaredResource, attribute: string, span: Span): UnknownValue {
  const name = attribute === "Ref" ? resource.id : `${resource.id}.${attribute}`;
  const text = `${name} is known only when the resource is made`;
  const prefix = returnedPrefix(resource.type, attribute) ?? "";
  return makeUnknown({
    type: STRING,
    ...(prefix === "" ? {} : { prefix }),
    cause: {
      kind: isCustom(resource.type) ? "external" : "computed",
      text,
      span: resource.span,
      // What others refer to by its id is a resource of the graph; an attribute may be a number or an address.
      ...(attribute === "Ref" && !isCustom(resource.type) ? {} : { hint: giving(stack.pathOf(name)) }),
    },
    symbol: `${stack.prefix}${name}`,
    ref: { root: stack.settings.root.id, address: stack.pathOf(resource.id), attribute },
    notNull: true,
    origin: { kind: "reference", span },
  });
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
  const made = stack.settings.template.transforms.find(({ name }) => makesResources(name) || !isKnownTransform(name));
  if (made !== undefined)
    return unknown("unsupported", symbol, `${name} is made by the transform ${made.name}`, origin, PROCESSED);
  const early = `${name} is no parameter: what a loop goes through, and where an include lies, is read before there are resources`;
  const said = stack.isDeclaring ? early : message;
  const hint = hintFor(stack, name);
  stack.report({ code: "unknown-reference", severity: "error", message: said, span, hint });
  return unknown("error", symbol, said, origin, hint);
}

/** The name that was meant, if one differs in letters' case or in one letter only. */
function hintFor(stack: Stack, name: string): string {
  const dot = name.indexOf(".");
  const [id, attribute] = dot === -1 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
  const known = [...stack.settings.template.parameters.keys(), ...stack.declarations.keys()];
  const meant = known.find((one) => one !== id && isNear(one, id));
  if (meant !== undefined) return `did you mean ${meant}${attribute}?`;
  return attribute === ""
    ? `declare the parameter ${name} and give it with --parameter ${name}=…, or correct the name`
    : `write the attribute of a resource of the template, or take the value from a parameter`;
}

function isNear(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  if (Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 4) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const changed = Math.max(a.length, b.length) - start - end;
  return (
    changed <= 1 || (changed === 2 && a.length === b.length && a[start] === b[start + 1] && a[start + 1] === b[start])
  );
}
