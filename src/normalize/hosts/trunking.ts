/** Whether the account's setting is on by which instances of some types take many more network interfaces. */
import type { Fact } from "../../base/fact.ts";
import { TRUNKING } from "../../catalogue/trunking.ts";
import type { Launch } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { meaningOf } from "../dialects.ts";
import { asString, optional, unknownFact } from "../facts.ts";
import { bothExist, unsettled } from "../value.ts";
import type { View } from "../view.ts";

/**
 * As its root says it; undefined where it makes no difference to any of the launches. A root that says nothing may have it on: somebody else sets it
 * for the account and region, or it is on by default
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html).
 */
export function trunkingOf(context: Context, view: View, launches: readonly Launch[]): Fact<boolean> | undefined {
  if (!launches.some(mayTakeMore)) return undefined;
  const said = context
    .managed("account-setting")
    .filter(({ resource }) => resource.root === view.resource.root)
    .flatMap((setting) => sayOf(setting) ?? []);
  const on = said.find((fact) => fact.known && fact.value);
  const open = said.find((fact) => !fact.known);
  return on ?? open ?? notSaid(view);
}

function mayTakeMore({ instanceTypes = [] }: Launch): boolean {
  return instanceTypes.some((fact) => {
    const types = fact.known ? [fact.value] : (fact.among ?? []);
    return types.some(({ trunkedTasks }) => trunkedTasks !== undefined);
  });
}

/** Whether a setting turns it on; undefined where it is another one, or turns it off, which holds for those only who set nothing themselves. */
function sayOf(setting: View): Fact<boolean> | undefined {
  const [name, value] = [optional(setting, "name", asString), optional(setting, "value", asString)];
  if (name === undefined || value === undefined) return undefined;
  const { resource, span } = setting;
  const exists = bothExist(resource.exists, setting.exists);
  const isOther = name.known ? name.value !== TRUNKING : name.among?.includes(TRUNKING) === false;
  const isOff = value.known ? !isOn(value.value) : value.among?.some(isOn) === false;
  if (isOther || isOff) return undefined;
  if (!name.known) return unknownFact(name.unknown, span);
  if (!value.known) return unknownFact(value.unknown, span);
  return exists === true ? { known: true, value: true, origin: value.origin } : unknownFact(exists, span);
}

function isOn(value: string): boolean {
  return value === "enabled" || value === "on";
}

function notSaid(view: View): Fact<boolean> {
  const text = `it is a setting of the account, ${TRUNKING}, whether instances take more network interfaces`;
  return unknownFact(unsettled(TRUNKING, text, "external", view.span, meaningOf(view).trunkingHint), view.span);
}
