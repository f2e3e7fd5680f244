/** What the user says of what a root leaves open → the roots of which something is said to be it. */
import { thingsIn } from "../base/statement.ts";
import type { EvaluateRequest } from "../pipeline.ts";

/** Their paths, not fewer than there are: a parameter is given to every template. */
export function rootsSaidIn(
  root: string,
  { stated, cloudformation }: Pick<EvaluateRequest, "cloudformation" | "stated">,
): readonly string[] {
  const things = [...stated.in(root).values()].flatMap(({ says }) => thingsIn(says));
  const given = [...cloudformation.parameters.values()].flatMap((text) => /^([^#]+)#/.exec(text)?.[1] ?? []);
  return [...things.flatMap((one) => one.root ?? []), ...given];
}
