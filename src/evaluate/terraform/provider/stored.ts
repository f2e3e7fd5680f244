/** What a root keeps for others by name, so that templates can read it: stored parameters, and exports of stacks that it deploys. */
import { isOf } from "../../../catalogue/catalogue.ts";
import type { StoredValue } from "../../input.ts";
import type { Resource } from "../../resource.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { markSensitive } from "../language/unknowns.ts";
import { asAws, awsType } from "./as-aws.ts";

export function storedBy(root: RootEvaluation, resources: readonly Resource[]): readonly StoredValue[] {
  const told = (name: string, value: StoredValue["value"], address: string): StoredValue => ({
    name,
    value,
    assumption: { kind: "stored-value", text: `${name.replace(/^\w+:/, "")} is what ${address} of ${root.path} keeps` },
  });
  return resources.flatMap((resource): readonly StoredValue[] => {
    if (resource.mode !== "managed" || resource.exists !== true || resource.repeated) return [];
    const { address } = resource;
    if (isOf("stored-parameter", awsType(resource.type))) {
      const { attributes } = asAws(resource).body;
      const name = attributes.get("name")?.value;
      const value = (attributes.get("value") ?? attributes.get("insecure_value"))?.value;
      if (name?.kind !== "string" || value === undefined) return [];
      const type = attributes.get("type")?.value;
      const isPlain = type?.kind === "string" && type.value !== "SecureString";
      return [told(`ssm:${name.value}`, isPlain ? value : markSensitive(value), address)];
    }
    const instance = root.resourceAt(address);
    const contents = instance === undefined ? undefined : root.stackOf(instance);
    if (contents === undefined || "because" in contents) return [];
    return [...contents.exports].map(([name, value]) => told(`import:${name}`, value, address));
  });
}
