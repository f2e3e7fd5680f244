/** A resource as Terraform evaluates it into the resource that the families here read. */
import type { Resource } from "../../evaluate/resource.ts";
import { asCloudFormation } from "./awscc.ts";
import { withoutEmptyTexts } from "./empty-text.ts";

export function asRead(resource: Resource): Resource {
  return resource.type.startsWith("aws_") ? withoutEmptyTexts(resource) : asCloudFormation(resource);
}
