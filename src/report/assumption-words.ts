/** Assumptions in a few words, for a summary in which each kind is told once; `explain` and JSON tell each in full. */
import { groupBy } from "../base/collections.ts";
import type { Assumption } from "../base/value.ts";
import type { Flow } from "../reach/flow.ts";

/** By kind: what is assumed of any number of things. */
const ASSUMPTION_WORDS: Readonly<Record<string, string>> = {
  "all-hosts-in-scan": "no instance outside of the scan joins the clusters",
  "cluster-name": "clusters without a known name are not called default",
  "data-source": "data sources find what the scan defines",
  "default-network-acl": "default network ACLs let everything through",
  "default-security-group": "default security groups have the rules that AWS makes",
  "derived-reference": "names made from a resource mean that resource",
  "dynamic-range": "hosts have the default range of dynamic ports",
  "health-port": "something listens on the port of the health checks",
  "ignored-changes": "what ignore_changes leaves to others is as written",
  "included-file": "included files are those at the end of their locations",
  index: "other repositories are as their indexes tell",
  "internal-clients": "clients of internal load balancers are in the VPC",
  "launch-template-version": "the version of launch templates that is used is the one written",
  "list-not-empty": "lists that are not known are not empty",
  "main-route-table": "main route tables have no further routes",
  "module-defaults": "callers of a module keep its defaults",
  "module-source": "modules of this repository are as they stand here",
  "no-default-strategy": "clusters elsewhere have no default capacity provider strategy",
  "outside-subnet": "subnets from outside are none of the source's",
  "outside-vpc": "VPCs from outside are none of the source's",
  "plan-references": "what is known only after apply is what its expression refers to",
  "provided-hosts": "instances of capacity providers join the clusters for which these are used",
  "remote-state": "remote states are those that the scan's directories write",
  "stack-export": "imports come from the scanned templates whose exports fit",
  "space-before-script": "user data with white space before #! is run",
  stated: "what assume says of what the source leaves open",
  "template-url": "nested templates are the files at the end of their URLs",
  "unread-user-data": "instances whose user data is not known join the clusters",
  "vpc-ranges": "VPCs have no address ranges but those known",
  "zone-served": "load balancers have a subnet in the zone of each target",
};

/** What is taken as given in what is decided: each kind once, with how many there are of it; undefined where nothing is. */
export function assumed(flows: readonly Flow[]): string | undefined {
  const decided = flows.filter(({ verdict }) => verdict !== "undetermined");
  const once = new Map(decided.flatMap(({ assumptions }) => assumptions.map((one) => [one.text, one])));
  const kinds = [...groupBy(once.values(), ({ kind }) => kind).values()];
  if (kinds.length === 0) return undefined;
  const told = kinds.slice(0, MOST_KINDS).map(inWords);
  const left = kinds.slice(MOST_KINDS).reduce((sum, { length }) => sum + length, 0);
  return [...told, ...(left === 0 ? [] : [`${left} more`])].join("; ");
}

const MOST_KINDS = 4;

function inWords([{ kind, text }, ...others]: readonly [Assumption, ...Assumption[]]): string {
  return `${ASSUMPTION_WORDS[kind] ?? text}${others.length === 0 ? "" : ` (${others.length + 1})`}`;
}
