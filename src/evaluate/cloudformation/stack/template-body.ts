/** The template that a resource carries in itself, as a text or as an object made into one, into that template. */
import type { LocatedDocument, LocatedNode } from "../../../parse/located.ts";
import { intrinsicOf } from "../template/intrinsic.ts";
import { templateBodyProperty } from "../template/resource-types.ts";
import { entryAt, type Template } from "../template/template.ts";
import { textOfValue } from "../values.ts";
import type { ResourceDeclaration } from "./resource-declarations.ts";
import type { Stack } from "./stack.ts";

/** Undefined where the resource has no such property. */
export function bodyTemplate(
  parent: Stack,
  declaration: ResourceDeclaration,
): { readonly template: Template } | { readonly because: string } | undefined {
  const property = templateBodyProperty(declaration.type);
  const node = property === undefined ? undefined : entryAt(declaration.properties, property)?.value;
  if (node === undefined) return undefined;
  const { library } = parent.settings.run;
  const because = `its ${property} is no template that can be read`;
  if (node.kind === "scalar" && node.tag === undefined) {
    const template = library.literal(node);
    return template === undefined ? { because } : { template };
  }
  const object = literalObject(node);
  if (object !== undefined) {
    const template = library.object(object);
    return template === undefined ? { because } : { template };
  }
  const value = declaration.context.evaluate(node, declaration.context);
  if (value.kind === "null") return undefined;
  const text = textOfValue(value);
  if (text === undefined) return { because: `its ${property} is not known` };
  const template = library.composed(`${parent.path}#${declaration.id}`, text);
  return template === undefined ? { because } : { template };
}

/** The object that is written out, itself or under `Fn::ToJsonString`: nothing in it is evaluated before it becomes a template. */
function literalObject(node: LocatedNode): LocatedDocument | undefined {
  const call = intrinsicOf(node);
  const root = call === undefined ? node : call.name === "Fn::ToJsonString" ? call.argument : undefined;
  return root?.kind === "mapping" && isLiteral(root) ? { file: root.span.file, root } : undefined;
}

function isLiteral(node: LocatedNode): boolean {
  if (intrinsicOf(node) !== undefined) return false;
  if (node.kind === "scalar") return true;
  if (node.kind === "sequence") return node.elements.every(isLiteral);
  return node.entries.every(({ key, value }) => !key.text.startsWith("Fn::") && isLiteral(value));
}
