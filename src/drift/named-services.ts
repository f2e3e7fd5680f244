/** Services by what they are called where they are deployed: their own name and that of their cluster. */
import type { Value } from "../base/value.ts";
import { isOf } from "../catalogue/catalogue.ts";
import type { Resource, RootGroup } from "../evaluate/resource.ts";
import { asRead } from "../normalize/dialects.ts";
import { viewOf } from "../normalize/view.ts";

export interface ServiceName {
  readonly name: string;
  /** Undefined where it is not known. */
  readonly cluster: string | undefined;
}

/** By the ids of their nodes; those without a known name are left out. */
export function namedServices(groups: readonly RootGroup[]): ReadonlyMap<string, ServiceName> {
  const found = new Map<string, ServiceName>();
  for (const { worlds } of groups) {
    for (const { resources } of worlds) {
      const byAddress = new Map(resources.map((one) => [`${one.root}#${one.address}`, one]));
      for (const resource of resources) {
        const view = isOf("service", asRead(resource).type) ? viewOf(asRead(resource)) : undefined;
        const name = view?.value("serviceName");
        if (view === undefined || name?.kind !== "string") continue;
        const cluster = clusterName(view.value("cluster"), byAddress);
        found.set(`${resource.root}#${resource.address}`, { name: name.value, cluster });
      }
    }
  }
  return found;
}

/** A service that names no cluster is in the one that is called so (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html). */
function clusterName(value: Value | undefined, byAddress: ReadonlyMap<string, Resource>): string | undefined {
  if (value === undefined) return "default";
  if (value.kind === "string") return value.value.slice(value.value.lastIndexOf("/") + 1);
  const named =
    value.kind === "unknown" && value.ref !== undefined
      ? byAddress.get(`${value.ref.root}#${value.ref.address}`)
      : undefined;
  const name = named === undefined ? undefined : viewOf(asRead(named)).value("clusterName");
  return name?.kind === "string" ? name.value : undefined;
}
