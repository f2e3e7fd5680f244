/** The files of Terragrunt that make roots (https://terragrunt.gruntwork.io/docs/reference/hcl/). */

export const UNIT_FILE = "terragrunt.hcl";
export const STACK_FILE = "terragrunt.stack.hcl";

/** Whether Terragrunt makes roots of the file at a path. */
export function isTerragrunt(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === UNIT_FILE || name === STACK_FILE;
}
