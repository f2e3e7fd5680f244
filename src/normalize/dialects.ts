/** What the dialects mean otherwise than each other, where it is not only another spelling: readers ask for the meaning of a view. */
import type { Value } from "../base/value.ts";
import { AWSCC_TYPES, isOf } from "../catalogue/catalogue.ts";
import type { Resource } from "../evaluate/resource.ts";
import { withDefaultEgress } from "./cloudformation/default-egress.ts";
import type { Context } from "./context.ts";
import type { Rules } from "./filters/loose-rules.ts";
import { containers } from "./terraform/containers.ts";
import { withoutEmptyTexts } from "./terraform/empty-text.ts";
import type { View, Views } from "./view.ts";

interface Meaning {
  /** The containers of a task definition. */
  containers(context: Context, view: View): Views;
  /** The load balancers of a service. */
  loadBalancers(view: View): Views;
  /** The egress of a group in which these rules are written; `apart`: a resource of its own adds egress to it. */
  readonly egress?: (view: View, written: Rules, apart: boolean) => Rules;
  /** What `cfn-init` is told to do on an instance for a resource of the same template, by its logical id. */
  readonly initialisation?: (context: Context, view: View) => (id: string) => Value | undefined;
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
