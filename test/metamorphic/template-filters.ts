/** Templates in which one rule of a security group or entry of a network ACL is dropped, widened or narrowed, or a name is dropped. */
import type { Span } from "../../src/base/source-file.ts";
import { entryAt, mappingAt, type Template, textAt } from "../../src/evaluate/cloudformation/template/template.ts";
import type { LocatedEntry, LocatedMapping, LocatedSequence } from "../../src/parse/located.ts";
import { type Edit, place } from "./change.ts";
import { without, writtenValue } from "./document-slots.ts";
import { changesOf, type Effect, edit, type FilterChange, type Form, NOBODY } from "./filter-change.ts";
import type { Sources } from "./sources.ts";
import { nodesIn } from "./template-order.ts";

const GROUP = "AWS::EC2::SecurityGroup";
const EGRESS = "AWS::EC2::SecurityGroupEgress";

const APART: Readonly<Record<string, Form>> = {
  "AWS::EC2::SecurityGroupIngress": "CloudFormation: rules of a group apart",
  [EGRESS]: "CloudFormation: rules of a group apart",
  "AWS::EC2::NetworkAclEntry": "CloudFormation: entries of an ACL apart",
};

const EVERYBODY: Readonly<Record<string, string>> = {
  CidrIp: "0.0.0.0/0",
  CidrIpv6: '"::/0"',
  CidrBlock: "0.0.0.0/0",
  Ipv6CidrBlock: '"::/0"',
};

const NOBODY_AS_WRITTEN: Readonly<Record<string, string>> = {
  CidrIp: NOBODY[4],
  CidrIpv6: `"${NOBODY[6]}"`,
  CidrBlock: NOBODY[4],
  Ipv6CidrBlock: `"${NOBODY[6]}"`,
};

const NAMES: ReadonlySet<string> = new Set(["SecurityGroupIds", "SecurityGroups", "VpcSecurityGroupIds"]);

/** `port`: one that nothing needs, to which rules are narrowed. */
export function templateFilters({ templates }: Sources, port: number): readonly FilterChange[] {
  return templates.flatMap((template) => {
    const resources = mappingAt(template.document.root, "Resources");
    return (resources?.entries ?? []).flatMap(({ value }, index) => [
      ...rulesIn(template, resources!, index, port),
      ...nodesIn(value).flatMap(namesIn),
    ]);
  });
}

function rulesIn(template: Template, resources: LocatedMapping, index: number, port: number): readonly FilterChange[] {
  const { key, value } = resources.entries[index]!;
  const type = textAt(value, "Type") ?? "";
  const properties = mappingAt(value, "Properties");
  if (properties === undefined) return [];
  const form = APART[type];
  if (form !== undefined) {
    const dropped = type === EGRESS ? withoutEgressApart(template) : undefined;
    const rule = { ...value.span, start: key.span.start };
    return changes(rule, properties, form, cut(resources, index), port, dropped);
  }
  if (type !== GROUP) return [];
  return properties.entries.flatMap(({ key, value: list }, at) => {
    if (!/^SecurityGroup(?:Ingress|Egress)$/.test(key.text) || list.kind !== "sequence") return [];
    const last = list.elements.length === 1;
    const dropped = last && key.text === "SecurityGroupEgress" ? withoutEgress(template) : undefined;
    return list.elements.flatMap((rule, element) =>
      rule.kind !== "mapping" || rule.tag !== undefined
        ? []
        : changes(
            rule.span,
            rule,
            "CloudFormation: rules in a group",
            last ? cut(properties, at) : cut(list, element),
            port,
            dropped,
          ),
    );
  });
}

/**
 * A group without egress is given one that allows everything; whether it stays beside egress that is written apart is not documented
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html).
 */
function withoutEgress(template: Template): Effect {
  return egressApart(template) === 0 ? "opens" : "either";
}

