/** Made by scripts/gen/rules.mjs; change its sources and run `npm run gen`. */
import type { Rule } from "./rule.ts";

export const builtinRules: readonly Rule[] = [
 {
  "id": "dynamic-ports-blocked-by-load-balancer-egress",
  "title": "Load balancer's security groups let nothing out to the dynamic host ports",
  "severity": "error",
  "rationale": "A load balancer's own security groups also filter what it sends. Its connections to the targets, health checks among them,\nleave only where an egress rule allows them to the targets' dynamic host ports. A security group that Terraform makes has\nno egress rule unless one is written, and a rule for the container's port does not cover the host ports.\n",
  "remediation": "Add an egress rule to the load balancer's security group for the whole dynamic range, with the security group of the\ncontainer instances as its destination.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group"
  ],
  "forbid": {
   "hop": {
    "kind": "load-balancer-egress",
    "blocks": "all",
    "flow": {
     "purpose": "traffic",
     "portMapping": "dynamic"
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} cannot send to {service} on the dynamic host ports {hop.required}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether {hop.node} lets {loadBalancer} send to {service} on the dynamic host ports {hop.required}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} to {hop.peer} out of {hop.node}"
 },
 {
  "id": "dynamic-ports-blocked-by-network-acl",
  "title": "Network ACL blocks the dynamic host ports on the way to the targets",
  "severity": "error",
  "rationale": "Between two subnets every packet passes two network ACLs: outbound that of the load balancer's subnet, inbound that of the\ntarget's. Both look at the destination port, which is the dynamic host port. An ACL that admits only the ports of the\napplication, or that denies the range before an entry that allows it, cuts the load balancer off.\n",
  "remediation": "Allow the whole dynamic range from the load balancer's subnets (inbound at the targets) and to the targets' subnets\n(outbound at the load balancer), in an entry with a number below any that denies it.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"
  ],
  "forbid": {
   "hop": {
    "kind": [
     "load-balancer-acl-out",
     "target-acl-in"
    ],
    "blocks": "all",
    "flow": {
     "purpose": "traffic",
     "portMapping": "dynamic"
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} cannot reach {service} on the dynamic host ports {hop.required}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether {hop.node} lets {loadBalancer} reach {service} on the dynamic host ports {hop.required}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} {hop.direction} {hop.peer} in {hop.node}, before any entry that denies it"
 },
 {
  "id": "dynamic-ports-blocked-by-target-security-group",
  "title": "Target security groups do not admit the load balancer on the dynamic host ports",
  "severity": "error",
  "rationale": "With a dynamic port mapping (bridge network mode and a host port of 0 or none) the agent picks a host port for every task,\nby default from the kernel's range 32768–60999. The load balancer is told that port when the task is registered and opens\nits connections to it. Where no ingress rule of the container instance's security groups admits the load balancer on those ports,\nno health check ever succeeds and the service replaces its tasks forever.\n",
  "remediation": "Add an ingress rule to the security group of the container instances for the whole dynamic range, with the load\nbalancer's security group as its source. A rule for the container's port (80, 8080) has no effect: that port\nis open only inside the container.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html"
  ],
  "forbid": {
   "hop": {
    "kind": "target-ingress",
    "blocks": "all",
    "flow": {
     "purpose": "traffic",
     "portMapping": "dynamic"
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} cannot reach {service} on the dynamic host ports {hop.required}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether {hop.node} admits {loadBalancer} to {service} on the dynamic host ports {hop.required}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} from {hop.peer} into {hop.node}"
 },
 {
  "id": "dynamic-range-partly-open",
  "title": "Part of the dynamic port range is closed",
  "severity": "error",
  "severityCases": [
   {
    "severity": "warning",
    "when": {
     "required": {
      "covers": "32768-60999"
     },
     "blocked": {
      "outside": "32768-60999"
     }
    }
   }
  ],
  "rationale": "The agent may pick any port of the dynamic range for the next task. Where a part of it is closed, tasks work or fail\nby chance and by age of the instance: ports are taken from the bottom up, so that a deployment that works today breaks after\nenough others. The kernel's default range is 32768–60999; a closed port in it is an error. The ports from 61000 to 65535\nare in use only on instances with another range (older agents and kernels, a setting of ip_local_port_range or\nECS_DYNAMIC_HOST_PORT_RANGE); where only such ports are closed it is a warning.\n",
  "remediation": "Open the whole range 32768–65535 from the load balancer, or set ECS_DYNAMIC_HOST_PORT_RANGE on the instances to\nthe range that is open.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://github.com/aws/amazon-ecs-agent#environment-variables",
   "https://docs.kernel.org/networking/ip-sysctl.html"
  ],
  "forbid": {
   "hop": {
    "kind": [
     "load-balancer-egress",
     "load-balancer-acl-out",
     "target-acl-in",
     "target-ingress"
    ],
    "blocks": "part",
    "flow": {
     "purpose": "traffic",
     "portMapping": "dynamic"
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} reaches {service} on only a part of the dynamic host ports: {hop.node} closes {hop.blocked} of {hop.required}",
   "undetermined": "it is not known whether {hop.node} opens all of the dynamic host ports {hop.required} of {service} to {loadBalancer}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} {hop.direction} {hop.peer} in {hop.node}"
 },
 {
  "id": "return-traffic-blocked-by-network-acl",
  "title": "Network ACL blocks the answers on their way back to the load balancer",
  "severity": "error",
  "rationale": "Network ACLs are stateless: the answers of a target need entries of their own, outbound at the target's subnet and inbound at the\nload balancer's. They go to the port from which the load balancer opened the connection, which is any of 1024–65535, and\nnot to the dynamic range of the instances. An entry for 32768–60999 lets some answers through and drops the others.\n",
  "remediation": "Allow the ports 1024–65535 to the load balancer's subnets (outbound at the targets) and from the targets' subnets (inbound\nat the load balancer).\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-groups.html"
  ],
  "forbid": {
   "hop": {
    "kind": [
     "return-target-acl-out",
     "return-load-balancer-acl-in"
    ],
    "blocks": [
     "part",
     "all"
    ],
    "flow": {
     "purpose": "traffic"
    }
   }
  },
  "message": {
   "violated": "answers of {service} do not get back to {loadBalancer} on {hop.blocked}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether answers of {service} get back to {loadBalancer} through {hop.node}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} {hop.direction} {hop.peer} in {hop.node}, before any entry that denies it"
 }
];
