/** Key and value attributes of load balancers and target groups into facts. */
import type { Fact } from "../../base/fact.ts";
import type { Value } from "../../base/value.ts";
import { asString, optional } from "../facts.ts";
import type { Views } from "../view.ts";

/** The value of the attribute with that key; undefined where it is not set. */
export function attributeAt<T>(
  attributes: Views,
  key: string,
  read: (value: Value) => T | undefined,
): Fact<T> | undefined {
  const found = attributes.views.find((one) => {
    const name = one.value("Key");
    return name !== undefined && asString(name) === key;
  });
  return optional(found, "Value", read);
}
