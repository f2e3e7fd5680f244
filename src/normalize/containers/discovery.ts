/** What services say of Service Connect and of service discovery, by which they reach each other. */
import type { Fact } from "../../base/fact.ts";
import type { Cluster, DiscoveryEntry, Namespace, NodeId, ServiceConnect } from "../../graph/model.ts";
import { unknownsIn } from "../../values/unknown.ts";
import { type Context, nodeId } from "../context.ts";
import { asBoolean, asNumber, asString, factOf, optional, required, unknownFact } from "../facts.ts";
import { resourcesAt } from "../references/reference.ts";
import { given, unsettled } from "../value.ts";
import { only, type View, viewOf } from "../view.ts";

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html */
export function connectOf(context: Context, view: View): ServiceConnect | undefined {
  const [connect] = view.views("serviceConnectConfiguration").views;
  if (connect === undefined) return undefined;
  return {
    enabled: required(connect, "enabled", asBoolean, true),
    ...given({ namespace: namespaceAt(context, connect, "namespace") }),
    endpoints: connect.views("connectServices").views.map((one) => ({
      portName: required(one, "portName", asString, ""),
      ...given({ ingressPortOverride: optional(one, "ingressPortOverride", asNumber) }),
      exists: one.exists,
    })),
    exists: connect.exists,
  };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterServiceConnectDefaultsRequest.html */
export function defaultNamespaceOf(context: Context, cluster: View): Cluster["namespace"] {
  const defaults = only(cluster.views("serviceConnectDefaults"));
  return defaults === undefined ? undefined : namespaceAt(context, defaults, "namespace");
}

/** A namespace is named by its ARN or, where that is unique, by its name. */
function namespaceAt(context: Context, view: View, name: string): Namespace | undefined {
  const value = view.value(name);
  if (value === undefined) return undefined;
  const written = factOf(value, asString, view.spanOf(name));
  const [found, another] = resourcesAt(context, "discovery-namespace", view, name);
  if (found === undefined || another !== undefined) return { name: written, inSource: false };
  const inSource = found.mode === "managed" && !isHandedOut(context, nodeId(found));
  return { name: optional(viewOf(found), "name", asString) ?? written, inSource };
}

/** Whether an output of a root names it, so that services of others may be in it. */
function isHandedOut({ outputs }: Context, id: NodeId): boolean {
  const values = [...outputs.values()].flatMap((named) => [...named.values()]);
  return values.flatMap(unknownsIn).some(({ ref }) => ref !== undefined && nodeId(ref) === id);
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html */
export function discoveryOf(context: Context, view: View): readonly DiscoveryEntry[] | undefined {
  const entries = view.views("serviceRegistries").views.map((one) => ({
    ...given({
      containerName: optional(one, "containerName", asString),
      containerPort: portAt(one, "containerPort"),
      port: portAt(one, "port"),
    }),
    recordTypes: recordTypesOf(context, one),
    exists: one.exists,
    span: one.span,
  }));
  return entries.length === 0 ? undefined : entries;
}

/** Terraform's provider sends no port where it is 0. */
function portAt(view: View, name: string): Fact<number> | undefined {
  const port = optional(view, name, asNumber);
  return port?.known && port.value === 0 ? undefined : port;
}

/** https://docs.aws.amazon.com/cloud-map/latest/api/API_DnsRecord.html */
function recordTypesOf(context: Context, view: View): Fact<readonly string[]> {
  const value = view.value("registryArn");
  const [found, another] = resourcesAt(context, "discovery-service", view, "registryArn");
  if (found === undefined || another !== undefined || found.mode !== "managed") {
    if (value?.kind === "unknown") return unknownFact(value, view.span);
    const text = "the service of Cloud Map is not defined in the scanned files";
    const hint = "refer to the resource that makes it, and scan that together with this";
    return unknownFact(unsettled(`registry of ${nodeId(view.resource)}`, text, "external", view.span, hint), view.span);
  }
  const configurations = viewOf(found).views("dnsConfig");
  const records = configurations.views.map((one) => one.views("dnsRecords"));
  const parts = [...configurations.views, ...records.flatMap(({ views }) => views)];
  const types = records.flatMap(({ views }) => views.map((one) => required(one, "type", asString, "")));
  const unknown =
    [configurations, ...records].find(({ rest }) => rest !== undefined)?.rest ??
    types.flatMap((type) => (type.known ? [] : [type.unknown]))[0] ??
    parts.flatMap(({ exists }) => (exists === true ? [] : [exists]))[0];
  if (unknown !== undefined) return unknownFact(unknown, found.span);
  const known = types.flatMap((type) => (type.known ? [type.value] : []));
  return { known: true, value: known, origin: { kind: "literal", span: found.span } };
}
