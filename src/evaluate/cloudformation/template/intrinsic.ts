/** A node of a template into the intrinsic function that it calls, in short (`!Sub x`) or long form (`Fn::Sub: x`). */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { LocatedNode } from "../../../parse/located.ts";

export interface Intrinsic {
  /** `Ref`, `Fn::Sub`, `Condition`; as the long form writes it. */
  readonly name: string;
  readonly argument: LocatedNode;
}

/** Undefined where the node is plain. A node with an unknown tag is a call of an unknown function. */
export function intrinsicOf(node: LocatedNode): Intrinsic | undefined {
  if (node.tag !== undefined) return { name: nameOfTag(node.tag), argument: withoutTag(node) };
  if (node.kind !== "mapping" || node.entries.length !== 1) return undefined;
  const { key, value } = node.entries[0]!;
  if (key.text === "Ref" || (key.text.startsWith("Fn::") && !key.text.startsWith("Fn::ForEach::")))
    return { name: key.text, argument: value };
  return undefined;
}

/** The same in the places where `Condition: Name` refers to a condition. */
export function conditionIntrinsicOf(node: LocatedNode): Intrinsic | undefined {
  if (
    node.kind === "mapping" &&
    node.tag === undefined &&
    node.entries.length === 1 &&
    node.entries[0]!.key.text === "Condition"
  )
    return { name: "Condition", argument: node.entries[0]!.value };
  return intrinsicOf(node);
}

function nameOfTag(tag: string): string {
  const name = tag.slice(1);
  return name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
}

function withoutTag(node: LocatedNode): LocatedNode {
  const { tag: _, ...plain } = node;
  return plain;
}

/** What to say about a function or tag that CloudFormation does not have. */
export function unknownFunction(intrinsic: Intrinsic, node: LocatedNode): Diagnostic {
  const written = node.tag ?? intrinsic.name;
  const meant = FUNCTION_NAMES.find(
    (name) => name.toLowerCase() === intrinsic.name.toLowerCase().replace("fn::ref", "ref"),
  );
  const suggestion = meant === undefined ? undefined : node.tag === undefined ? meant : `!${meant.replace("Fn::", "")}`;
  if (written === "!placeholder")
    return {
      code: "placeholder",
      severity: "warning",
      message: `${quote(node)} is a placeholder of a text template, not CloudFormation`,
      span: node.span,
      hint: "render the template first and analyse the result",
    };
  return {
    code: "unknown-function",
    severity: "warning",
    message: `CloudFormation has no function ${written}; what it yields is not known`,
    span: node.span,
    ...(suggestion === undefined ? {} : { hint: `did you mean ${suggestion}?` }),
  };
}

function quote(node: LocatedNode): string {
  return node.kind === "scalar" ? node.text.replace(/\s+/g, " ").trim().slice(0, 60) : "this";
}

const FUNCTION_NAMES: readonly string[] = [
  "Ref",
  "Condition",
  "Fn::And",
  "Fn::Base64",
  "Fn::Cidr",
  "Fn::Contains",
  "Fn::EachMemberEquals",
  "Fn::EachMemberIn",
  "Fn::Equals",
  "Fn::FindInMap",
  "Fn::ForEach",
  "Fn::GetAZs",
  "Fn::GetAtt",
  "Fn::GetStackOutput",
  "Fn::If",
  "Fn::ImportValue",
  "Fn::Join",
  "Fn::Length",
  "Fn::Not",
  "Fn::Or",
  "Fn::RefAll",
  "Fn::Select",
  "Fn::Split",
  "Fn::Sub",
  "Fn::ToJsonString",
  "Fn::Transform",
  "Fn::ValueOf",
  "Fn::ValueOfAll",
];
