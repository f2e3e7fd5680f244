/** A stack and those inside it into resources, each with its properties resolved. */
import type { Existence } from "../../../base/value.ts";
import type { BodyAttribute, Resource, ResourceBody } from "../../resource.ts";
import { isDecided, isDecidedProperty, templateProperty } from "../template/resource-types.ts";
import { entryAt, textAt } from "../template/template.ts";
import type { Context } from "./context.ts";
import { entriesOf } from "./entries.ts";
import { reportHidden } from "./hidden-services.ts";
import { type ResourceDeclaration, resourceDeclarations } from "./resource-declarations.ts";
import type { Stack } from "./stack.ts";

/**
 * Adds the resources of a stack, in source order, each nested stack's after the resource that makes it. `all`: also those of types on
 * which no flow depends.
 */
export function collectResources(stack: Stack, all: boolean): void {
  const { run, root, address } = stack.settings;
  const around = address === "" ? "" : `${address}.`;
  for (const declaration of stack.declarations.values()) {
    const initialisation = entryAt(declaration.metadata, "AWS::CloudFormation::Init")?.value;
    const isStack = templateProperty(declaration.type) !== undefined;
    const decided = isDecided(declaration.type);
    if (!all && !decided && !isStack && initialisation === undefined) continue;
    const exists = existenceOf(stack, declaration);
    if (exists === false) continue;
    const path = `${around}${declaration.id}`;
    const body = bodyOf(declaration);
    if (body.rest !== undefined && decided) stack.leaveOut(path, body.rest);
    if (all) reportHidden(stack, declaration, body);
    const construct = textAt(declaration.metadata, "aws:cdk:path");
    // A stack's own template may be synthesised without paths; its logical ids are in the metadata nevertheless.
    const made = construct ?? (address === "" ? declaration.id : undefined);
    const constructSpan = made === undefined ? undefined : stack.settings.constructs.get(made);
    const resource: Resource = {
      dialect: "cloudformation",
      root: root.id,
      address: path,
      mode: "managed",
      type: declaration.type,
      body,
      exists,
      repeated: declaration.repeated !== undefined,
      span: declaration.span,
      scope: `${root.id}#${address}`,
      ...(initialisation === undefined
        ? {}
        : {
            initialisation: stack.context(false).evaluate(initialisation, { ...declaration.context, settles: decided }),
          }),
      ...(construct === undefined ? {} : { construct }),
      ...(constructSpan === undefined ? {} : { constructSpan }),
    };
    run.resources.push(resource);
    if (!isStack) continue;
    const child = stack.child(declaration);
    if (child === undefined) continue;
    const first = run.resources.length;
    collectResources(child, all);
    if (exists !== true) openFrom(run.resources, first, exists);
  }
  for (const hook of resourceDeclarations(stack.section("Hooks"), stack, around, stack.leaveOut).values())
    run.hooks.push({
      dialect: "cloudformation",
      root: root.id,
      address: `${around}${hook.id}`,
      mode: "managed",
      type: hook.type,
      body: bodyOf(hook),
      exists: true,
      repeated: false,
      span: hook.span,
      scope: `${root.id}#${address}`,
    });
}

/** What stands in a stack that may not exist may not exist itself. */
function openFrom(resources: Resource[], first: number, exists: Exclude<Existence, true>): void {
  for (let index = first; index < resources.length; index += 1) {
    const resource = resources[index]!;
    if (resource.exists === true) resources[index] = { ...resource, exists };
  }
}

function existenceOf(stack: Stack, declaration: ResourceDeclaration): Existence | false {
  const settles = isDecided(declaration.type) || holdsDecided(stack, declaration);
  if (declaration.condition !== undefined) {
    const { truth, unknown } = stack.condition(declaration.condition, stack.context(settles));
    if (truth === "false") return false;
    if (truth === "unknown") return unknown;
  }
  return declaration.repeated ?? true;
}

/** Whether a resource stands for a stack in which conditions matter. */
function holdsDecided(stack: Stack, declaration: ResourceDeclaration): boolean {
  const child = templateProperty(declaration.type) === undefined ? undefined : stack.child(declaration);
  return child !== undefined && declaresAny(child, isDecided);
}

/** Whether a stack, or one inside it, declares a resource of such a type, conditional or not. */
export function declaresAny(stack: Stack, wanted: (type: string) => boolean): boolean {
  return [...stack.declarations.values()].some((declaration) => {
    if (wanted(declaration.type)) return true;
    const child = templateProperty(declaration.type) === undefined ? undefined : stack.child(declaration);
    return child !== undefined && declaresAny(child, wanted);
  });
}

function bodyOf(declaration: ResourceDeclaration): ResourceBody {
  const decided = isDecided(declaration.type);
  const { properties } = declaration;
  const context: Context = { ...declaration.context, settles: decided };
  const { entries, rests } = entriesOf(properties?.kind === "mapping" ? properties : undefined, context);
  const attributes = new Map<string, BodyAttribute>();
  for (const { key, written, node, context: within } of entries) {
    const keySpan = written.span;
    const value = context.evaluate(node, { ...within, settles: decided && isDecidedProperty(key) });
    if (value.kind === "null") continue;
    const end = node.span.file === keySpan.file ? Math.max(keySpan.end, node.span.end) : keySpan.end;
    attributes.set(key, { value, nameSpan: keySpan, span: { ...keySpan, end } });
  }
  const rest = declaration.rests[0] ?? rests[0];
  return { attributes, blocks: [], openBlocks: new Map(), ...(rest === undefined ? {} : { rest }) };
}
