/** Load balancers, listeners and target groups as AWS tells of them. */
import type { Span } from "../../../base/source-file.ts";
import type { MapValue, Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { elements, isTrue, member, memberAt, text } from "../../plan/document.ts";
import type { DeployedFact } from "../read-facts.ts";
import {
  boolValue,
  type Deployed,
  listOf,
  type Made,
  objectOf,
  textValue,
  valueAt,
  type WrittenArguments,
} from "../shape.ts";
import { endOfArn, mappingsOf } from "./node-addresses.ts";

export function balancingOf(deployed: Deployed): readonly Made[] {
  const balancers = deployed.all("load-balancer");
  return [
    ...balancers.map((fact) => loadBalancerOf(deployed, fact)),
    ...deployed.all("classic-load-balancer").map((fact) => classicOf(deployed, fact)),
    ...deployed.all("listener").map((fact) => listenerOf(deployed, fact)),
    ...[...namedBalancers(deployed)].flatMap(([id, span]) => untoldListeners(deployed, id, span)),
    ...deployed.all("listener-rule").flatMap(ruleOf),
    ...deployed.all("target-group").map((fact) => targetGroupOf(deployed, fact)),
  ];
}

/** The last part of the ARN of load balancers and target groups, by which files of their attributes are named. */
function hashOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function isInternal(node: LocatedNode): Value | undefined {
  const scheme = member(node, "Scheme");
  return scheme === undefined ? undefined : boolValue(text(scheme) === "internal", scheme.span);
}

function loadBalancerOf(deployed: Deployed, fact: DeployedFact): Made {
  const { node, id, span } = fact;
  const zones = member(node, "AvailabilityZones");
  const type = text(member(node, "Type"));
  return {
    type: "aws_lb",
    address: endOfArn(id),
    span,
    identities: [id],
    arguments: {
      id: valueAt(member(node, "LoadBalancerArn")),
      arn: valueAt(member(node, "LoadBalancerArn")),
      name: valueAt(member(node, "LoadBalancerName")),
      vpc_id: valueAt(member(node, "VpcId")),
      load_balancer_type: valueAt(member(node, "Type")),
      internal: isInternal(node),
      ip_address_type: valueAt(member(node, "IpAddressType")),
      security_groups: valueAt(member(node, "SecurityGroups")),
      subnets: listOf(
        zones?.span ?? span,
        elements(zones).map((zone) => valueAt(member(zone, "SubnetId"))),
      ),
      subnet_mapping: type === "network" ? mappingsOf(deployed, fact) : undefined,
      // An application load balancer always sends across zones, unless a target group says otherwise.
      enable_cross_zone_load_balancing:
        type === "application"
          ? undefined
          : settingOf(deployed, { kind: "load-balancer-attributes", id, span }, "load_balancing.cross_zone.enabled"),
    },
  };
}

interface Attributed {
  readonly kind: "load-balancer-attributes" | "target-group-attributes";
  /** The ARN of what has them. */
  readonly id: string;
  readonly span: Span;
}

/** An attribute, which a command of its own tells. */
function settingOf(deployed: Deployed, { kind, id, span }: Attributed, key: string): Value {
  const file = deployed.one(kind, hashOf(id));
  const found = elements(file?.node).find((one) => text(member(one, "Key")) === key);
  const value = member(found, "Value");
  if (value !== undefined) {
    const told = text(value);
    return told === "true" || told === "false" ? boolValue(told === "true", value.span) : valueAt(value)!;
  }
  const flag = kind === "load-balancer-attributes" ? "--load-balancer-arn" : "--target-group-arn";
  const command = deployed.command(kind, [[flag, id]], id);
  return deployed.untold(`${key} of ${endOfArn(id)}`, `no file tells the attributes of ${endOfArn(id)}`, span, command);
}

function classicOf(deployed: Deployed, { node, id, span }: DeployedFact): Made {
  const listeners = member(node, "ListenerDescriptions");
  const check = member(node, "HealthCheck");
  return {
    type: "aws_elb",
    address: `loadbalancer/${id}`,
    span,
    identities: [id],
    arguments: {
      name: valueAt(member(node, "LoadBalancerName")),
      internal: isInternal(node),
      subnets: valueAt(member(node, "Subnets")),
      security_groups: valueAt(member(node, "SecurityGroups")),
      cross_zone_load_balancing: crossZoneOf(deployed, { id, span }),
      listener: listOf(
        listeners?.span ?? span,
        elements(listeners).map((one) => {
          const listener = member(one, "Listener");
          return objectOf(one.span, {
            lb_port: valueAt(member(listener, "LoadBalancerPort")),
            lb_protocol: valueAt(member(listener, "Protocol")),
            instance_port: valueAt(member(listener, "InstancePort")),
            instance_protocol: valueAt(member(listener, "InstanceProtocol")),
          });
        }),
      ),
      health_check:
        check === undefined
          ? undefined
          : listOf(check.span, [objectOf(check.span, { target: valueAt(member(check, "Target")) })]),
    },
  };
}

function crossZoneOf(deployed: Deployed, { id, span }: Pick<DeployedFact, "id" | "span">): Value {
  const kind = "classic-load-balancer-attributes";
  const told = memberAt(deployed.one(kind, id)?.node, "CrossZoneLoadBalancing", "Enabled");
  if (told !== undefined) return valueAt(told)!;
  const command = deployed.command(kind, [["--load-balancer-name", id]], id);
  return deployed.untold(`cross zones of ${id}`, `no file tells whether ${id} sends across zones`, span, command);
}

/** Of an application load balancer's listener all rules are told, its default one among them, or none. */
function listenerOf(deployed: Deployed, { node, id, span }: DeployedFact): Made {
  const told = deployed.all("listener-rule").some((rule) => listenerOfRule(rule.id) === id);
  const mayHaveRules = id.includes("/app/") && (!told || deployed.place.cutOff.has("listener-rule"));
  const command = deployed.command("listener-rule", [["--listener-arn", id]], id);
  const untold = mayHaveRules
    ? deployed.untold(`rules of ${endOfArn(id)}`, `no file tells of all rules of ${endOfArn(id)}`, span, command)
    : undefined;
  const actions = member(node, "DefaultActions");
  return {
    type: "aws_lb_listener",
    address: endOfArn(id),
    span,
    identities: [id],
    arguments: {
      id: valueAt(member(node, "ListenerArn")),
      arn: valueAt(member(node, "ListenerArn")),
      load_balancer_arn: valueAt(member(node, "LoadBalancerArn")),
      port: valueAt(member(node, "Port")),
      protocol: valueAt(member(node, "Protocol")),
      default_action: listOf(actions?.span ?? span, elements(actions).map(actionOf), untold),
    },
  };
}

/** Every load balancer that is told of, or that a target group names, with where. */
function namedBalancers(deployed: Deployed): ReadonlyMap<string, Span> {
  const named = deployed.all("target-group").flatMap(({ node }) => elements(member(node, "LoadBalancerArns")));
  return new Map([
    ...named.flatMap((one) => (text(one) === undefined ? [] : [[text(one)!, one.span] as const])),
    ...deployed.all("load-balancer").map(({ id, span }) => [id, span] as const),
  ]);
}

/** Of a load balancer of which no file tells a listener it is not known where it leads. */
function untoldListeners(deployed: Deployed, id: string, span: Span): readonly Made[] {
  const isTold =
    !deployed.place.cutOff.has("listener") &&
    deployed.all("listener").some(({ node }) => text(member(node, "LoadBalancerArn")) === id);
  if (isTold) return [];
  const end = endOfArn(id);
  const command = deployed.command("listener", [["--load-balancer-arn", id]], id);
  const untold = (what: string) =>
    deployed.untold(`${what} of ${end}`, `no file tells of all listeners of ${end}`, span, command);
  return [
    {
      type: "aws_lb_listener",
      address: `listeners of ${end}`,
      span,
      arguments: {
        load_balancer_arn: textValue(id, span),
        port: untold("ports of the listeners"),
        protocol: untold("protocols of the listeners"),
        default_action: listOf(span, [], untold("listeners")),
      },
    },
  ];
}

function actionOf(action: LocatedNode): MapValue {
  const forward = member(action, "ForwardConfig");
  const groups = member(forward, "TargetGroups");
  const all: WrittenArguments = {
    type: valueAt(member(action, "Type")),
    // The same group stands in both where there is one alone.
    target_group_arn: groups === undefined ? valueAt(member(action, "TargetGroupArn")) : undefined,
    forward:
      groups === undefined
        ? undefined
        : listOf(groups.span, [
            objectOf(groups.span, {
              target_group: listOf(
                groups.span,
                elements(groups).map((one) => objectOf(one.span, { arn: valueAt(member(one, "TargetGroupArn")) })),
              ),
            }),
          ]),
  };
  return objectOf(action.span, all);
}

/** `…:listener-rule/app/main/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee` → `…:listener/app/main/50dc6c495c0c9188/f2f7dc8efc522ab2`. */
function listenerOfRule(arn: string): string {
  return arn.slice(0, arn.lastIndexOf("/")).replace(":listener-rule/", ":listener/");
}

/** The default rule repeats what its listener says. */
function ruleOf({ node, id, span }: DeployedFact): readonly Made[] {
  if (isTrue(member(node, "IsDefault"))) return [];
  const actions = member(node, "Actions");
  return [
    {
      type: "aws_lb_listener_rule",
      address: endOfArn(id),
      span,
      identities: [id],
      arguments: {
        listener_arn: textValue(listenerOfRule(id), span),
        action: listOf(actions?.span ?? span, elements(actions).map(actionOf)),
      },
    },
  ];
}

const OF_HTTP: ReadonlySet<string | undefined> = new Set(["HTTP", "HTTPS"]);

function targetGroupOf(deployed: Deployed, { node, id, span }: DeployedFact): Made {
  const attributes = { kind: "target-group-attributes", id, span } as const;
  const isHttp = OF_HTTP.has(text(member(node, "Protocol")));
  const hasAttributes = deployed.one("target-group-attributes", hashOf(id)) !== undefined;
  const check = memberAt(node, "HealthCheckPort");
  return {
    type: "aws_lb_target_group",
    address: endOfArn(id),
    span,
    identities: [id],
    arguments: {
      id: valueAt(member(node, "TargetGroupArn")),
      arn: valueAt(member(node, "TargetGroupArn")),
      name: valueAt(member(node, "TargetGroupName")),
      port: valueAt(member(node, "Port")),
      protocol: valueAt(member(node, "Protocol")),
      target_type: valueAt(member(node, "TargetType")),
      load_balancer_arns: valueAt(member(node, "LoadBalancerArns")),
      vpc_id: valueAt(member(node, "VpcId")),
      ip_address_type: valueAt(member(node, "IpAddressType")),
      health_check: listOf(check?.span ?? span, [
        objectOf(check?.span ?? span, {
          enabled: valueAt(member(node, "HealthCheckEnabled")),
          port: valueAt(check),
          protocol: valueAt(member(node, "HealthCheckProtocol")),
        }),
      ]),
      preserve_client_ip: isHttp ? undefined : settingOf(deployed, attributes, "preserve_client_ip.enabled"),
      load_balancing_cross_zone_enabled: hasAttributes
        ? settingOf(deployed, attributes, "load_balancing.cross_zone.enabled")
        : undefined,
    },
  };
}
