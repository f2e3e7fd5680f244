/** A stack and those inside it into resources, each with its properties resolved. */
import { type Existence, rootUnknowns } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { unknownsIn } from "../../../values/unknown.ts";
import type { BodyAttribute, NotMade, Resource, ResourceBody } from "../../resource.ts";
import type { Log } from "../template/log.ts";
import {
  isDecided,
  isDecidedProperty,
  isKnownTransform,
  isMadeByCode,
  isPartOfServices,
  isService,
  templateProperty,
} from "../template/resource-types.ts";
import { entryAt, type Template, textAt } from "../template/template.ts";
import type { EvaluationContext } from "./context.ts";
import { entriesOf, PROCESSED, valuesOf } from "./entries.ts";
import { reportMissingArguments } from "./nested-arguments.ts";
import { type DeclaredResource, declaredResources } from "./sections.ts";
import type { Stack } from "./stack.ts";
import { macrosOf, unreadOf, unreadParts, unseenIn } from "./unread.ts";

/**
 * Adds the resources of a stack, in source order, each nested stack's after the resource that makes it. `all`: also those of types on
 * which no flow depends.
 */
export function collectResources(stack: Stack, all: boolean): void {
  const { run, address, constructs } = stack.settings;
  for (const declaration of stack.declarations.values()) {
    const initialisation = entryAt(declaration.metadata, "AWS::CloudFormation::Init")?.value;
    const isStack = templateProperty(declaration.type) !== undefined;
    const decided = isDecided(declaration.type);
    const unseen = isStack ? undefined : unseenIn(declaration.type);
    if (!all && !decided && !isStack && unseen === undefined && initialisation === undefined) continue;
    const exists = existenceOf(stack, declaration);
    if (exists === false) {
      run.notMade.push(...servicesIn(stack, declaration));
      continue;
    }
    const resource = resourceOf(stack, declaration, exists);
    const { body } = resource;
    if (body.rest !== undefined && decided) stack.leaveOut(resource.address, body.rest);
    if (all) reportHidden(stack, resource);
    const construct = textAt(declaration.metadata, "aws:cdk:path");
    // A stack's own template may be synthesised without paths; its logical ids are in the metadata nevertheless.
    const made = construct ?? (address === "" ? declaration.id : undefined);
    const constructSpan = made === undefined ? undefined : constructs.get(made);
    run.resources.push({
      ...resource,
      ...(initialisation === undefined
        ? {}
        : {
            initialisation: shared(stack, declaration, initialisation, () =>
              stack.context(false).evaluate(initialisation, { ...declaration.context, settles: decided }),
            ),
          }),
      ...(construct === undefined ? {} : { construct }),
      ...(constructSpan === undefined ? {} : { constructSpan }),
    });
    const child = stack.child(declaration);
    if (child === undefined) {
      const because = isStack ? `the template of ${resource.address} is not in the scanned files` : unseen;
      if (because !== undefined) run.unread.push(unreadOf(resource, because));
      continue;
    }
    reportMissingArguments(child);
    const first = run.resources.length;
    collectResources(child, all);
    if (exists !== true) dependsFrom(run.resources, first, exists);
  }
  run.unread.push(...unreadParts(stack));
  run.lost.push(...macrosOf(stack));
  for (const hook of declaredResources(stack, "Hooks").values()) run.hooks.push(resourceOf(stack, hook, true));
}

/** The services that a resource is, or that are in the stack that it makes. */
function servicesIn(stack: Stack, declaration: DeclaredResource): readonly NotMade[] {
  const { id, type, span } = declaration;
  if (isService(type))
    return [{ root: stack.settings.root.id, address: stack.pathOf(id), because: "condition-false", span }];
  const child = stack.child(declaration);
  return child === undefined ? [] : [...child.declarations.values()].flatMap((one) => servicesIn(child, one));
}

function resourceOf(stack: Stack, declaration: DeclaredResource, exists: Existence): Resource {
  const { root, address } = stack.settings;
  return {
    dialect: "cloudformation",
    root: root.id,
    address: stack.pathOf(declaration.id),
    mode: "managed",
    type: declaration.type,
    body: sharedBody(stack, declaration),
    exists,
    repeated: declaration.repeated !== undefined,
    span: declaration.span,
    scope: `${root.id}#${address}`,
  };
}

/** What stands in a stack that may not exist may not exist itself. */
function dependsFrom(resources: Resource[], first: number, exists: Exclude<Existence, true>): void {
  for (let index = first; index < resources.length; index += 1) {
    const resource = resources[index]!;
    if (resource.exists === true) resources[index] = { ...resource, exists };
  }
}

