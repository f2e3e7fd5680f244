/** Where a person would change what is wrong, and the way of the value from there to the place where it counts. */

import { isInstalled, type Span } from "../../base/source-file.ts";
import type { Origin } from "../../base/value.ts";
import type { FilterRule } from "../../graph/model.ts";
import type { DecidingRule, Hop } from "../../reach/flow.ts";
import type { PortSet } from "../../sets/port-set.ts";
import type { Related } from "../finding.ts";

export interface LineToChange {
  readonly span: Span;
  /** The other places on the way of the value, from where it counts to where it was written. */
  readonly way: readonly Related[];
}

/** Of a hop that closes ports. */
export function lineToChange(hop: Hop): LineToChange {
  const decision = decisive(hop);
  const origin = decision === undefined ? undefined : (decision.at ?? portsOrigin(decision.rule, hop.proof?.closed));
  const steps = origin === undefined ? [] : stepsOf(origin);
  const own = steps.findLastIndex(({ span }) => !isInstalled(span.file));
  if (own === -1) return { span: hop.span, way: steps };
  return { span: steps[own]!.span, way: steps.filter((_, at) => at !== own) };
}

/** What is wrong where a rule for just this is elsewhere is the choice of the group; else what the nearest rule says, or the one that denies. */
function decisive({ decidedBy }: Hop): DecidingRule | undefined {
  return (
    decidedBy.find(({ role }) => role === "elsewhere") ??
    decidedBy.find(({ role }) => role !== "admits") ??
    decidedBy[0]
  );
}

/** The end of a rule's ports that is too narrow, where it comes from another place than the rule itself. */
function portsOrigin({ ports }: FilterRule, closed: PortSet | undefined): Origin | undefined {
  if (ports === "all") return undefined;
  const { from, to } = ports;
  const last = closed?.intervals.at(-1)?.last;
  const above = to.known && last !== undefined && last > to.value;
  const { origin } = above ? to : from;
  return origin.via === undefined ? undefined : origin;
}

function stepsOf(origin: Origin): readonly Related[] {
  const steps: Related[] = [];
  for (let at: Origin | undefined = origin; at !== undefined; at = at.via)
    steps.push({ message: MEANING[at.kind], span: at.span });
  return steps;
}

const MEANING: Readonly<Record<Origin["kind"], string>> = {
  literal: "it is written here",
  reference: "it is taken from elsewhere here",
  "variable-default": "the variable's default",
  "variable-file": "the variable file sets it here",
  "variable-argument": "it is given here",
  "module-argument": "it is passed on here",
  local: "the local value",
  output: "the output",
  "template-hole": "it is put into a text here",
  call: "it is computed here",
  default: "nothing is written here, so that this applies",
};
