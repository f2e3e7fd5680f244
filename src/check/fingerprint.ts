/** What a finding is about → its identity across edits: rule, addresses and flow, never line numbers. */
import { createHash } from "node:crypto";
import { identifyFact, identifyFilterRule } from "../graph/describe.ts";
import type { FilterRule, NetworkAcl, SecurityGroup } from "../graph/model.ts";
import type { Flow } from "../reach/flow.ts";
import { filterRules } from "./filter-properties.ts";
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
  return [...ends, identifyFact(entry.containerName), identifyFact(entry.containerPort), purpose];
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
        identifyFact(entry.containerName),
        identifyFact(entry.containerPort),
        ...(entry.targetGroup?.to ?? []),
      ];
    }
    case "container":
      return [subject.task.id, identifyFact(subject.container.name)];
    case "portMapping":
      return [
        subject.task.id,
        identifyFact(subject.container.name),
        subject.mapping.containerPort === undefined ? "" : identifyFact(subject.mapping.containerPort),
      ];
    case "targetGroup":
      return [subject.targetGroup.id];
    case "loadBalancer":
      return [subject.loadBalancer.id];
    case "filter":
      return [subject.filter.id];
    case "filterRule":
      return [subject.filter.id, subject.rule.address, ...ruleParts(subject)];
  }
}

/** What the rule says, and which it is where several say the same as far as it is known. */
function ruleParts({ filter, rule }: { readonly filter: SecurityGroup | NetworkAcl; readonly rule: FilterRule }) {
  const text = identifyFilterRule(rule);
  const same = filterRules(filter).filter((one) => one.address === rule.address && identifyFilterRule(one) === text);
  const at = same.indexOf(rule);
  return at > 0 ? [text, at] : [text];
}
