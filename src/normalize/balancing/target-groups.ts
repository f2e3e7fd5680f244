/** Target groups into nodes, with the defaults of AWS. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { Value } from "../../base/value.ts";
import type { HealthCheck, TargetGroup } from "../../graph/model.ts";
import { baseOf, type Context } from "../context.ts";
import { meaningOf } from "../dialects.ts";
import {
  asBoolean,
  asNumber,
  asString,
  asSwitch,
  byDefault,
  CROSS_ZONE,
  factOf,
  mapFact,
  optional,
  required,
  settingAt,
} from "../facts.ts";
import { linkAt } from "../references/reference.ts";
import { type View, within } from "../view.ts";

export function targetGroups(context: Context): void {
  for (const view of context.managed("target-group")) context.put(targetGroupNode(context, view));
}

function targetGroupNode(context: Context, view: View): TargetGroup {
  const targetType = optional(view, "targetType", asString) ?? byDefault("instance", view.span);
  const addressType = optional(view, "ipAddressType", asString) ?? byDefault("ipv4", view.span);
  const protocol = optional(view, "protocol", asString) ?? byDefault("HTTP", view.span);
  const upper = mapFact(protocol, (text) => text.toUpperCase());
  return {
    ...baseOf(view),
    kind: "target-group",
    targetType: mapFact(targetType, (text) =>
      text === "ip" || text === "lambda" || text === "alb" ? text : "instance",
    ),
    protocol: upper,
    port: optional(view, "port", asNumber),
    vpc: linkAt(context, "vpc", view, "vpcId"),
    addressType: mapFact(addressType, (text) => (text === "ipv6" ? "ipv6" : "ipv4")),
    healthCheck: healthCheckOf(view, upper),
    preserveClientIp: settingAt(view, GROUP_SETTINGS, "preserveClientIp", "preserve_client_ip.enabled", asBoolean),
    ...overriding(settingAt(view, GROUP_SETTINGS, "loadBalancingCrossZoneEnabled", CROSS_ZONE, asSwitch)),
  };
}

const GROUP_SETTINGS = "targetGroupAttributes";

function overriding(setting: Fact<boolean | "inherit"> | undefined): { readonly crossZone?: Fact<boolean> } {
  if (setting === undefined || (setting.known && setting.value === "inherit")) return {};
  if (setting.known) return { crossZone: { ...setting, value: setting.value === true } };
  return { crossZone: { known: false, unknown: setting.unknown, origin: setting.origin } };
}

/**
 * The check protocol that ELB chooses: HTTP for a group of HTTP or HTTPS, else TCP
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html).
 */
function defaultCheckProtocol(protocol: Fact<string>, span: Span): Fact<string> {
  if (!protocol.known) return protocol.among === undefined ? protocol : mapFact(protocol, checkProtocol);
  return byDefault(checkProtocol(protocol.value), span);
}

function checkProtocol(protocol: string): string {
  return protocol === "HTTP" || protocol === "HTTPS" ? "HTTP" : "TCP";
}

/** The check that the group describes, if there is one. */
function healthCheckOf(group: View, groupProtocol: Fact<string>): HealthCheck {
  const view = within(group, "healthCheck");
  const span = view?.span ?? group.span;
  const protocol = optional(view, "healthCheckProtocol", asString);
  const port = view?.value("healthCheckPort");
  const own = view === undefined ? undefined : meaningOf(view).checkProtocol;
  return {
    enabled: view === undefined ? byDefault(true, span) : required(view, "healthCheckEnabled", asBoolean, true),
    port:
      view === undefined || port === undefined
        ? byDefault("traffic-port", span)
        : factOf(port, checkPort, view.spanOf("healthCheckPort"), "traffic-port"),
    protocol:
      protocol !== undefined
        ? mapFact(protocol, (text) => text.toUpperCase())
        : own !== undefined
          ? byDefault(own, span)
          : defaultCheckProtocol(groupProtocol, group.span),
    ...(protocol === undefined && own === undefined && !groupProtocol.known ? { protocolChosen: true } : {}),
    span,
  };
}

function checkPort(value: Value): number | "traffic-port" | undefined {
  return asNumber(value) ?? (asString(value)?.trim() === "traffic-port" ? "traffic-port" : undefined);
}
