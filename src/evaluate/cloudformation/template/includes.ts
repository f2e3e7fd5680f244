/** The transforms of a template into those that read a file
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html). */
import type { LocatedNode } from "../../../parse/located.ts";
import { textAt } from "./template.ts";

/** The name of the transform that reads a file. */
export const INCLUDE = "AWS::Include";

/** The includes among a template's transforms; other transforms change it as a whole. */
export function topLevelIncludes(node: LocatedNode): readonly LocatedNode[] {
  if (node.kind !== "mapping") return [];
  const transforms = node.entries.filter(({ key }) => key.text === "Transform" || key.text === "Fn::Transform");
  return transforms.flatMap(({ value }) => includesOf(value));
}

/** The includes among one or several transforms. */
export function includesOf(node: LocatedNode): readonly LocatedNode[] {
  const all = node.kind === "sequence" ? node.elements : [node];
  return all.filter((one) => textAt(one, "Name") === INCLUDE);
}