/** The group may have had the egress that allows everything, or not; without any other it has it. */
function withoutEgressApart(template: Template): Effect {
  const inline = (mappingAt(template.document.root, "Resources")?.entries ?? []).some(
    ({ value }) => entryAt(mappingAt(value, "Properties"), "SecurityGroupEgress") !== undefined,
  );
  return egressApart(template) === 1 && !inline ? "opens" : "either";
}

function egressApart({ document: { root } }: Template): number {
  return (mappingAt(root, "Resources")?.entries ?? []).filter(({ value }) => textAt(value, "Type") === EGRESS).length;
}

function cut(node: LocatedMapping | LocatedSequence, index: number): readonly Edit[] | undefined {
  const span = without(node, index);
  return span === undefined ? undefined : [edit(span, "")];
}

function changes(
  span: Span,
  rule: LocatedMapping,
  form: Form,
  drop: readonly Edit[] | undefined,
  port: number,
  dropped: Effect | undefined,
): readonly FilterChange[] {
  const isAcl = form.includes("ACL");
  const action = isAcl ? textAt(rule, "RuleAction") : "allow";
  // Of an entry of which it is not known what it does, nothing follows.
  if (action !== "allow" && action !== "deny") return [];
  const tcp = ["tcp", "6"].includes(textAt(rule, isAcl ? "Protocol" : "IpProtocol") ?? "");
  return changesOf({
    rule: span,
    form,
    action,
    drop,
    widen: [
      ...(tcp ? ports(rule, isAcl, 0, 65_535) : [set(rule, isAcl ? "Protocol" : "IpProtocol", '"-1"')]),
      ...addresses(rule, EVERYBODY),
    ],
    narrow: ports(rule, isAcl, port, port),
    narrowPeers: toNobody(rule),
    ...(dropped === undefined ? {} : { dropped }),
  });
}

/** The rule for these ports of TCP. */
function ports(rule: LocatedMapping, isAcl: boolean, from: number, to: number): readonly Edit[] {
  if (isAcl) return [set(rule, "Protocol", "6"), set(rule, "PortRange", `{ "From": ${from}, "To": ${to} }`)];
  return [set(rule, "IpProtocol", "tcp"), set(rule, "FromPort", String(from)), set(rule, "ToPort", String(to))];
}

function addresses(rule: LocatedMapping, written: Readonly<Record<string, string>>): readonly Edit[] {
  return rule.entries.flatMap((one) => {
    const text = written[one.key.text];
    return text === undefined ? [] : [replaced(one, text)];
  });
}

/** A rule of a template has one peer. */
function toNobody(rule: LocatedMapping): readonly Edit[] | undefined {
  const edits = addresses(rule, NOBODY_AS_WRITTEN);
  return edits.length === 0 ? undefined : edits;
}

function set(rule: LocatedMapping, name: string, text: string): Edit {
  const known = entryAt(rule, name);
  if (known !== undefined) return replaced(known, text);
  const { file, start } = rule.entries[0]!.key.span;
  const separator = file.text[rule.span.start] === "{" ? ", " : `\n${" ".repeat(file.position(start).column - 1)}`;
  return { path: file.path, start, end: start, text: `"${name}": ${text}${separator}` };
}

function replaced(one: LocatedEntry, text: string): Edit {
  return edit(writtenValue(one) ?? one.value.span, ` ${text}`);
}

function namesIn(node: ReturnType<typeof nodesIn>[number]): readonly FilterChange[] {
  if (node.kind !== "mapping") return [];
  return node.entries.flatMap(({ key, value }) => {
    if (!NAMES.has(key.text) || value.kind !== "sequence" || value.elements.length < 2) return [];
    return value.elements.flatMap((element, index): FilterChange[] => {
      const edits = cut(value, index);
      if (edits === undefined) return [];
      const what = `name ${index} of ${key.text} dropped: ${place(element.span)}`;
      const form = "CloudFormation: names of groups and addresses";
      return [{ kind: "a name dropped", form, effect: "closes", dialect: "CloudFormation", edits, what }];
    });
  });
}
