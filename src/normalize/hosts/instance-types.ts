/** The instance types that a launch template, configuration, instance or fleet names → how large instances may be. */
import type { Fact } from "../../base/fact.ts";
import { instanceType } from "../../catalogue/instance-types.ts";
import type { InstanceType, Launch } from "../../graph/model.ts";
import { asString, factOf, unknownFact } from "../facts.ts";
import { given, unsettled } from "../value.ts";
import type { View } from "../view.ts";

/** As a launch has them. */
export type InstanceTypes = Pick<Launch, "instanceTypes">;

/** The types that these parts of a group name, each in a way of its own; instances may be of each of them. */
export function instanceTypesOf(views: readonly View[]): InstanceTypes {
  const types = views.flatMap((view) => instanceTypeOf(view) ?? []);
  return given({ instanceTypes: types.length === 0 ? undefined : types });
}

function instanceTypeOf(view: View): Fact<InstanceType> | undefined {
  const value = view.value("instanceType");
  if (value !== undefined) {
    const span = view.spanOf("instanceType");
    const fact = factOf(value, (one) => instanceType(asString(one) ?? ""), span);
    const name = asString(value);
    if (fact.known || name === undefined || name === "") return fact;
    const text = `it is not known how large a ${name} is`;
    return unknownFact(unsettled(`size of ${name}`, text, "unsupported", fact.origin.span), span);
  }
  const { written } = view.views("instanceRequirements");
  if (!written) return undefined;
  const { address } = view.resource;
  const text = `${address} names no instance type, but what instances must have`;
  return unknownFact(unsettled(`instance types of ${address}`, text, "external", view.span), view.span);
}
