/** What is written out to name a thing, and names nothing that the source defines. */
import type { UnknownValue } from "../../base/value.ts";
import { type Family, LITERAL_ID } from "../../catalogue/families.ts";
import { unsettled } from "../value.ts";
import type { Site } from "../view.ts";

/**
 * A literal id, ARN or name of something that the root does not define. Ids and ARNs are in no source; names are, but in which of
 * several roots a name is meant, only a reference says. `written`: as it stands
 * there, where all of it is known.
 */
export function notInSource(
  text: string,
  family: Family,
  { span }: Pick<Site, "span">,
  written: string | undefined,
): UnknownValue {
  if (written !== undefined && NAMED_BY[family]?.test(written) === false) {
    const what = LITERAL_ID[family] === undefined ? "ARN" : "id";
    const hint = `write the ${what} of the ${spoken(family)}, or refer to it by a resource, data source, remote state or import`;
    return unsettled(
      `"${text}"`,
      `"${text}" is no ${what} of a ${spoken(family)}, so that AWS refuses it`,
      "error",
      span,
      hint,
    );
  }
  const hint = `refer to the ${spoken(family)} by a resource, data source, remote state or import, and scan what defines it too`;
  return unsettled(text, `the ${spoken(family)} ${text} is not defined in the scanned files`, "external", span, hint);
}

/** What AWS takes nothing else for. Security groups of EC2 may have names in the place of ids (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html). */
const NAMED_BY: Partial<Record<Family, RegExp>> = {
  vpc: LITERAL_ID.vpc!,
  subnet: LITERAL_ID.subnet!,
  "load-balancer": /^arn:/,
  listener: /^arn:/,
  "target-group": /^arn:/,
};

/** Of what such an unknown is: what family of things, and by what it is named; undefined of every other. */
export function namedOutside({ cause }: UnknownValue): { readonly family: string; readonly name: string } | undefined {
  const [, family, name] = /^the ([a-z ]+?) (\S+) is not defined in the scanned files$/.exec(cause.text) ?? [];
  return family === undefined || name === undefined ? undefined : { family: family.replaceAll(" ", "-"), name };
}

export function spoken(family: Family): string {
  return family.replaceAll("-", " ");
}