function existenceOf(stack: Stack, declaration: DeclaredResource): Existence | false {
  const child = stack.child(declaration);
  // Conditions matter too where what stands in the stack does.
  const settles = isDecided(declaration.type) || (child !== undefined && declaresAny(child, isDecided));
  if (declaration.condition !== undefined) {
    const { truth, open } = stack.condition(declaration.condition, stack.context(settles));
    if (truth === "false") return false;
    if (truth === "unknown") return open();
  }
  return declaration.repeated ?? true;
}

/** Whether a stack, or one inside it, declares a resource of such a type, conditional or not. */
export function declaresAny(stack: Stack, wanted: (type: string) => boolean): boolean {
  return [...stack.declarations.values()].some((declaration) => {
    if (wanted(declaration.type)) return true;
    const child = stack.child(declaration);
    return child !== undefined && declaresAny(child, wanted);
  });
}

/** How many resources of such a type a stack declares, with those inside it. */
export function countDeclared(stack: Stack, wanted: (type: string) => boolean): number {
  let count = 0;
  for (const declaration of stack.declarations.values()) {
    const child = stack.child(declaration);
    count += wanted(declaration.type) ? 1 : child === undefined ? 0 : countDeclared(child, wanted);
  }
  return count;
}

/** One body in all worlds that answer alike; it has more than its node where a file that it includes could not be read. */
function sharedBody(stack: Stack, declaration: DeclaredResource): ResourceBody {
  const { properties, rests } = declaration;
  const make = (): ResourceBody => bodyOf(declaration);
  return properties === undefined || rests.length > 0 ? make() : shared(stack, declaration, properties, make);
}

/** What is made of a node of a resource is shared by the worlds of the group; what loops make of one is not told apart. */
function shared<T>({ settings }: Stack, { id, context }: DeclaredResource, of: LocatedNode, make: () => T): T {
  const { root, address, run } = settings;
  return context.bindings.size > 0 ? make() : run.shared.value(of, `${root.id}#${address}.${id}`, run, make);
}

function bodyOf(declaration: DeclaredResource): ResourceBody {
  const decided = isDecided(declaration.type);
  const { properties } = declaration;
  const context: EvaluationContext = { ...declaration.context, settles: decided };
  const mapping = properties?.kind === "mapping" ? properties : undefined;
  const { known, rest: others } = valuesOf(entriesOf(mapping, context), ({ key, node, context: within }) =>
    context.evaluate(node, { ...within, settles: decided && isDecidedProperty(key) }),
  );
  const attributes = new Map<string, BodyAttribute>();
  for (const [key, { entry, value }] of known) {
    const {
      node,
      written: { span: keySpan },
    } = entry;
    const end = node.span.file === keySpan.file ? Math.max(keySpan.end, node.span.end) : keySpan.end;
    attributes.set(key, { value, nameSpan: keySpan, span: { ...keySpan, end } });
  }
  const rest = declaration.rests[0] ?? others;
  return { attributes, blocks: [], furtherBlocks: new Map(), ...(rest === undefined ? {} : { rest }) };
}

/** Services may stand in a resource of which the template does not show what is in it: that is said. */
function reportHidden(stack: Stack, { type, address, body, span }: Resource): void {
  const because = isMadeByCode(type) ? givenText(stack, type, body) : unseenIn(type);
  if (because !== undefined) stack.settings.run.log.notEvaluated({ address, because, span });
}

/** Code outside of the template (a custom resource, a type of a registry) that is given what a service is made of may make one. */
function givenText(stack: Stack, type: string, { attributes }: ResourceBody): string | undefined {
  const { root } = stack.settings;
  const around = stack.pathOf("");
  const refs = [...attributes.values()].flatMap(({ value }) =>
    unknownsIn(value).flatMap((unknown) => rootUnknowns(unknown).flatMap(({ ref }) => ref ?? [])),
  );
  const given = refs.find((ref) => {
    const own = ref.root === root.id && ref.address.startsWith(around) ? ref.address.slice(around.length) : "";
    const declaration = stack.declarations.get(own);
    return declaration !== undefined && isPartOfServices(declaration.type);
  });
  return given === undefined
    ? undefined
    : `${type} is made by code that is not in the template and is given ${given.address}: it may make a service`;
}

/** The same for what a macro may make of the template. */
export function reportMacros(template: Template, log: Log): void {
  for (const { name, span } of template.transforms) {
    if (isKnownTransform(name)) continue;
    const because = `the macro ${name} may change the template when it is deployed`;
    log.report({
      code: "macro",
      severity: "note",
      detail: true,
      message: `${because}: what filters let through is not known`,
      span,
      hint: PROCESSED,
    });
    log.notEvaluated({ address: name, because, span, hint: PROCESSED });
  }
}
