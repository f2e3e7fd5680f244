/** What a finding is about → its identity across edits: rule, addresses and flow, never line numbers. */
import { createHash } from "node:crypto";
import { describeFact, describeFilterRule } from "../graph/describe.ts";
import type { Flow } from "../reach/flow.ts";
import { peerNames, requiredText } from "./hop-group.ts";
import type { Subject } from "./subjects.ts";

/** 32 hexadecimal digits. A finding that is only undetermined has another identity than the same one proven. */
export function fingerprint(ruleId: string, verdict: "violated" | "undetermined", subject: Subject): string {
  const identity = JSON.stringify([ruleId, verdict, subject.kind, ...parts(subject)]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}

/** The ends of a flow. Its own id also names the worlds in which it holds, which change with conditions that are not its matter. */
function flowParts({ service, entry, targetGroup, loadBalancer, purpose }: Flow): readonly string[] {
  const ends = [service.id, targetGroup?.id ?? "", loadBalancer?.id ?? ""];
  return [...ends, describeFact(entry.containerName), describeFact(entry.containerPort), purpose];
}

function parts(subject: Subject): readonly (string | number)[] {
  switch (subject.kind) {
    case "hop": {
      // The line that is missing, whichever services it cuts off.
      const { flow, hops, all } = subject.group;
      const [{ kind, nodes }] = hops;
      return [kind, ...nodes.map(({ id }) => id), peerNames(all[0]), flow.protocol, requiredText(subject.group)];
    }
    case "flow":
      return flowParts(subject.flow);
    case "obstacle": {
      // Of one of them, whatever their order.
      const all = subject.all.map(({ flow, obstacle }) => [...flowParts(flow), obstacle.kind, obstacle.text]);
      return all.reduce((least, one) => (JSON.stringify(one) < JSON.stringify(least) ? one : least));
    }
    case "service":
      return [subject.service.id];
    case "registration": {
      const { service, entry } = subject;
      return [
        service.id,
        describeFact(entry.containerName),
        describeFact(entry.containerPort),
        ...(entry.targetGroup?.to ?? []),
      ];
    }
    case "container":
      return [subject.task.id, describeFact(subject.container.name)];
    case "portMapping":
      return [
        subject.task.id,
        describeFact(subject.container.name),
        subject.mapping.containerPort === undefined ? "" : describeFact(subject.mapping.containerPort),
      ];
    case "targetGroup":
      return [subject.targetGroup.id];
    case "loadBalancer":
      return [subject.loadBalancer.id];
    case "filter":
      return [subject.filter.id];
    case "filterRule":
      return [subject.filter.id, subject.rule.address, describeFilterRule(subject.rule)];
  }
}
