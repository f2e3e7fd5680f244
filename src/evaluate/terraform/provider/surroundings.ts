/** Data sources that tell where Terraform runs: the account, the region and its zones. */
import { STRING, type Type, type Value } from "../../../base/value.ts";
import { makeUnknown, symbolOf } from "../../../values/unknown.ts";
import type { ResourceInstance } from "../instances/resource-instance.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { IN_A_PLAN } from "../language/unknowns.ts";
import type { DataReading } from "./data-source.ts";
import { attributeSchema } from "./schema.ts";
import { providerOf } from "./whereabouts.ts";

/** Two of them with the same arguments under the same provider configuration say the same, wherever they stand. */
export function surroundings({ root, instance, name }: DataReading): Value {
  const { type, mode, block } = instance.declaration;
  const planned = root.plan?.attribute(instance.address, name);
  if (planned !== undefined) return planned;
  const schema: Type = attributeSchema(mode, type, name)?.type ?? STRING;
  const cause = {
    kind: "external",
    text: `${instance.address}.${name} is known only to AWS`,
    hint: IN_A_PLAN,
    span: block.headerSpan,
  } as const;
  const ref = { root: root.id, address: instance.address, attribute: name };
  const symbol = `${root.prefix}${type}(${asked(root, instance)}).${name}`;
  const unknown = makeUnknown({ type: schema, cause, symbol, ref, notNull: true });
  return root.stated.settled(unknown, `${instance.address}.${name}`);
}

/** The provider configuration, unless it is the usual one, and the arguments. */
function asked(root: RootEvaluation, instance: ResourceInstance): string {
  const provider = providerOf(root, instance);
  const body = instance.body();
  const parts = [{ type: "", body }, ...body.blocks].map((of) =>
    [...of.body.attributes]
      .filter(([key]) => key !== "provider")
      .map(([key, { value }]) => `${of.type === "" ? "" : `${of.type}.`}${key}=${symbolOf(value)}`)
      .join(","),
  );
  return [provider === "aws" ? "" : `provider=${provider}`, ...parts].filter((part) => part !== "").join(";");
}
