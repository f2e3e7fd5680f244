/** A resource that stands for a stack into that stack, made from the template that its URL means. */

import { directoryOf, resolvePath } from "../../../base/paths.ts";
import type { Value } from "../../../base/value.ts";
import { writtenUrl } from "../template/library.ts";
import { templateProperty } from "../template/resource-types.ts";
import { entryAt, type Template, textAt } from "../template/template.ts";
import { unknown } from "../values.ts";
import { MAXIMUM_DEPTH, MAXIMUM_STACKS } from "./estate.ts";
import { reportMacros } from "./hidden-services.ts";
import type { ResourceDeclaration } from "./resource-declarations.ts";
import { Stack } from "./stack.ts";
import { stackArgument } from "./stack-arguments.ts";
import { bodyTemplate } from "./template-body.ts";

/** Undefined where the template is not in the scan: said as a diagnostic and among what is not evaluated. */
export function nestedStack(parent: Stack, declaration: ResourceDeclaration): Stack | undefined {
  const { settings } = parent;
  const { run } = settings;
  const address = settings.address === "" ? declaration.id : `${settings.address}.${declaration.id}`;
  const body = bodyTemplate(parent, declaration);
  const found = body ?? nestedTemplate(parent, declaration, address);
  if ("because" in found) {
    run.sink.report({
      code: "template-not-found",
      severity: "warning",
      message: `the template of the nested stack ${address} is not analysed: ${found.because}`,
      span: declaration.span,
      ...(body === undefined ? { hint: "add the template to the scanned tree, or name its path" } : {}),
    });
    run.sink.notEvaluated({ address, because: found.because, span: declaration.span });
    return undefined;
  }
  const around = [...settings.around, parent.path];
  // A template that is written inside another is in the same file and yet not the same.
  const isAround = body === undefined && around.includes(found.template.path);
  if (isAround || around.length > MAXIMUM_DEPTH || !run.enter()) {
    const because = isAround
      ? `${found.template.path} nests itself`
      : `stacks are nested deeper than ${MAXIMUM_DEPTH}, or there are more than ${MAXIMUM_STACKS}`;
    run.sink.report({
      code: "nested-stack",
      severity: "error",
      message: `${address} is not analysed: ${because}`,
      span: declaration.span,
    });
    run.sink.notEvaluated({ address, because, span: declaration.span });
    return undefined;
  }
  reportMacros(found.template, run.sink);
  const name = `${parent.prefix}${declaration.id}.AWS::StackName`;
  const origin = { kind: "default" as const, span: declaration.span };
  return new Stack({
    ...settings,
    template: found.template,
    address,
    around,
    made: { parent, declaration },
    environment: {
      ...settings.environment,
      stackName: {
        ...unknown(
          "computed",
          name,
          `the name of the stack ${address} is made from its parent's`,
          origin,
          `give the stack a name by a parameter of ${found.template.path}`,
        ),
        notNull: true,
      },
    },
    given: (parameter, how) => stackArgument(declaration, parameter, parent.prefix, how),
  });
}

function nestedTemplate(
  parent: Stack,
  declaration: ResourceDeclaration,
  address: string,
): { readonly template: Template } | { readonly because: string } {
  const { run, around } = parent.settings;
  const asset = assetPath(parent.path, declaration);
  const staged = asset === undefined ? undefined : run.library.template(asset);
  if (staged !== undefined) return { template: staged };
  const property = templateProperty(declaration.type) ?? "";
  const node = entryAt(declaration.properties, property)?.value;
  if (node === undefined) return { because: `it has no ${property}` };
  if (node.kind === "mapping" && node.tag === undefined && entryAt(node, "ApplicationId") !== undefined)
    return { because: "it is an application of the Serverless Application Repository" };
  const url: Value = declaration.context.evaluate(node, declaration.context);
  const found = run.library.find(url, parent.path, [...around, parent.path]);
  if (found.kind === "ambiguous")
    return {
      because: `its URL can mean ${found.paths.length} templates of the scan (${found.paths.slice(0, 3).join(", ")})`,
    };
  if (found.kind === "missing") return { because: `no template of the scan is at ${writtenUrl(url)}` };
  if (!found.guessed) return { template: found.template };
  if (run.options.strict) return { because: "--strict: only the end of its URL says which template it is" };
  const text = `the template of ${address} is ${found.template.path}, as its URL ends so`;
  run.assumptions.add({ kind: "template-url", text, span: node.span });
  return { template: found.template };
}

/** The CDK writes beside a nested stack where its template is staged. */
function assetPath(parent: string, declaration: ResourceDeclaration): string | undefined {
  const path = textAt(declaration.metadata, "aws:asset:path");
  return path === undefined ? undefined : resolvePath(directoryOf(parent), path);
}
