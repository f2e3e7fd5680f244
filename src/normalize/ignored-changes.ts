/**
 * What `lifecycle { ignore_changes }` leaves to others. It is taken to be as it is written, because a scan tells what a deployment makes; where
 * nothing is taken as given, and to find out what rests on it, it is not known.
 */
import type { UnknownValue } from "../base/value.ts";
import { isOf } from "../catalogue/catalogue.ts";
import type { BodyAttribute, Resource } from "../evaluate/resource.ts";
import { hasAsWritten, isAsWritten } from "../graph/describe.ts";
import type { NodeId } from "../graph/model.ts";
import { type Context, nodeId } from "./context.ts";
import { unsettled } from "./value.ts";
import type { View } from "./view.ts";

/** An argument or nested block of a resource that others may change. */
export interface LeftToOthers {
  /** Of the unknown that it is where it is not taken to be as written. */
  readonly symbol: string;
  /** Of the resource. */
  readonly node: NodeId;
  readonly address: string;
  readonly name: string;
  /** It is of a service or task definition, and matters to the flows of that alone. */
  readonly isOwn: boolean;
}

/** On these no verdict rests. */
const HARMLESS: ReadonlySet<string> = new Set(["ami", "description", "desired_count", "image_id", "tags", "tags_all"]);

/** Who ignores all changes leaves these as they are all the same: they say which thing it is, and cannot be changed of one that is there. */
const KEPT: ReadonlySet<string> = new Set([
  "arn",
  "cluster",
  "family",
  "id",
  "listener_arn",
  "load_balancer_arn",
  "load_balancer_type",
  "name",
  "name_prefix",
  "network_acl_id",
  "region",
  "security_group_id",
  "type",
  "vpc_id",
]);

/** Rules of a group or ACL that is left to others are so where none is written too. */
const RULES: readonly string[] = ["ingress", "egress"];

/** What of a resource others may change and a verdict may rest on. */
export function leftToOthers(resource: Resource): readonly LeftToOthers[] {
  const { address, type } = resource;
  const isOwn = isOf("service", type) || isOf("task-set", type) || isOf("task-definition", type);
  return namesIn(resource).map((name) => {
    return { symbol: symbolOf(resource, name), node: nodeId(resource), address, name, isOwn };
  });
}

function namesIn({ ignored, type, body }: Resource): readonly string[] {
  if (ignored === undefined) return [];
  if (!ignored.has("all")) return [...ignored].filter((name) => !HARMLESS.has(name));
  const written = [...body.attributes.keys(), ...body.blocks.map((block) => block.type), ...body.furtherBlocks.keys()];
  const isFilter = isOf("security-group", type) || isOf("default-security-group", type);
  const all = new Set([...written, ...(isFilter || isOf("network-acl", type) ? RULES : [])]);
  return [...all].filter((name) => !HARMLESS.has(name) && !KEPT.has(name));
}

function symbolOf(resource: Resource, name: string): string {
  return `${nodeId(resource)}.${name} as it is`;
}

/** The resource where that is not known. What leads to a target group stays as it is: `leftOpen` says of it that it may be another. */
export function asLeft(resource: Resource, isOpen: (symbol: string) => boolean): Resource {
  const all = namesIn(resource).filter((name) => !isLeading(resource, name) && isOpen(symbolOf(resource, name)));
  const names = new Set(all);
  if (names.size === 0) return resource;
  const { attributes, blocks, furtherBlocks } = resource.body;
  const opened = [...names].map((name): readonly [string, BodyAttribute] => {
    const { nameSpan, span } = attributes.get(name) ?? { nameSpan: resource.span, span: resource.span };
    return [name, { value: unknownOf(resource, name), nameSpan, span }];
  });
  return {
    ...resource,
    body: {
      ...resource.body,
      attributes: new Map([...attributes, ...opened]),
      blocks: blocks.filter(({ type }) => !names.has(type)),
      furtherBlocks: new Map([...furtherBlocks].filter(([name]) => !names.has(name))),
    },
  };
}

function isLeading({ type }: Resource, name: string): boolean {
  if (name === "load_balancer") return isOf("service", type) || isOf("task-set", type);
  return (name === "default_action" && isOf("listener", type)) || (name === "action" && isOf("listener-rule", type));
}

/** Why an argument that leads to target groups may be another than what is written; undefined where it is taken as it is, or is. */
export function leftOpen(context: Context, view: View, argument: string): UnknownValue | undefined {
  const { resource } = view;
  const name = view.spelt(argument) ?? argument;
  const isOpen = namesIn(resource).includes(name) && context.isLeftOpen(symbolOf(resource, name));
  return isOpen ? unknownOf(resource, name) : undefined;
}

/** All that one resource leaves to others is one reason, whatever of it a verdict rests on. */
function unknownOf(resource: Resource, name: string): UnknownValue {
  const { address, ignored, span } = resource;
  const isAll = ignored?.has("all") === true;
  const names = namesIn(resource);
  const text = `--strict does not assume that: ${isAll ? isAsWritten(address) : hasAsWritten(address, names)}`;
  const change = isAll ? "name what others change in place of all in" : `take ${names.join(" and ")} out of`;
  const hint = `${change} its ignore_changes, or leave out --strict`;
  return unsettled(symbolOf(resource, name), text, "assumption", span, hint);
}
