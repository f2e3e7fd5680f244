/** What of a template, or of what it makes, is not in the scan, with what it is given. */
import type { UnknownValue } from "../../../base/value.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import type { Lost, Resource, Unread } from "../../resource.ts";
import { HIDING, isKnownTransform, isMadeByCode, isModule, templateProperty } from "../template/resource-types.ts";
import { PROCESSED } from "./entries.ts";
import type { Stack } from "./stack.ts";

/** Why the template does not show what a resource that is no stack makes, as a clause; undefined where it is only itself. */
export function unseenIn(type: string): string | undefined {
  if (isModule(type)) return `the module ${type} is expanded when it is deployed: what it makes is not in the template`;
  return HIDING.get(type) ?? (isMadeByCode(type) ? `${type} is made by code that is not in the template` : undefined);
}

/** With all that its properties give it. */
export function unreadOf({ root, address, type, span, body }: Resource, because: string): Unread {
  const values = [...body.attributes].map(([name, { value }]) => ({ name, value }));
  const isElsewhere = values.some(({ name, value }) => name === templateProperty(type) && value.kind !== "map");
  const hint = isElsewhere ? "scan a directory that holds the template too" : `check by hand what ${address} makes`;
  return { root, address, because, span, hint, given: values.map(({ value }) => value) };
}

/** What the template takes from files that cannot be read, or from macros, may speak of everything in it. */
export function unreadParts(stack: Stack): readonly Unread[] {
  const { root, address: around } = stack.settings;
  const { entries, rests } = stack.section("Resources");
  const isLoop = (rest: UnknownValue): boolean => entries.some(({ repeated }) => repeated === rest);
  return rests
    .filter((rest) => !isLoop(rest))
    .map(({ cause: { text, span, hint } }) => {
      const given = [...stack.declarations.keys()].map((id): UnknownValue => {
        const address = stack.pathOf(id);
        const symbol = `${root.id}#${address}`;
        return makeUnknown({
          cause: { kind: "computed", text },
          symbol,
          ref: { root: root.id, address, attribute: "" },
        });
      });
      const address = `what ${around === "" ? "Resources" : `Resources of ${around}`} includes`;
      return {
        root: root.id,
        address,
        because: text,
        span: span ?? stack.settings.template.document.root.span,
        given,
        ...(hint === undefined ? {} : { hint }),
      };
    });
}

/** The macros of a template that are given all of it, and may give back another one. */
export function macrosOf({ settings: { template, root } }: Stack): readonly Lost[] {
  const macros = template.transforms.filter(({ name }) => !isKnownTransform(name));
  return macros.map(({ name, span }) => ({
    root: root.id,
    address: `the macro ${name}`,
    path: template.path,
    span,
    types: undefined,
    otherwise: { because: "is code that is not in the template", hint: PROCESSED },
  }));
}
