/** What tests ask of the flows of a graph. */
import type { Flow, Hop, HopKind } from "../../src/reach/flow.ts";
import { reach } from "../../src/reach/reach.ts";
import { formatPorts } from "../../src/sets/port-set.ts";
import type { GraphBuilder } from "./graph-builder.ts";

export interface Options {
  readonly strict?: boolean;
  readonly isComplete?: () => boolean;
  readonly ephemeral?: { readonly first: number; readonly last: number };
}

export function flowsOf(
  builder: GraphBuilder,
  { strict = false, ephemeral, isComplete = () => true }: Options = {},
): readonly Flow[] {
  return reach(builder.graph(), { strict, ephemeral, isComplete }).flows;
}

/** The only flow for the purpose. */
export function flowOf(builder: GraphBuilder, options: Options & { readonly purpose?: Flow["purpose"] } = {}): Flow {
  const flows = flowsOf(builder, options).filter(({ purpose }) => purpose === (options.purpose ?? "traffic"));
  if (flows.length !== 1) throw new Error(`expected one flow, found ${flows.map(({ id }) => id).join("; ") || "none"}`);
  return flows[0]!;
}

export function hopOf(flow: Flow, kind: HopKind): Hop {
  const hops = flow.hops.filter((hop) => hop.kind === kind);
  if (hops.length !== 1) throw new Error(`expected one hop ${kind}, found ${hops.length}`);
  return hops[0]!;
}

/** Verdict, and what explains it: blocked ports, symbols of unknowns. */
export function summary(flow: Flow): string {
  const parts: string[] = [flow.verdict];
  if (flow.verdict === "partial" || flow.verdict === "blocked") parts.push(formatPorts(flow.blocked));
  if (flow.because.length > 0) parts.push(`because ${flow.because.map(({ symbol }) => symbol).join(", ")}`);
  return parts.join(" ").trim();
}
