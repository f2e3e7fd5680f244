/** What a target group says of itself into its node, with the defaults of AWS. */
import type { Fact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import type { Value } from "../base/value.ts";
import type { HealthCheck, Link, TargetGroup } from "../graph/model.ts";
import { baseOf } from "./context.ts";
import { asBoolean, asNumber, asString, byDefault, factOf, mapFact, optional, required } from "./facts.ts";
import type { View } from "./view.ts";

export interface TargetGroupParts {
  readonly targetType: Fact<string> | undefined;
  readonly protocol: Fact<string> | undefined;
  readonly port: Fact<number> | undefined;
  readonly vpc: Link | undefined;
  readonly addressType: Fact<string> | undefined;
  readonly healthCheck: HealthCheck;
  readonly preserveClientIp: Fact<boolean> | undefined;
  /** `inherit` where the load balancer's setting applies. */
  readonly crossZone: Fact<boolean | "inherit"> | undefined;
}

export function targetGroupNode(view: View, parts: TargetGroupParts): TargetGroup {
  const targetType = parts.targetType ?? byDefault("instance", view.span);
  return {
    ...baseOf(view),
    kind: "target-group",
    targetType: mapFact(targetType, (text) =>
      text === "ip" || text === "lambda" || text === "alb" ? text : "instance",
    ),
    protocol: protocolOf(view, parts),
    port: parts.port,
    vpc: parts.vpc,
    addressType: mapFact(parts.addressType ?? byDefault("ipv4", view.span), (text) =>
      text === "ipv6" ? "ipv6" : "ipv4",
    ),
    healthCheck: parts.healthCheck,
    preserveClientIp: parts.preserveClientIp,
    ...overriding(parts.crossZone),
  };
}

function overriding(setting: Fact<boolean | "inherit"> | undefined): { readonly crossZone?: Fact<boolean> } {
  if (setting === undefined || (setting.known && setting.value === "inherit")) return {};
  if (setting.known) return { crossZone: { ...setting, value: setting.value === true } };
  return { crossZone: { known: false, unknown: setting.unknown, origin: setting.origin } };
}

export function protocolOf(view: View, parts: { readonly protocol: Fact<string> | undefined }): Fact<string> {
  return mapFact(parts.protocol ?? byDefault("HTTP", view.span), (text) => text.toUpperCase());
}

/**
 * The check protocol that ELB chooses: HTTP for a group of HTTP or HTTPS, else TCP
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html).
 */
export function defaultCheckProtocol(protocol: Fact<string>, span: Span): Fact<string> {
  if (!protocol.known) return protocol.among === undefined ? protocol : mapFact(protocol, checkProtocol);
  return byDefault(checkProtocol(protocol.value), span);
}

function checkProtocol(protocol: string): string {
  return protocol === "HTTP" || protocol === "HTTPS" ? "HTTP" : "TCP";
}

export interface HealthCheckNames {
  readonly enabled: string;
  readonly port: string;
  readonly protocol: string;
}

/** The check that a thing describes, if there is one; `otherwise` is the protocol where it names none. */
export function healthCheckOf(
  view: View | undefined,
  span: Span,
  names: HealthCheckNames,
  otherwise: Fact<string>,
): HealthCheck {
  const protocol = optional(view, names.protocol, asString);
  const port = view?.value(names.port);
  return {
    enabled: view === undefined ? byDefault(true, span) : required(view, names.enabled, asBoolean, true),
    port:
      view === undefined || port === undefined
        ? byDefault("traffic-port", span)
        : factOf(port, checkPort, view.spanOf(names.port), "traffic-port"),
    protocol: protocol === undefined ? otherwise : mapFact(protocol, (text) => text.toUpperCase()),
    span,
  };
}

function checkPort(value: Value): number | "traffic-port" | undefined {
  return asNumber(value) ?? (asString(value)?.trim() === "traffic-port" ? "traffic-port" : undefined);
}
