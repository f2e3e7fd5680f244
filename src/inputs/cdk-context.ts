/**
 * `cdk.context.json`, in which an app of the CDK keeps what it has looked up, so that its templates always come out alike → what it says of
 * things that these name by literal ids, and of stored parameters (https://docs.aws.amazon.com/cdk/v2/guide/context.html).
 */
import { groupBy } from "../base/collections.ts";
import type { Span } from "../base/source-file.ts";
import type { Stated } from "../base/statement.ts";
import type { StringValue } from "../base/value.ts";
import { entryAt, lastEntries, textAt } from "../evaluate/cloudformation/template/template.ts";
import type { LocatedEntry, LocatedNode } from "../parse/located.ts";

export const CONTEXT_FILE = "cdk.context.json";

/** What a look-up found of a thing. */
export interface ContextEntry {
  /** What reports call the thing: `subnet-123`, `ssm:/network/port`. */
  readonly subject: string;
  readonly says: Stated["says"];
  /** Of what names it, or of the look-up. */
  readonly span: Span;
}

/** Of zones, images, hosted zones and load balancers nothing is read: no verdict waits for it alone. */
export function contextEntries(root: LocatedNode): readonly ContextEntry[] {
  const lookUps = root.kind === "mapping" ? lastEntries(root) : [];
  const found = lookUps.flatMap((lookUp): readonly ContextEntry[] => {
    switch (lookUp.key.text.split(":", 1)[0]) {
      case "vpc-provider":
        return subnetsOf(lookUp.value);
      case "security-group":
        return groupOf(lookUp.value);
      case "ssm":
        return parameterOf(lookUp);
    }
    return [];
  });
  // A parameter has a value in each account and region; which one a template reads, its stack's name does not say.
  const bySubject = [...groupBy(found, ({ subject }) => subject).values()];
  return bySubject.flatMap(([first, ...others]) =>
    others.every((one) => textOf(one) === textOf(first)) ? [first] : [],
  );
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cx_api.VpcContextResponse.html */
function subnetsOf(vpc: LocatedNode): readonly ContextEntry[] {
  const vpcId = stringAt(vpc, "vpcId");
  const subnets = elementsAt(vpc, "subnetGroups").flatMap((group) => elementsAt(group, "subnets"));
  return subnets.flatMap((subnet): readonly ContextEntry[] => {
    const id = entryAt(subnet, "subnetId")?.value;
    const cidr = stringAt(subnet, "cidr");
    const zone = stringAt(subnet, "availabilityZone");
    if (id?.kind !== "scalar" || id.text === "") return [];
    return [
      {
        subject: id.text,
        says: {
          kind: "traits",
          ...(cidr === undefined ? {} : { cidr }),
          ...(zone === undefined ? {} : { zone }),
          ...(vpcId === undefined ? {} : { vpc: { kind: "value", value: vpcId } }),
        },
        span: id.span,
      },
    ];
  });
}

/** All outbound traffic is allowed where a rule lets everything out to every address of IPv4, and one to every address of IPv6. */
function groupOf(group: LocatedNode): readonly ContextEntry[] {
  const id = entryAt(group, "securityGroupId")?.value;
  if (id?.kind !== "scalar" || textAt(group, "allowAllOutbound") !== "true") return [];
  return [{ subject: id.text, says: { kind: "traits", egress: "anywhere" }, span: id.span }];
}

function parameterOf({ key, value }: LocatedEntry): readonly ContextEntry[] {
  const [, name] = /:parameterName=([\w./-]+)(?::|$)/.exec(key.text) ?? [];
  const stored = stringOf(value);
  if (name === undefined || stored === undefined) return [];
  return [{ subject: `ssm:${name}`, says: { kind: "value", value: stored }, span: key.span }];
}

/** What is said, without where it stands. */
function textOf({ says }: ContextEntry): string {
  return JSON.stringify(says, (key, value) => (key === "origin" ? undefined : value));
}

function stringAt(node: LocatedNode | undefined, name: string): StringValue | undefined {
  return stringOf(entryAt(node, name)?.value);
}

function stringOf(node: LocatedNode | undefined): StringValue | undefined {
  if (node?.kind !== "scalar" || node.text === "") return undefined;
  return { kind: "string", value: node.text, origin: { kind: "variable-file", span: node.span } };
}

function elementsAt(node: LocatedNode | undefined, name: string): readonly LocatedNode[] {
  const list = entryAt(node, name)?.value;
  return list?.kind === "sequence" ? list.elements : [];
}
