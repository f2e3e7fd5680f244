/** What a change brings → its part of the JSON report. */

import type { Finding } from "../../check/finding.ts";
import type { Change, SideName } from "../../compare/change.ts";
import type { ChangeReason, FlowChange } from "../../compare/flow-changes.ts";
import type { OpenedFilter } from "../../compare/opened-filters.ts";
import type { Flow } from "../../reach/flow.ts";
import { formatPorts } from "../../sets/port-set.ts";
import { flowOf, openedText } from "../change-words.ts";
import { location } from "../location.ts";

export function changeJson(
  { base, head, flows, opened, fixed }: Change,
  findingJson: (one: Finding) => object,
): object {
  return {
    base: side(base),
    head: side(head),
    flows: flows.map(flowChangeJson),
    opened: opened.map(openedJson),
    fixed: fixed.map(findingJson),
  };
}

function side({ name, commit }: SideName): object {
  return { name, commit: commit ?? null };
}

function flowChangeJson(change: FlowChange): object {
  const { kind, before, after, ports, reason, was } = change;
  return {
    id: flowOf(change).id,
    change: kind,
    before: verdictJson(before),
    after: verdictJson(after),
    ports: formatPorts(ports),
    reason: reasonJson(reason),
    was: reasonJson(was),
  };
}

function verdictJson(flow: Flow | undefined): object | null {
  return flow === undefined
    ? null
    : { verdict: flow.verdict, required: flow.requiredText, blocked: formatPorts(flow.blocked) };
}

function reasonJson(reason: ChangeReason | undefined): object | null {
  return reason === undefined ? null : { text: reason.text, location: location(reason.span) };
}

function openedJson(opened: OpenedFilter): object {
  const { filter, rule, protocol, ports, peer } = opened;
  return {
    filter: filter.address,
    root: filter.root,
    direction: rule.direction,
    protocol: String(protocol),
    ports: formatPorts(ports),
    peer,
    text: openedText([opened]),
    location: location(rule.portsSpan ?? rule.span),
  };
}
