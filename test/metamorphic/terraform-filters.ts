/** Terraform in which one rule of a security group or entry of a network ACL is dropped, widened or narrowed, or a name is dropped. */
import type { Attribute, Block, Body, Expression } from "../../src/parse/hcl/syntax.ts";
import { type Edit, place } from "./change.ts";
import { changesOf, type Effect, edit, type FilterChange, type Form, NOBODY } from "./filter-change.ts";
import type { Sources } from "./sources.ts";

const APART: Readonly<Record<string, Form>> = {
  aws_security_group_rule: "Terraform: rules of a group apart",
  aws_vpc_security_group_ingress_rule: "Terraform: rules of a group apart",
  aws_vpc_security_group_egress_rule: "Terraform: rules of a group apart",
  aws_network_acl_rule: "Terraform: entries of an ACL apart",
};

const WITHIN: Readonly<Record<string, Form>> = {
  aws_security_group: "Terraform: rules in a group",
  aws_default_security_group: "Terraform: rules in a group",
  aws_network_acl: "Terraform: entries in an ACL",
  aws_default_network_acl: "Terraform: entries in an ACL",
};

/** The arguments that name addresses, with everybody as each of them says it. */
const EVERYBODY: Readonly<Record<string, string>> = {
  cidr_blocks: '["0.0.0.0/0"]',
  ipv6_cidr_blocks: '["::/0"]',
  cidr_block: '"0.0.0.0/0"',
  ipv6_cidr_block: '"::/0"',
  cidr_ipv4: '"0.0.0.0/0"',
  cidr_ipv6: '"::/0"',
};

/** The other arguments that name peers of a rule. */
const OTHER_PEERS: ReadonlySet<string> = new Set([
  "prefix_list_id",
  "prefix_list_ids",
  "referenced_security_group_id",
  "security_groups",
  "self",
  "source_security_group_id",
]);

/** Lists of groups that something carries, and of sources and destinations of rules. */
const NAMES: ReadonlySet<string> = new Set([
  "cidr_blocks",
  "ipv6_cidr_blocks",
  "prefix_list_ids",
  "security_group_ids",
  "security_groups",
  "vpc_security_group_ids",
]);

/** `port`: one that nothing needs, to which rules are narrowed. */
export function terraformFilters({ directories }: Sources, port: number): readonly FilterChange[] {
  const resources = directories.flatMap(({ blocks }) => blocks.filter(({ type }) => type === "resource"));
  return resources.flatMap((block) => {
    const type = block.labels[0]?.value ?? "";
    return [...rulesIn(block, type, port), ...namesIn(block.body)];
  });
}

function rulesIn(block: Block, type: string, port: number): readonly FilterChange[] {
  const apart = APART[type];
  if (apart !== undefined) return changes(block, block.body, apart, port);
  const within = WITHIN[type];
  if (within === undefined) return [];
  const dropped = isLeftToOthers(block.body) ? "either" : undefined;
  return block.body.blocks.flatMap((inner) => {
    const { type: name, labels, body } = inner;
    const repeated = name === "dynamic" && isDirection(labels[0]?.value ?? "");
    const content = repeated ? body.blocks.find((one) => one.type === "content")?.body : body;
    return (isDirection(name) || repeated) && content !== undefined
      ? changes(inner, content, within, port, dropped)
      : [];
  });
}

/** With `ignore_changes`, what is not written may be anything. */
function isLeftToOthers({ blocks }: Body): boolean {
  return blocks.some(({ type, body }) => type === "lifecycle" && at(body, "ignore_changes") !== undefined);
}

function isDirection(name: string): boolean {
  return name === "ingress" || name === "egress";
}

