/** Every family of CloudFormation's resources: each function puts its nodes into the context. */
export { clusterProviders, clusters } from "./clusters.ts";
export { deployments } from "./deployments.ts";
export { attachments, hosts } from "./hosts.ts";
export { launchSources } from "./launches.ts";
export { loadBalancers } from "./load-balancers.ts";
export { looseEntries, networkAcls } from "./network-acls.ts";
export { networks } from "./networks.ts";
export { looseGroupRules, securityGroups } from "./security-groups.ts";
export { services } from "./services.ts";
export { listenerRules, listeners, targetGroups } from "./target-groups.ts";
export { taskDefinitions } from "./task-definitions.ts";
