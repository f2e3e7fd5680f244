/** Capacity providers that AWS has in every account. */
import type { NodeId } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import type { Site } from "../view.ts";

/** Names of the capacity providers that every cluster can use
 *  (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html). */
export const RESERVED: ReadonlySet<string> = new Set(["FARGATE", "FARGATE_SPOT"]);

/** The node of one, which runs on Fargate. */
export function reserved(context: Context, name: string, site: Site): NodeId {
  const id = `aws:${name}`;
  if (!context.has(id)) {
    context.put({
      kind: "capacity-provider",
      id,
      address: name,
      root: site.root,
      span: site.span,
      exists: true,
      provides: { kind: "fargate" },
    });
  }
  return id;
}