function changes(block: Block, body: Body, form: Form, port: number, dropped?: Effect): readonly FilterChange[] {
  const isAcl = form.includes("ACL");
  const action = isAcl ? textIn(body, "rule_action", "action") : "allow";
  // Of an entry of which it is not known what it does, nothing follows.
  if (action !== "allow" && action !== "deny") return [];
  return changesOf({
    rule: block.span,
    form,
    action,
    drop: [edit(block.span, "")],
    widen: [...ports(body, isAllPorts(body) ? undefined : [0, 65_535]), ...addresses(body, (text) => text)],
    narrow: ports(body, [port, port]),
    narrowPeers: body.attributes.some(({ name }) => OTHER_PEERS.has(name)) ? undefined : toNobody(body),
    ...(dropped === undefined ? {} : { dropped }),
  });
}

/** Of UDP and others all ports are only opened with all protocols. */
function isAllPorts(body: Body): boolean {
  const protocol = textIn(body, "protocol", "ip_protocol");
  return protocol !== "tcp" && protocol !== "6";
}

/** The rule for these ports of TCP, or for all protocols. */
function ports(body: Body, range: readonly [from: number, to: number] | undefined): readonly Edit[] {
  const protocol = at(body, "ip_protocol") === undefined ? "protocol" : "ip_protocol";
  const written = set(body, protocol, range === undefined ? '"-1"' : '"tcp"');
  // The rule resources of one direction take no ports with all protocols.
  if (range === undefined && protocol === "ip_protocol")
    return [
      written,
      ...["from_port", "to_port"].flatMap((name) => at(body, name) ?? []).map((one) => edit(one.span, "")),
    ];
  const [from, to] = range ?? [0, 0];
  return [written, set(body, "from_port", String(from)), set(body, "to_port", String(to))];
}

/** The arguments that name addresses, each with what is made of everybody as it says it. */
function addresses(body: Body, make: (everybody: string) => string): readonly Edit[] {
  return body.attributes.flatMap(({ name, expression }) => {
    const text = EVERYBODY[name];
    const none = expression.kind === "tuple" && expression.elements.length === 0;
    return text === undefined || none ? [] : [edit(expression.span, make(text))];
  });
}

function toNobody(body: Body): readonly Edit[] | undefined {
  const edits = addresses(body, (text) => text.replace("0.0.0.0/0", NOBODY[4]).replace("::/0", NOBODY[6]));
  return edits.length === 0 ? undefined : edits;
}

function at({ attributes }: Body, name: string): Attribute | undefined {
  return attributes.find((one) => one.name === name);
}

function set(body: Body, name: string, text: string): Edit {
  const known = at(body, name);
  if (known !== undefined) return edit(known.expression.span, text);
  const { file, end } = body.span;
  return { path: file.path, start: end, end, text: `${name} = ${text}\n` };
}

/** The text of the first of the arguments that is there. */
function textIn(body: Body, ...names: readonly string[]): string | undefined {
  return names.map((name) => at(body, name)?.expression).flatMap((one) => (one === undefined ? [] : literal(one)))[0];
}

function literal(node: Expression): readonly string[] {
  const [part] = node.kind === "template" && node.parts.length === 1 ? node.parts : [];
  if (part?.kind === "text") return [part.value];
  return node.kind === "literal" && typeof node.value === "object" && node.value !== null ? [node.value.number] : [];
}

function namesIn(body: Body): readonly FilterChange[] {
  const own = body.attributes.flatMap(({ name, expression }) => {
    if (!NAMES.has(name) || expression.kind !== "tuple") return [];
    const spans = expression.elements.map(({ span }) => span);
    if (spans.length < 2) return [];
    return spans.map((span, index): FilterChange => {
      const [start, end] = index > 0 ? [spans[index - 1]!.end, span.end] : [span.start, spans[1]!.start];
      return {
        kind: "a name dropped",
        form: "Terraform: names of groups and addresses",
        effect: "closes",
        dialect: "Terraform",
        edits: [edit({ file: span.file, start, end }, "")],
        what: `name ${index} of ${name} dropped: ${place(span)}`,
      };
    });
  });
  return [...own, ...body.blocks.flatMap((block) => namesIn(block.body))];
}
