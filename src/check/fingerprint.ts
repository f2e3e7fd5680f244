/** What a finding is about → its identity across edits: rule, addresses and flow, never line numbers. */
import { createHash } from "node:crypto";
import { describeFact, describeFilterRule } from "../graph/describe.ts";
import type { Subject } from "./message.ts";

/** 32 hexadecimal digits. A finding that is only undetermined has another identity than the same one proven. */
export function fingerprint(ruleId: string, verdict: "violated" | "undetermined", subject: Subject): string {
  const identity = JSON.stringify([ruleId, verdict, subject.kind, ...parts(subject)]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}

function parts(subject: Subject): readonly (string | number)[] {
  switch (subject.kind) {
    case "hop": {
      const { flow, hops } = subject.group;
      return [flow.id, hops[0]!.kind, ...hops[0]!.nodes.map(({ id }) => id)];
    }
    case "flow":
      return [subject.flow.id];
    case "obstacle":
      return [subject.flow.id, subject.obstacle.kind, subject.obstacle.text];
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
