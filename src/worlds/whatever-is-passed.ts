/** What is judged of a module for others with its defaults, and with these left open → what may be told of it. */
import type { ReachOptions } from "../reach/certainty/context.ts";
import { unknownFor } from "../reach/certainty/unknowns.ts";
import type { Flow } from "../reach/flow.ts";
import type { JudgedWorlds } from "./judge.ts";

/**
 * That a flow is open is told with the defaults, and says so. That it is closed is told where it is so whatever a caller passes, and of
 * what closes it only what does so then; else it is not known. Each world has the one with open defaults beside it, for what rules find in the source itself.
 */
export function whateverIsPassed(
  byDefault: JudgedWorlds,
  opened: JudgedWorlds,
  { strict }: ReachOptions,
): JudgedWorlds {
  const others = new Map(opened.flows.map((flow) => [flow.id, flow] as const));
  const flows = byDefault.flows.map((flow) => told(flow, others.get(flow.id), strict));
  const byId = new Map(flows.map((flow) => [flow.id, flow] as const));
  return {
    ...byDefault,
    flows,
    worlds: byDefault.worlds.map((world, at) => {
      const own = world.flows.flatMap(({ id }) => byId.get(id) ?? []);
      return { ...world, flows: own, opened: { ...opened.worlds[at]!, flows: own } };
    }),
  };
}

function told(flow: Flow, open: Flow | undefined, strict: boolean): Flow {
  const { id, verdict, root, service, assumptions } = flow;
  if (verdict === "undetermined" || (verdict === "reachable" && open?.verdict === "reachable")) return flow;
  if (verdict === "reachable" && !strict) {
    const text = `whoever calls the module in ${root} leaves its variables at their defaults`;
    return { ...flow, assumptions: [...assumptions, { kind: "module-defaults", text }] };
  }
  if (open !== undefined) return open;
  const why = unknownFor(
    "input",
    `defaults:${id}`,
    `whoever calls the module in ${root} may not leave its variables at their defaults`,
    {
      hint: "scan the directory that calls it too, or name the values of its variables with --var",
      span: service.span,
    },
  );
  return { ...flow, verdict: "undetermined", because: [why] };
}
