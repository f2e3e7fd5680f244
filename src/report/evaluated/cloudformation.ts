/** Evaluated resources of one template with its nested stacks → the JSON of `reachlint evaluate`: the template, resolved. */

import { numberText } from "../../base/number-text.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import type { EvaluatedWorld, Root } from "../../evaluate/resource.ts";
import { exactJson, type Json, JsonNumber } from "./value-json.ts";

/** Resources by logical path, as `Resources` of a template has them; one section for each world where there are several. */
export function renderEvaluatedCloudFormation(root: Root, worlds: readonly EvaluatedWorld[]): string {
  const sections = worlds.map((world) => ({
    ...(world.when.length === 0 ? {} : { When: world.when }),
    Resources: resourcesOf(root, world),
  }));
  const json: Json = sections.length === 1 ? sections[0]! : { Worlds: sections };
  return `${exactJson(json)}\n`;
}

function resourcesOf(root: Root, world: EvaluatedWorld): Json {
  const own = world.resources.filter((resource) => resource.root === root.id);
  return Object.fromEntries(
    own.map(({ address, type, body, exists }) => [
      address,
      {
        Type: type,
        Properties: Object.fromEntries([...body.attributes].map(([name, { value }]) => [name, resolved(value)])),
        ...(exists === true ? {} : { Exists: unresolved(exists) }),
      },
    ]),
  );
}

function resolved(value: Value): Json {
  if (value.sensitive === true) return { Unknown: "it is sensitive" };
  switch (value.kind) {
    case "null":
      return null;
    case "bool":
    case "string":
      return value.value;
    case "number":
      return new JsonNumber(numberText(value));
    case "text":
      return { "Fn::Join": ["", value.parts.map((part) => (typeof part === "string" ? part : unresolved(part)))] };
    case "unknown":
      return unresolved(value);
    case "list":
      return [...value.elements.map(resolved), ...(value.rest === undefined ? [] : [unresolved(value.rest)])];
    case "map":
      return {
        ...Object.fromEntries([...value.entries].map(([key, entry]) => [key, resolved(entry)])),
        ...(value.rest === undefined ? {} : (unresolved(value.rest) as { readonly Unknown: string })),
      };
  }
}

function unresolved({ symbol, cause }: UnknownValue): Json {
  return { Unknown: `${symbol}: ${cause.text}` };
}
