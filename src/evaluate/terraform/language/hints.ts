/** What the user can do about each way in which a value of a configuration becomes unknown. Followed word for word, each leads on. */

/** What AWS or Terraform decides is in a plan as soon as it exists; data sources as they were read. */
export const IN_A_PLAN = "give a plan that knows it: --plan FILE, as terraform show -json prints it";

export const AFTER_APPLY = `write it in the configuration, or once it is applied ${IN_A_PLAN}`;

/** A data source that can look up what another root defines. `isIdentity`: a plan would only give an id, which leads nowhere. */
export function foundElsewhere(isIdentity: boolean): string {
  const scanned = "scan the directory that defines what it finds together with this one";
  return isIdentity ? scanned : `${scanned}, or ${IN_A_PLAN}`;
}

export const CORRECT_IT = "correct what the error at this place says";

export const A_CONSTANT = "write a constant in its place, or leave it out of what the network depends on";

/** How to give an input variable of the root a value. */
export function assign(variable: string): string {
  return `give it with --var ${variable}=… or in a terraform.tfvars file`;
}

/** How to give a variable of a called module a value. */
export function pass(variable: string, call: string): string {
  return `pass ${variable} in the block of ${call}`;
}
