/** What the dialects mean otherwise than each other, where it is not only another spelling: readers ask for the meaning of a view. */

import type { Span } from "../base/source-file.ts";
import type { Existence, UnknownValue, Value } from "../base/value.ts";
import { AWSCC_TYPES, isOf } from "../catalogue/catalogue.ts";
import { TRUNKING } from "../catalogue/trunking.ts";
import type { Resource } from "../evaluate/resource.ts";
import type { FilterRule } from "../graph/model.ts";
import { parseJsonText } from "../values/json-text.ts";
import type { Context } from "./context.ts";
import { withoutEmptyTexts } from "./empty-text.ts";
import type { Rules } from "./filters/loose-rules.ts";
import { allowAll, anywhere } from "./references/companion.ts";
import { inJson } from "./spelling.ts";
import type { Initialisation } from "./user-data/read-user-data.ts";
import { bothExist, given, unsettled } from "./value.ts";
import { boundViews, type View, type Views, viewsOfValue } from "./view.ts";

interface Meaning {
  /** The containers of a task definition. */
  containers(context: Context, view: View): Views;
  /** The load balancers of a service. */
  loadBalancers(view: View): Views;
  /** The egress of a group in which these rules are written; `apart`: a resource of its own adds egress to it. */
  readonly egress?: (view: View, written: Rules, apart: boolean) => Rules;
  /** What `cfn-init` is told to do on an instance. */
  readonly initialisation?: (context: Context, view: View) => Initialisation;
  /** The protocol of a health check that is described and names none, where that is not by the group's. */
  readonly checkProtocol?: string;
  /** The port of a network ACL entry that names none, where that is not all. */
  readonly omittedPort?: number;
  /** Whether a classic load balancer sends across zones where it does not say. */
  readonly classicCrossZone: boolean;
  /** Whether an empty text is an argument that is not given. */
  readonly emptyIsAbsent: boolean;
  /** Whether the groups of a fleet's specification are objects. */
  readonly groupObjects: boolean;
  /** What to do where it is not known whether `awsvpcTrunking` is on; absent where no source of the dialect can say it. */
  readonly trunkingHint?: string;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs, …/resources/lb_target_group, …/resources/network_acl_rule */
const TERRAFORM: Meaning = {
  containers,
  loadBalancers: withPort,
  // Once the block exists the provider's default is HTTP, whatever the group's protocol.
  checkProtocol: "HTTP",
  // Omitted ports are sent as 0.
  omittedPort: 0,
  classicCrossZone: true,
  emptyIsAbsent: true,
  groupObjects: false,
  trunkingHint: `where it is on, say so: a resource aws_ecs_account_setting_default with name = "${TRUNKING}" and value = "enabled"`,
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html */
const CLOUDFORMATION: Meaning = {
  containers: (_, view) => view.views("containerDefinitions"),
  loadBalancers: (view) => view.views("loadBalancers"),
  egress: withDefaultEgress,
  initialisation:
    (context, { resource }) =>
    (id) =>
      initialisationOf(context, id, resource),
  classicCrossZone: false,
  emptyIsAbsent: false,
  groupObjects: true,
};

/** A resource of the awscc provider means what CloudFormation's does, under whose type it is read. */
export function meaningOf({ resource }: View): Meaning {
  return resource.type.startsWith("AWS::") ? CLOUDFORMATION : TERRAFORM;
}

/** A resource as evaluation yields it into the one that is read: without empty texts, and one of the awscc provider as CloudFormation's. */
export function asRead(resource: Resource): Resource {
  if (resource.type.startsWith("aws_")) return withoutEmptyTexts(resource);
  const type = AWSCC_TYPES.get(resource.type);
  return type === undefined ? resource : { ...resource, type };
}

/** The configuration of the resource with the logical id, as seen from another of its stack. */
function initialisationOf(context: Context, id: string, from: Resource): Value | undefined {
  const stack = from.address.slice(0, from.address.lastIndexOf(".") + 1);
  return context.resources.find(({ scope, address }) => scope === from.scope && address === stack + id)?.initialisation;
}

/** A service's block without the port is refused: one that only may be there, and would have none, is not there. */
function withPort(view: View): Views {
  const blocks = view.views("loadBalancers");
  if (!isOf("service", view.resource.type)) return blocks;
  const whole = blocks.views.filter((one) => one.exists === true || one.value("containerPort") !== undefined);
  return { ...blocks, views: whole };
}

const NAME = "securityGroupEgress";

/**
 * A group without egress rules is given one that allows everything
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html). Whether it stays when an
 * egress resource of its own names the group (`apart`) is not documented and reported both ways (aws-cdk issues 987, 3355, 14657); nor is
 * what an empty list does. There the rule is one that may exist.
 */
function withDefaultEgress(view: View, rules: Rules, apart: boolean): Rules {
  const { address } = view.resource;
  const stripped = unsettled(
    `default egress of ${address}`,
    `CloudFormation may remove the rule of ${address} that allows everything when an AWS::EC2::SecurityGroupEgress is added to the group`,
    "external",
    view.span,
    `write what ${address} lets out as an AWS::EC2::SecurityGroupEgress too`,
  );
  if (rules.rules.length > 0) {
    if (!apart) return rules;
    return {
      ...rules,
      rules: rules.rules.map((rule) => (isDefaultShaped(rule) ? { ...rule, exists: stripped } : rule)),
    };
  }
  if (rules.rest !== undefined) return { ...rules, rules: [perhaps(view, rules.rest)] };
  if (apart) return { rules: [perhaps(view, stripped)] };
  if (!view.views(NAME).written) return { rules: [perhaps(view, true)] };
  const empty = unsettled(
    `default egress of ${address}`,
    `it is not documented whether an empty ${view.spelt(NAME)} keeps the default rule`,
    "external",
    view.spanOf(NAME),
    `write what ${address} lets out under ${view.spelt(NAME)}, or leave that out`,
  );
  return { rules: [perhaps(view, empty)] };
}

function perhaps(view: View, exists: FilterRule["exists"]): FilterRule {
  const implied = "CloudFormation adds this egress rule to a group without any";
  return { ...allowAll(view.resource.address, view.span, "egress", anywhere(view.span), implied), exists };
}

function isDefaultShaped(rule: FilterRule): boolean {
  return rule.protocol.known && rule.protocol.value === "all" && rule.peers.some((peer) => peer.kind === "cidr");
}

function containers(context: Context, view: View): Views {
  const value = view.value("containerDefinitions");
  if (value === undefined) return { views: [], written: false };
  return read(context, view, value, view.spanOf("containerDefinitions"), true);
}

function read(context: Context, view: View, value: Value, fallback: Span, exists: Existence): Views {
  if (value.kind === "unknown" && value.oneOf !== undefined) {
    const parts = value.oneOf.map((one) => read(context, view, one, fallback, bothExist(exists, value)));
    const rest = parts.find((part) => part.rest !== undefined)?.rest;
    return { views: parts.flatMap((part) => part.views), written: true, ...given({ rest }) };
  }
  if (value.kind !== "string" && value.kind !== "text") {
    return boundViews(viewsOfValue(view.resource, value, fallback, inJson), exists);
  }
  const json = parseJsonText(value);
  if (json.ok) return boundViews(viewsOfValue(view.resource, json.value, fallback, inJson), exists);
  const span = json.origin?.span ?? value.origin?.span ?? fallback;
  const message = `container_definitions of ${view.resource.address} is not JSON: ${json.message}`;
  context.warn("container-definitions", message, span);
  return { views: [], written: true, rest: unreadable(view, json.message) };
}

function unreadable(view: View, message: string): UnknownValue {
  const symbol = `${view.resource.address}.container_definitions`;
  const hint = "write JSON there, best with jsonencode";
  return unsettled(symbol, `${symbol} is not JSON: ${message}`, "error", undefined, hint);
}
