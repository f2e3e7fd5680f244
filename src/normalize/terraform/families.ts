/** Every family of Terraform's resources: each function puts its nodes into the context. */
export { asRead } from "./as-read.ts";
export { clusterProviders, clusters } from "./clusters.ts";
export { markConflicts } from "./conflicts.ts";
export { claimDefaults } from "./defaults.ts";
export { attachments, hosts } from "./hosts.ts";
export { launchSources } from "./launches.ts";
export { loadBalancers } from "./load-balancers.ts";
export { looseEntries, networkAcls } from "./network-acls.ts";
export { networks } from "./networks.ts";
export { looseGroupRules, securityGroups } from "./security-groups.ts";
export { deployments, services } from "./services.ts";
export { listenerRules, listeners, targetGroups } from "./target-groups.ts";
export { taskDefinitions } from "./task-definitions.ts";
