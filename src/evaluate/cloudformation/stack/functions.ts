/** The intrinsic functions by name. */
import type { Origin } from "../../../base/origin.ts";
import type { Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import type { Context } from "./context.ts";
import { cidr, join, length, select, split } from "./functions/lists.ts";
import { conditionValue, ifThenElse, truthFunction } from "./functions/logic.ts";
import { findInMap } from "./functions/mappings.ts";
import { availabilityZones, getAttribute, getStackOutput, importValue, reference } from "./functions/references.ts";
import { substitute } from "./functions/substitute.ts";
import { base64, toJsonString } from "./functions/text.ts";
import { transform } from "./functions/transform.ts";

/** `origin` is that of the whole call. Total: a wrong argument is a diagnostic and an unknown. */
export type IntrinsicFunction = (argument: LocatedNode, context: Context, origin: Origin) => Value;

export const FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ["Ref", reference],
  ["Condition", conditionValue],
  ["Fn::And", truthFunction],
  ["Fn::Base64", base64],
  ["Fn::Cidr", cidr],
  ["Fn::Equals", truthFunction],
  ["Fn::FindInMap", findInMap],
  ["Fn::GetAZs", availabilityZones],
  ["Fn::GetAtt", getAttribute],
  ["Fn::GetStackOutput", getStackOutput],
  ["Fn::If", ifThenElse],
  ["Fn::ImportValue", importValue],
  ["Fn::Join", join],
  ["Fn::Length", length],
  ["Fn::Not", truthFunction],
  ["Fn::Or", truthFunction],
  ["Fn::Select", select],
  ["Fn::Split", split],
  ["Fn::Sub", substitute],
  ["Fn::ToJsonString", toJsonString],
  ["Fn::Transform", transform],
]);
