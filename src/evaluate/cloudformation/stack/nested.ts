/** A resource that stands for a stack into that stack: the template that its URL or body means, with the arguments that it gives. */

import type { Diagnostic } from "../../../base/diagnostic.ts";
import { directoryOf, resolvePath } from "../../../base/files.ts";
import type { Value } from "../../../base/value.ts";
import type { LocatedDocument, LocatedNode } from "../../../parse/located.ts";
import { writtenUrl } from "../template/library.ts";
import { templateProperty } from "../template/resource-types.ts";
import { entryAt, intrinsicOf, type Template, textAt } from "../template/template.ts";
import { textOfValue, unknown } from "../values.ts";
import { MAXIMUM_DEPTH, MAXIMUM_STACKS } from "./context.ts";
import { tooLarge } from "./effort.ts";
import { stackArgument } from "./nested-arguments.ts";
import { reportMacros } from "./resources.ts";
import type { DeclaredResource } from "./sections.ts";
import { Stack } from "./stack.ts";

/** What it takes to make a stack and to ask what it declares. */
const VALUES_OF_A_STACK = 20;

/** Undefined where the template is not in the scan: said as a diagnostic and among what is not evaluated. */
export function nestedStack(parent: Stack, declaration: DeclaredResource): Stack | undefined {
  const { settings } = parent;
  const { run } = settings;
  const { span } = declaration;
  const address = parent.pathOf(declaration.id);
  const refuse = (because: string, diagnostic: Omit<Diagnostic, "span">): undefined => {
    run.log.report({ ...diagnostic, span });
    const { hint } = diagnostic;
    run.log.notEvaluated({ address, because, span, ...(hint === undefined ? {} : { hint }) });
  };
  const body = bodyTemplate(parent, declaration);
  const found = body ?? templateByUrl(parent, declaration, address);
  if ("because" in found) {
    const { because, hint } = found;
    if (hint !== undefined)
      parent.unreadStacks.set(declaration.id, {
        because: `the template of ${declaration.id} is not read: ${because}`,
        hint,
      });
    return refuse(because, {
      code: "template-not-found",
      severity: found.isElsewhere === true ? "note" : "warning",
      message: `the template of the nested stack ${address} is not analysed: ${because}`,
      ...(body === undefined ? { hint: hint ?? TO_THE_TREE } : {}),
    });
  }
  const around = [...settings.around, parent.path];
  // A template that is written inside another is in the same file and yet not the same.
  const isAround = body === undefined && around.includes(found.template.path);
  if (isAround || around.length > MAXIMUM_DEPTH || !run.enter()) {
    const because = isAround
      ? `${found.template.path} nests itself`
      : `stacks are nested deeper than ${MAXIMUM_DEPTH}, or there are more than ${MAXIMUM_STACKS}`;
    return refuse(because, {
      code: "nested-stack",
      severity: "error",
      message: `${address} is not analysed: ${because}`,
    });
  }
  if (!run.effort.spend(VALUES_OF_A_STACK)) {
    const { code, text, hint } = tooLarge(run.effort);
    const message = `${address} is not analysed: ${text}`;
    return refuse(text, { code, severity: "error", message, hint, notAnalysed: true });
  }
  reportMacros(found.template, run.log);
  const name = `${parent.prefix}${declaration.id}.AWS::StackName`;
  const text = `the name of the stack ${address} is made from its parent's`;
  const hint = `give the stack a name by a parameter of ${found.template.path}`;
  const origin = { kind: "default" as const, span };
  return new Stack({
    ...settings,
    template: found.template,
    address,
    around,
    made: { parent, declaration },
    environment: {
      ...settings.environment,
      stackName: { ...unknown("computed", name, text, origin, hint), notNull: true },
    },
    given: (parameter, how) => stackArgument(declaration, parameter, parent, how),
  });
}

const TO_THE_TREE = "scan a directory that holds the template too, or write its path";

/** The template of a nested stack, or why there is none. */
type TemplateOrNone =
  | { readonly template: Template }
  | {
      readonly because: string;
      readonly hint?: string;
      /** No scan can have it, so that nothing is wrong. */
      readonly isElsewhere?: true;
    };

function templateByUrl(parent: Stack, declaration: DeclaredResource, address: string): TemplateOrNone {
  const { run, around } = parent.settings;
  const asset = assetPath(parent.path, declaration);
  const staged = asset === undefined ? undefined : run.library.template(asset);
  if (staged !== undefined) return { template: staged };
  const property = templateProperty(declaration.type) ?? "";
  const node = entryAt(declaration.properties, property)?.value;
  if (node === undefined) return { because: `it has no ${property}` };
  if (node.kind === "mapping" && node.tag === undefined && entryAt(node, "ApplicationId") !== undefined)
    return {
      because: "it is an application of the Serverless Application Repository",
      hint: "check by hand what it makes: its template is not in the source",
      isElsewhere: true,
    };
  const url: Value = declaration.context.evaluate(node, declaration.context);
  const lead = run.library.find(url, parent.path, [...around, parent.path]);
  if (lead.kind === "ambiguous")
    return {
      because: `its URL can mean ${lead.paths.length} templates of the scan (${lead.paths.slice(0, 3).join(", ")})`,
      hint: "leave out those that are not meant (--exclude), or write the path of the one that is",
    };
  if (lead.kind === "missing") return { because: `no template of the scan is at ${writtenUrl(url)}` };
  const template = lead.found;
  if (!lead.guessed) return { template };
  if (run.options.strict) return { because: "--strict: only the end of its URL says which template it is" };
  const text = `the template of ${address} is ${template.path}, as its URL ends so`;
  run.assume({ kind: "template-url", text, span: node.span });
  return { template };
}

/** The CDK writes beside a nested stack where its template is staged. */
function assetPath(parent: string, declaration: DeclaredResource): string | undefined {
  const path = textAt(declaration.metadata, "aws:asset:path");
  return path === undefined ? undefined : resolvePath(directoryOf(parent), path);
}

/** The template that the resource carries in itself, as a text or as an object made into one. Undefined where it has no such property. */
function bodyTemplate(parent: Stack, declaration: DeclaredResource): TemplateOrNone | undefined {
  const property = "TemplateBody";
  const isAllowed = templateProperty(declaration.type) === "TemplateURL";
  const node = isAllowed ? entryAt(declaration.properties, property)?.value : undefined;
  if (node === undefined) return undefined;
  const { library } = parent.settings.run;
  const found = (template: Template | undefined): TemplateOrNone =>
    template === undefined ? { because: `its ${property} is no template that can be read` } : { template };
  if (node.kind === "scalar" && node.tag === undefined) return found(library.literal(node));
  const object = literalObject(node);
  if (object !== undefined) return found(library.object(object));
  const value = declaration.context.evaluate(node, declaration.context);
  if (value.kind === "null") return undefined;
  const text = textOfValue(value);
  if (text === undefined) return { because: `its ${property} is not known` };
  return found(library.composed(`${parent.path}#${declaration.id}`, text));
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
