/** Resources and macros in which services may stand that the template does not show: said with their place. */
import { rootUnknowns } from "../../../base/value.ts";
import { unknownsIn } from "../../../values/known.ts";
import type { ResourceBody } from "../../resource.ts";
import { isKnownTransform, isModule, isPartOfServices, whatHides } from "../template/resource-types.ts";
import type { Sink } from "../template/sink.ts";
import type { Template } from "../template/template.ts";
import { PROCESSED } from "./functions/transform.ts";
import type { ResourceDeclaration } from "./resource-declarations.ts";
import type { Stack } from "./stack.ts";

export function reportHidden(stack: Stack, { id, type, span }: ResourceDeclaration, body: ResourceBody): void {
  const because = whatHides(type) ?? (isModule(type) ? moduleText(type) : givenText(stack, type, body));
  if (because === undefined) return;
  const { address, run } = stack.settings;
  run.sink.notEvaluated({ address: address === "" ? id : `${address}.${id}`, because, span });
}

function moduleText(type: string): string {
  return `the module ${type} is expanded when it is deployed: what it makes is not in the template`;
}

/** Code outside of the template (a custom resource, a type of a registry) that is given what a service is made of may make one. */
function givenText(stack: Stack, type: string, { attributes }: ResourceBody): string | undefined {
  if (type.startsWith("AWS::") && type !== "AWS::CloudFormation::CustomResource") return undefined;
  const { root, address } = stack.settings;
  const around = address === "" ? "" : `${address}.`;
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

export function reportMacros(template: Template, sink: Sink): void {
  for (const { name, span } of template.transforms) {
    if (isKnownTransform(name)) continue;
    const because = `the macro ${name} may change the template when it is deployed`;
    sink.report({
      code: "macro",
      severity: "note",
      message: `${because}; it is analysed as it is written`,
      span,
      hint: PROCESSED,
    });
    sink.notEvaluated({ address: name, because, span });
  }
}
