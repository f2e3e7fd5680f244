/** What `cfn-init` is told to do: the metadata of a resource of the same template. */
import type { Value } from "../../base/value.ts";
import type { Resource } from "../../evaluate/resource.ts";
import type { Context } from "../context.ts";

/** The configuration of the resource with the logical id, as seen from another of its stack. */
export function initialisationOf(context: Context, id: string, from: Resource): Value | undefined {
  const stack = from.address.slice(0, from.address.lastIndexOf(".") + 1);
  return context.resources.find(({ scope, address }) => scope === from.scope && address === stack + id)?.initialisation;
}
