/** Made by scripts/gen/rules.mjs; change its sources and run `npm run gen`. */
import type { Rule } from "./rule.ts";

export const builtinRules: readonly Rule[] = [
 {
  "id": "all-ports-open-from-load-balancer",
  "title": "All ports are open from the load balancer where only the dynamic range is needed",
  "severity": "note",
  "rationale": "Dynamic host ports lie in one range, that of the agent and the kernel. With every port open from the load balancer, somebody who may\nwrite target groups and listeners reaches ssh, the Docker daemon and the agent of the instances through it.\n",
  "remediation": "Open the dynamic range only: 32768 to 65535 holds every default.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html"
  ],
  "forbid": {
   "filterRule": {
    "securityGroup": {},
    "direction": "ingress",
    "action": "allow",
    "protocol": [
     "tcp",
     "all"
    ],
    "ports": {
     "covers": "1-65535"
    },
    "proven": {
     "namesLoadBalancer": true
    },
    "flows": {
     "some": {
      "portMapping": "dynamic"
     },
     "every": {
      "portMapping": "dynamic"
     }
    }
   }
  },
  "message": {
   "violated": "{filter} opens all ports from the load balancer, where the dynamic host ports would do",
   "undetermined": "it is not known whether {filter} opens more from the load balancer than dynamic host ports"
  },
  "repair": "open 32768-65535 only in {filterRule}"
 },
 {
  "id": "answers-to-clients-blocked-by-network-acl",
  "title": "Network ACL drops answers to clients of the load balancer",
  "severity": "error",
  "severityCases": [
   {
    "severity": "warning",
    "when": {
     "answeredPorts": {
      "meets": "32768-65535"
     }
    }
   }
  ],
  "rationale": "Network ACLs are stateless: what a load balancer answers needs an outbound entry of its own, for the port from which the client has connected. Linux takes\nit from 32768–60999, Windows and macOS from 49152–65535, and gateways that translate addresses from 1024–65535. Where a port of 32768–65535 is\nclosed, some clients wait for an answer that was dropped; where the outbound entries repeat the listener's ports, all do.\n",
  "remediation": "Allow the ports 1024–65535 outbound in the network ACLs of the load balancer's subnets, to those who are to be its clients.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html"
  ],
  "forbid": {
   "listener": {
    "loadBalancer": {
     "internal": false
    },
    "not": {
     "answeredPorts": {
      "covers": "32768-65535"
     }
    },
    "closedIn": {
     "none": {}
    }
   }
  },
  "at": "listenerPort",
  "message": {
   "violated": "answers of {listener} to clients on {listener.unanswered} are dropped by a network ACL of its load balancer's subnets",
   "undetermined": "it is not known whether answers of {listener} get out through the network ACLs of its load balancer's subnets"
  },
  "repair": "allow tcp 1024-65535 outbound in the network ACLs of the subnets of the load balancer of {listener}"
 },
 {
  "id": "application-load-balancer-in-one-subnet",
  "title": "Application load balancer has a single subnet",
  "severity": "error",
  "rationale": "An application load balancer needs subnets of at least two availability zones: ELB refuses to make one with fewer. In Local Zones and on\nOutposts one subnet is enough.\n",
  "remediation": "Name a subnet of another availability zone beside it.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html"
  ],
  "forbid": {
   "loadBalancer": {
    "type": "application",
    "onlySubnet": {
     "inAvailabilityZone": true
    }
   }
  },
  "at": "subnet",
  "message": {
   "violated": "{loadBalancer} has a single subnet, where ELB asks for two availability zones",
   "undetermined": "{loadBalancer} has a single subnet, and it is not known whether that is in an availability zone, where ELB asks for two of them"
  },
  "repair": "name a subnet of another availability zone in {loadBalancer}"
 },
 {
  "id": "awsvpc-without-network-configuration",
  "title": "Service of network mode awsvpc has no network configuration, or no subnet in it",
  "severity": "error",
  "rationale": "In network mode `awsvpc` each task has an interface of its own, and the service says in which subnets and with which security groups. ECS refuses\na service whose task definition has this mode and that says nothing of it, or that names no subnet: there is no default VPC for tasks.\n",
  "remediation": "Give the service a network configuration with the subnets and security groups of its tasks.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html"
  ],
  "forbid": {
   "service": {
    "taskDefinition": {
     "inSource": true,
     "networkMode": "awsvpc"
    },
    "anyOf": [
     {
      "networkConfiguration": false
     },
     {
      "proven": {
       "networkConfiguration": true,
       "subnets": {
        "count": 0
       }
      }
     }
    ]
   }
  },
  "at": "networkConfiguration",
  "message": {
   "violated": "{service} has {missingNetwork}, and {taskDefinition} has network mode awsvpc",
   "undetermined": "it is not known whether {service} has the network configuration that network mode awsvpc of {taskDefinition} would need"
  },
  "repair": "give {service} a network configuration with subnets"
 },
 {
  "id": "classic-load-balancer-sends-to-another-port",
  "title": "Classic load balancer does not send to the container's host port",
  "severity": "error",
  "rationale": "A classic load balancer sends to the instance ports of its listeners, whatever the service registers. Where the container's host\nport is none of them, no request ever reaches it.\n",
  "remediation": "Map the container's port to the instance port of a listener, or make the host port the instance port of a listener.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html"
  ],
  "forbid": {
   "obstacle": {
    "kind": "classic-port",
    "certain": true,
    "flow": {
     "purpose": "traffic",
     "proven": {
      "portMapping": [
       "static",
       "task"
      ]
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} never reaches {container} of {service}: {obstacle}",
   "undetermined": "it is not known whether {loadBalancer} sends to the host port of {container}: {obstacle}"
  },
  "repair": "map {container} to the instance port of a listener of {loadBalancer}"
 },
 {
  "id": "closed-on-every-way",
  "title": "Every way that the source leaves open is closed, each at another filter",
  "severity": "error",
  "rationale": "Where the source leaves open which subnets, addresses, instances or ports are used, packets may take one way or another. If each of\nthem is closed, the service is never reached, although of no single filter it is proven that it stops them.\n",
  "remediation": "Run `reachlint explain`: it shows the filters of each way. Open the one that will be used, or all of them; or give the value that it depends on.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html"
  ],
  "forbid": {
   "obstacle": {
    "kind": "closed-each-way",
    "certain": true
   }
  },
  "message": {
   "violated": "{loadBalancer} cannot always reach {service} on {flow.protocol} {flow.required}: {obstacle}",
   "undetermined": "{loadBalancer} cannot always reach {service} on {flow.protocol} {flow.required} if the tasks run where they are taken to run: {obstacle}"
  }
 },
 {
  "id": "cluster-without-instances",
  "title": "No container instance joins the service's cluster",
  "severity": "error",
  "rationale": "Tasks that do not run on Fargate are placed on the container instances of their cluster. An instance joins the cluster that its\nagent is told (`ECS_CLUSTER`), or the one named `default`; those of a capacity provider whose user data names\nnone are taken to join by their image. Without any, ECS cannot place a task, and the deployment waits until it fails.\n",
  "remediation": "Have the user data of the instances write the cluster's name into the agent's configuration (`ECS_CLUSTER=…` in\n/etc/ecs/ecs.config) in a script whose first line is `#!/bin/bash`, as cloud-init runs nothing that has no such mark; or run the service on Fargate.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html"
  ],
  "forbid": {
   "obstacle": {
    "kind": "no-instances",
    "certain": true
   }
  },
  "message": {
   "violated": "{service} has nothing to run on: {obstacle}",
   "undetermined": "it is not known what {service} runs on: {obstacle}"
  },
  "repair": "set ECS_CLUSTER in the user data of the instances to this cluster, or run {service} on Fargate"
 },
 {
  "id": "container-port-not-mapped",
  "title": "Service registers a container or port that its task definition does not have",
  "severity": "error",
  "at": "port",
  "rationale": "A service names the container and the container port that are registered with a target group. Both must be in its task\ndefinition, spelled the same (names are case-sensitive), with a port mapping of that container port; a port range does\nnot count. ECS refuses the service otherwise.\n",
  "remediation": "Add a port mapping for the port to the container, or correct the container's name or port in the service.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"
  ],
  "for": {
   "registration": {}
  },
  "require": {
   "mapped": true
  },
  "message": {
   "violated": "{service} registers {container}, which {taskDefinition} does not map",
   "undetermined": "it is not known whether {taskDefinition} maps {container}, which {service} registers"
  },
  "repair": "map the port of {container} in {taskDefinition}, or register a port that it maps"
 },
 {
  "id": "container-without-cpu-among-others",
  "title": "Container has no CPU units, and others on its instances have",
  "severity": "note",
  "rationale": "On an instance that is busy each container gets CPU in proportion to its units. One without any, in a task without any, is given 2 on Linux, the least\nthat there is, and 1 % of one CPU on Windows: beside a container with 512 units it gets next to nothing, and its health checks time out.\n",
  "remediation": "Give the container `cpu`, or the task definition: what it needs where the instance is busy. It may use more where others leave it.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html"
  ],
  "at": "cpu",
  "forbid": {
   "container": {
    "not": {
     "cpu": {
      "atLeast": 2
     }
    },
    "taskDefinition": {
     "requiresFargate": false,
     "not": {
      "cpu": {
       "atLeast": 1
      }
     }
    },
    "proven": {
     "neighbours": {
      "some": {
       "cpu": {
        "atLeast": 2
       }
      }
     }
    }
   }
  },
  "message": {
   "violated": "container {container} of {taskDefinition} has no CPU units, nor has its task, and others on the same instances have: where these are busy it gets next to nothing",
   "undetermined": "it is not known whether container {container} of {taskDefinition} has CPU units as others on the same instances have: {cpuUnknowns}"
  },
  "repair": "give container {container} CPU units"
 },
 {
  "id": "container-without-memory",
  "title": "Container has no memory limit, and neither has its task",
  "severity": "error",
  "rationale": "On container instances a task definition needs a limit of memory: one for the whole task, or in every container a\nhard (`memory`) or a soft one (`memoryReservation`). ECS refuses a task definition without. The limit is also what keeps\nmany tasks of dynamic ports on one instance from starving each other.\n",
  "remediation": "Give the container `memory` or `memoryReservation`, or the task definition `memory`.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html"
  ],
  "at": "memory",
  "forbid": {
   "container": {
    "not": {
     "anyOf": [
      {
       "memory": {
        "atLeast": 1
       }
      },
      {
       "memoryReservation": {
        "atLeast": 1
       }
      },
      {
       "taskMemory": {
        "atLeast": 1
       }
      }
     ]
    }
   }
  },
  "message": {
   "violated": "container {container} of {taskDefinition} has no memory limit, and the task has none",
   "undetermined": "it is not known whether container {container} of {taskDefinition} has a memory limit: {memoryUnknowns}"
  },
  "repair": "give container {container} memory or memoryReservation"
 },
 {
  "id": "deployment-percentages-leave-no-room",
  "title": "The deployment percentages let no task stop and none start",
  "severity": "warning",
  "rationale": "A rolling deployment stops an old task as long as the minimum healthy percent of the tasks stays up, rounded up, and starts a new one as long\nas there are at most the maximum percent, rounded down. Where it may do neither, no deployment ever moves: with 100 and 100, and with a single\ntask with any minimum above 0 and any maximum below 200. ECS says that it \"was unable to stop or start tasks during a deployment because of\nthe service deployment configuration\". Where auto scaling keeps the tasks, all numbers\nbetween its least and its most count.\n",
  "remediation": "Raise the maximum percent (200 lets a second set of tasks start first), or lower the minimum healthy percent so far that a task may stop first.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"
  ],
  "at": "maximumPercent",
  "forbid": {
   "service": {
    "blocksDeployments": true
   }
  },
  "message": {
   "violated": "deployments of {service} get stuck while its desired count is {desiredCount}: {minimumHealthyPercent} % of them must stay up, rounded up, and at most {maximumPercent} % may run, rounded down",
   "undetermined": "it is not known whether a deployment of {service} may stop or start a task, where {minimumHealthyPercent} % of its tasks must stay up and at most {maximumPercent} % may run"
  },
  "repair": "raise the maximum percent of {service} to 200, or lower its minimum healthy percent"
 },
 {
  "id": "dynamic-ports-behind-classic-load-balancer",
  "title": "Dynamic host ports behind a classic load balancer",
  "severity": "error",
  "at": "portMapping",
  "rationale": "A classic load balancer sends to one fixed instance port for each listener. It cannot follow a port that the agent picks, so\nthat a container with a dynamic host port is never reached through it.\n",
  "remediation": "Write the listener's instance port as the host port, or use an application or network load balancer with a target group.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Listener.html"
  ],
  "forbid": {
   "flow": {
    "purpose": "traffic",
    "portMapping": "dynamic",
    "loadBalancer": {
     "type": "classic"
    },
    "not": {
     "targetGroup": {}
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} is a classic load balancer and cannot follow the dynamic host port of {container}",
   "undetermined": "it is not known whether the classic load balancer {loadBalancer} would have to follow a dynamic host port of {container}"
  },
  "repair": "map {container} to the instance port of a listener of {loadBalancer}"
 },
 {
  "id": "dynamic-ports-blocked-by-load-balancer-egress",
  "title": "Load balancer's security groups let nothing out to the dynamic host ports",
  "severity": "error",
  "rationale": "A load balancer's own security groups also filter what it sends. Its connections to the targets, health checks among them,\nleave only where an egress rule allows them to the targets' dynamic host ports. A security group that Terraform makes has\nno egress rule unless one is written, and a rule for the container's port does not cover the host ports. Where the ports are let out to the\ngroup that the targets should carry, and these carry another one, only the latter is told, by the rules about the targets' groups.\n",
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
    "followsChoice": false,
    "flow": {
     "purpose": "traffic",
     "proven": {
      "portMapping": "dynamic"
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} {hop.cannot} send to {service} on the dynamic host ports {hop.required}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether {loadBalancer} can send to {service} through {hop.node} on the dynamic host ports {hop.required}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} to {hop.peer} out of {hop.opened}"
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
     "proven": {
      "portMapping": "dynamic"
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} {hop.cannot} reach {service} on the dynamic host ports {hop.required}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether {loadBalancer} gets to {service} through {hop.node} on the dynamic host ports {hop.required}: {hop.unknowns}"
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
     "proven": {
      "portMapping": "dynamic"
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} {hop.cannot} reach {service} on the dynamic host ports {hop.required}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether {loadBalancer} is admitted to {service} by {hop.node} on the dynamic host ports {hop.required}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} from {hop.peer} into {hop.opened}"
 },
 {
  "id": "dynamic-range-open-to-the-internet",
  "title": "The dynamic host ports are open to the internet where the load balancer's group would do",
  "severity": "warning",
  "rationale": "An application or classic load balancer opens connections of its own, from its own addresses: nobody else needs to reach the host\nports. Open to everybody, each task of every service on the instances can be called past the load balancer, its certificate and its\nfirewall, as soon as an instance has a public address. (A network load balancer may keep the address of the client; its targets are not\njudged here.)\n",
  "remediation": "Name the security group of the load balancer as the source.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html"
  ],
  "forbid": {
   "filterRule": {
    "securityGroup": {},
    "direction": "ingress",
    "action": "allow",
    "protocol": [
     "tcp",
     "all"
    ],
    "dynamicPorts": {
     "meets": "1-65535"
    },
    "ranges": {
     "covers": "internet"
    },
    "flows": {
     "some": {
      "portMapping": "dynamic",
      "loadBalancer": {
       "type": [
        "application",
        "classic"
       ]
      }
     },
     "none": {
      "loadBalancer": {
       "type": [
        "network",
        "gateway"
       ]
      }
     }
    }
   }
  },
  "message": {
   "violated": "{filter} opens dynamic host ports to the internet",
   "undetermined": "it is not known whether {filter} opens dynamic host ports to the internet"
  },
  "repair": "name the load balancer's security group in {filterRule}, not the internet"
 },
 {
  "id": "dynamic-range-open-to-the-vpc",
  "title": "The dynamic host ports are open to the whole VPC where the load balancer's group would do",
  "severity": "note",
  "rationale": "An application or classic load balancer opens connections of its own: nobody else needs to reach the host ports. Open to the ranges of the VPC,\nwhatever runs in it can call each task of every service on the instances past the load balancer. (A network load balancer may keep the address of\nthe client; its targets are not judged here.)\n",
  "remediation": "Name the security group of the load balancer as the source.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html"
  ],
  "forbid": {
   "filterRule": {
    "securityGroup": {},
    "direction": "ingress",
    "action": "allow",
    "protocol": [
     "tcp",
     "all"
    ],
    "dynamicPorts": {
     "meets": "1-65535"
    },
    "proven": {
     "ranges": {
      "covers": "vpc"
     }
    },
    "not": {
     "ranges": {
      "covers": "internet"
     }
    },
    "flows": {
     "some": {
      "portMapping": "dynamic",
      "loadBalancer": {
       "type": [
        "application",
        "classic"
       ]
      }
     },
     "none": {
      "loadBalancer": {
       "type": [
        "network",
        "gateway"
       ]
      }
     }
    }
   }
  },
  "message": {
   "violated": "{filter} opens dynamic host ports to the whole VPC",
   "undetermined": "it is not known whether {filter} opens dynamic host ports to the whole VPC"
  },
  "repair": "name the load balancer's security group in {filterRule}, not the ranges of the VPC"
 },
 {
  "id": "dynamic-range-partly-open",
  "title": "Part of the dynamic port range is closed",
  "severity": "error",
  "severityCases": [
   {
    "severity": "warning",
    "when": {
     "range": "default",
     "closed": {
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
    "followsChoice": false,
    "flow": {
     "purpose": "traffic",
     "proven": {
      "portMapping": "dynamic"
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} reaches {service} on only a part of the dynamic host ports: {hop.blocked} of {hop.required}{hop.rangeNote} is closed in {hop.node}",
   "undetermined": "it is not known whether all of the dynamic host ports {hop.required} of {service} are open to {loadBalancer} in {hop.node}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} {hop.direction} {hop.peer} in {hop.opened}"
 },
 {
  "id": "endpoint-closed-to-instances",
  "title": "Endpoint of ECS does not admit the container instances",
  "severity": "error",
  "rationale": "With private DNS an interface endpoint takes over the names of its service in all of the VPC. The agent of a container instance then reaches ECS through it,\nwhatever other ways lead out of its subnet, and the endpoint's security groups must admit it on port 443. Where these do not, the instance\nnever joins its cluster.\n",
  "remediation": "Admit port 443 in a security group of the endpoint, from the security group of the instances or from the range of the VPC.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
   "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"
  ],
  "forbid": {
   "vpcEndpoint": {
    "proven": {
     "privateDns": true,
     "service": [
      "ecs",
      "ecs-agent"
     ]
    },
    "closedToInstancesOf": {
     "some": {
      "proven": {
       "joinsCluster": true,
       "ownWayOut": false
      }
     }
    }
   }
  },
  "message": {
   "violated": "{endpoint} does not admit the instances of {closedToInstancesOf} on port 443, through which their agent reaches ECS",
   "undetermined": "it is not known whether {endpoint} admits the instances of {closedToInstancesOf} on port 443, through which their agent reaches ECS"
  },
  "repair": "admit port 443 from the instances of {closedToInstancesOf} in {endpoint.groups}"
 },
 {
  "id": "endpoint-closed-to-tasks",
  "title": "Endpoint of the registry does not admit the tasks",
  "severity": "error",
  "rationale": "With private DNS an interface endpoint takes over the names of its service in all of the VPC. Tasks on Fargate then pull their images of ECR through\nit, whatever other ways lead out of their subnets, and its security groups must admit them on port 443. Where these do not, no task starts\n(`CannotPullContainerError`, `ResourceInitializationError`, after a long wait).\n",
  "remediation": "Admit port 443 in a security group of the endpoint, from the security group of the tasks or from the range of the VPC.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
   "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"
  ],
  "forbid": {
   "vpcEndpoint": {
    "proven": {
     "privateDns": true,
     "service": [
      "ecr.api",
      "ecr.dkr"
     ]
    },
    "closedToTasksOf": {
     "some": {
      "proven": {
       "runsOn": "FARGATE"
      },
      "taskDefinition": {
       "containers": {
        "some": {
         "registry": "ecr"
        }
       }
      }
     }
    }
   }
  },
  "message": {
   "violated": "{endpoint} does not admit the tasks of {closedToTasksOf} on port 443, through which they pull their images",
   "undetermined": "it is not known whether {endpoint} admits the tasks of {closedToTasksOf} on port 443, through which they pull their images"
  },
  "repair": "admit port 443 from the tasks of {closedToTasksOf} in {endpoint.groups}"
 },
 {
  "id": "fargate-size-that-does-not-exist",
  "title": "Fargate has no tasks of this CPU and memory",
  "severity": "error",
  "rationale": "Fargate runs tasks of certain sizes: to each number of CPU units belongs a range of memory, in steps. Both have to be written for the task as a\nwhole. ECS refuses a task definition for Fargate of any other size.\n",
  "remediation": "Choose a size that there is: the smallest memory for the CPU units that holds what the containers need, or more CPU units for that memory.\n\n| CPU units | memory in MiB |\n|---|---|\n| 256 | 512, 1024, 2048 (Linux only) |\n| 512 | 1024 to 4096 in steps of 1024 (Linux only) |\n| 1024 | 2048 to 8192 in steps of 1024 |\n| 2048 | 4096 to 16384 in steps of 1024 |\n| 4096 | 8192 to 30720 in steps of 1024 |\n| 8192 | 16384 to 61440 in steps of 4096 (Linux only) |\n| 16384 | 32768 to 122880 in steps of 8192 (Linux only) |\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html"
  ],
  "at": "memory",
  "for": {
   "taskDefinition": {
    "requiresFargate": true,
    "hasAnySize": false
   }
  },
  "require": {
   "anyOf": [
    {
     "platform": "linux",
     "cpu": 256,
     "memory": [
      512,
      1024,
      2048
     ]
    },
    {
     "platform": "linux",
     "cpu": 512,
     "memory": [
      1024,
      2048,
      3072,
      4096
     ]
    },
    {
     "cpu": 1024,
     "memory": [
      2048,
      3072,
      4096,
      5120,
      6144,
      7168,
      8192
     ]
    },
    {
     "cpu": 2048,
     "memory": [
      4096,
      5120,
      6144,
      7168,
      8192,
      9216,
      10240,
      11264,
      12288,
      13312,
      14336,
      15360,
      16384
     ]
    },
    {
     "cpu": 4096,
     "memory": [
      8192,
      9216,
      10240,
      11264,
      12288,
      13312,
      14336,
      15360,
      16384,
      17408,
      18432,
      19456,
      20480,
      21504,
      22528,
      23552,
      24576,
      25600,
      26624,
      27648,
      28672,
      29696,
      30720
     ]
    },
    {
     "platform": "linux",
     "cpu": 8192,
     "memory": [
      16384,
      20480,
      24576,
      28672,
      32768,
      36864,
      40960,
      45056,
      49152,
      53248,
      57344,
      61440
     ]
    },
    {
     "platform": "linux",
     "cpu": 16384,
     "memory": [
      32768,
      40960,
      49152,
      57344,
      65536,
      73728,
      81920,
      90112,
      98304,
      106496,
      114688,
      122880
     ]
    }
   ]
  },
  "message": {
   "violated": "{taskDefinition} is for Fargate, which runs no task of its size ({size})",
   "undetermined": "it is not known whether Fargate runs tasks of the size of {taskDefinition} ({size})"
  },
  "repair": "give {taskDefinition} CPU units and memory that belong together"
 },
 {
  "id": "fargate-task-definition-on-instances",
  "title": "Service runs a task definition for Fargate on instances",
  "severity": "warning",
  "rationale": "A service that says neither a launch type nor a capacity provider strategy runs by the default strategy of its cluster, and where that has none, on container\ninstances. That the cluster has the capacity providers `FARGATE` and `FARGATE_SPOT` makes no difference. With a task definition that requires Fargate\nonly, this is seldom meant: without instances in the cluster no task is ever placed (`service was unable to place a task because no container instance\nmet all of its requirements`).\n",
  "remediation": "Set launch type `FARGATE` in the service, or give it or its cluster a capacity provider strategy. Where instances are meant, name `EC2` in the task\ndefinition's compatibilities.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html"
  ],
  "forbid": {
   "service": {
    "proven": {
     "runsOn": "EC2"
    },
    "not": {
     "proven": {
      "launchType": "EC2"
     }
    },
    "mostInstances": {
     "exists": false
    },
    "taskDefinition": {
     "forFargateOnly": true,
     "saysNetworkMode": true,
     "networkMode": "awsvpc"
    }
   }
  },
  "message": {
   "violated": "{service} runs on container instances, and its task definition {taskDefinition} is for Fargate only",
   "undetermined": "{service} runs on container instances, and it is not known whether its task definition {taskDefinition} is for Fargate only"
  },
  "repair": "set launch type FARGATE in {service}"
 },
 {
  "id": "fargate-tasks-cannot-pull-images-in-a-subnet",
  "title": "Tasks on Fargate cannot pull their images in one of their subnets",
  "severity": "warning",
  "rationale": "A service spreads its tasks over the zones of its subnets. Those in a subnet that has neither a way out, by a NAT gateway or by an internet gateway with a\npublic address, nor the endpoints of ECR and S3, cannot pull their images, while the others start: deployments are slow or fail, and the service\nis in fewer zones than it seems.\n",
  "remediation": "Give the subnet the same way out as the others, or leave it out of the service.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
   "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"
  ],
  "at": "networkConfiguration",
  "forbid": {
   "service": {
    "proven": {
     "runsOn": "FARGATE",
     "subnets": {
      "every": {
       "routeTable": {}
      }
     },
     "anyOf": [
      {
       "subnets": {
        "some": {
         "wayOut": "any"
        }
       }
      },
      {
       "publicAddress": true,
       "subnets": {
        "some": {
         "wayOut": [
          "public-address",
          "any"
         ]
        }
       }
      }
     ],
     "taskDefinition": {
      "containers": {
       "some": {
        "registry": [
         "ecr",
         "public"
        ]
       }
      }
     }
    },
    "anyOf": [
     {
      "publicAddress": false,
      "subnets": {
       "some": {
        "wayOut": [
         "nothing",
         "public-address"
        ],
        "anyOf": [
         {
          "endpoints": {
           "none": {
            "service": "ecr.api"
           }
          }
         },
         {
          "endpoints": {
           "none": {
            "service": "ecr.dkr"
           }
          }
         },
         {
          "endpoints": {
           "none": {
            "service": "s3"
           }
          }
         }
        ]
       }
      }
     },
     {
      "subnets": {
       "some": {
        "wayOut": "nothing",
        "anyOf": [
         {
          "endpoints": {
           "none": {
            "service": "ecr.api"
           }
          }
         },
         {
          "endpoints": {
           "none": {
            "service": "ecr.dkr"
           }
          }
         },
         {
          "endpoints": {
           "none": {
            "service": "s3"
           }
          }
         }
        ]
       }
      }
     }
    ]
   }
  },
  "message": {
   "violated": "tasks of {service} have no way to the registry of their images in one of their subnets: {noWayOut}",
   "undetermined": "it is not known whether tasks of {service} have a way to the registry of their images in each of their subnets"
  },
  "repair": "give {service} only subnets from which its images can be pulled"
 },
 {
  "id": "fargate-tasks-cannot-pull-images",
  "title": "Tasks on Fargate have no way to the registry of their images",
  "severity": "error",
  "rationale": "A task on Fargate pulls its images through its own interface, by the route table of its subnet. Through an internet gateway it needs a public address\nfor that, without one a NAT gateway. In a subnet without either, images of a private registry of ECR can be pulled through the VPC's endpoints for\n`ecr.api`, `ecr.dkr` and `s3`, all three, where the subnet's route table is one of those of a gateway endpoint for `s3`; and those of Docker Hub and\nother public registries not at all. No task starts\n(`CannotPullContainerError`, `ResourceInitializationError`), and the deployment goes on trying.\n",
  "remediation": "Assign public addresses to the tasks where their subnets lead to an internet gateway, or put them into subnets that lead to a NAT gateway. Or keep\nthe images in ECR and give the VPC the three endpoints, and those for what else the tasks use: `logs`, `secretsmanager`, `ssm`.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-version-migration.html",
   "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"
  ],
  "at": "networkConfiguration",
  "forbid": {
   "service": {
    "proven": {
     "runsOn": "FARGATE",
     "subnets": {
      "every": {
       "routeTable": {}
      },
      "some": {}
     }
    },
    "allOf": [
     {
      "anyOf": [
       {
        "publicAddress": false,
        "subnets": {
         "every": {
          "wayOut": [
           "nothing",
           "public-address"
          ]
         }
        }
       },
       {
        "subnets": {
         "every": {
          "wayOut": "nothing"
         }
        }
       }
      ]
     },
     {
      "anyOf": [
       {
        "proven": {
         "taskDefinition": {
          "containers": {
           "some": {
            "registry": "public"
           }
          }
         }
        }
       },
       {
        "taskDefinition": {
         "containers": {
          "some": {
           "registry": [
            "ecr",
            "public"
           ]
          }
         }
        },
        "subnets": {
         "every": {
          "anyOf": [
           {
            "endpoints": {
             "none": {
              "service": "ecr.api"
             }
            }
           },
           {
            "endpoints": {
             "none": {
              "service": "ecr.dkr"
             }
            }
           },
           {
            "endpoints": {
             "none": {
              "service": "s3"
             }
            }
           }
          ]
         }
        }
       }
      ]
     }
    ]
   }
  },
  "message": {
   "violated": "tasks of {service} have no way to the registry that their images are pulled from: {noWayOut}",
   "undetermined": "it is not known whether tasks of {service} have a way to the registry that their images are pulled from"
  },
  "repair": "give the tasks of {service} public addresses, or subnets that lead to a NAT gateway or, for images of ECR alone, have the endpoints of ECR and S3"
 },
 {
  "id": "fargate-tasks-cannot-reach-logs-or-secrets",
  "title": "Tasks on Fargate have no way to their logs or secrets",
  "severity": "error",
  "rationale": "A task on Fargate does not start before its log driver has made a stream in CloudWatch Logs, and before its secrets are read from Secrets Manager and the\nparameter store of Systems Manager: through its own interface, by the route table of its subnet. In a subnet without a way out the VPC needs endpoints\nfor these too, `logs`, `secretsmanager` and `ssm`, beside those of the registry. Else each task stops with `ResourceInitializationError`. (No\nendpoint for `kms` is needed to start: it is these services that decrypt.)\n",
  "remediation": "Give the VPC the endpoints, with private DNS, or the subnets a NAT gateway.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
   "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html"
  ],
  "at": "networkConfiguration",
  "forbid": {
   "service": {
    "proven": {
     "runsOn": "FARGATE",
     "subnets": {
      "every": {
       "routeTable": {}
      },
      "some": {}
     },
     "anyOf": [
      {
       "subnets": {
        "every": {
         "endpoints": {
          "some": {
           "service": "ecr.dkr"
          }
         }
        }
       }
      },
      {
       "taskDefinition": {
        "containers": {
         "every": {
          "registry": "other"
         }
        }
       }
      }
     ]
    },
    "allOf": [
     {
      "anyOf": [
       {
        "publicAddress": false,
        "subnets": {
         "every": {
          "wayOut": [
           "nothing",
           "public-address"
          ]
         }
        }
       },
       {
        "subnets": {
         "every": {
          "wayOut": "nothing"
         }
        }
       }
      ]
     },
     {
      "anyOf": [
       {
        "taskDefinition": {
         "containers": {
          "some": {
           "logDriver": "awslogs"
          }
         }
        },
        "subnets": {
         "every": {
          "endpoints": {
           "none": {
            "service": "logs"
           }
          }
         }
        }
       },
       {
        "taskDefinition": {
         "containers": {
          "some": {
           "readsSecretsManager": true
          }
         }
        },
        "subnets": {
         "every": {
          "endpoints": {
           "none": {
            "service": "secretsmanager"
           }
          }
         }
        }
       },
       {
        "taskDefinition": {
         "containers": {
          "some": {
           "readsParameterStore": true
          }
         }
        },
        "subnets": {
         "every": {
          "endpoints": {
           "none": {
            "service": "ssm"
           }
          }
         }
        }
       }
      ]
     }
    ]
   }
  },
  "message": {
   "violated": "tasks of {service} have no way to what they need to start: {noWayBeside}",
   "undetermined": "it is not known whether tasks of {service} have a way to their logs and secrets"
  },
  "repair": "give the subnets of {service} endpoints for its logs and secrets, or a NAT gateway"
 },
 {
  "id": "fargate-tasks-cannot-send-https",
  "title": "Security groups of tasks on Fargate let nothing out on port 443",
  "severity": "warning",
  "rationale": "A task on Fargate pulls its images through its own interface, and so through its own security groups. Registries are reached on port 443: where no egress\nrule of any of the groups is for it, no task starts (`CannotPullContainerError`, `ResourceInitializationError`). Terraform takes away the egress\nrule that AWS gives each new group, so that a group without an `egress` block lets nothing out.\nA warning, as a rule of the group may be made where nobody looks, such as by hand.\n",
  "remediation": "Let port 443 out in a security group of the tasks: to anybody, or to the endpoints of ECR and to the prefix list of S3.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
   "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group"
  ],
  "at": "networkConfiguration",
  "forbid": {
   "service": {
    "proven": {
     "runsOn": "FARGATE",
     "networkConfiguration": true,
     "securityGroups": {
      "every": {
       "vpc": {}
      },
      "some": {}
     }
    },
    "securityGroups": {
     "every": {
      "rules": {
       "none": {
        "direction": "egress",
        "protocol": [
         "tcp",
         "all"
        ],
        "ports": {
         "meets": 443
        }
       }
      }
     }
    },
    "taskDefinition": {
     "containers": {
      "some": {
       "registry": [
        "ecr",
        "public"
       ]
      }
     }
    }
   }
  },
  "message": {
   "violated": "no security group of the tasks of {service} lets anything out on port 443, on which their images are pulled",
   "undetermined": "it is not known whether a security group of the tasks of {service} lets anything out on port 443, on which their images are pulled"
  },
  "repair": "let port 443 out in a security group of the tasks of {service}"
 },
 {
  "id": "fixed-health-check-port-with-dynamic-ports",
  "title": "Health check goes to a port on which nothing listens on the instances",
  "severity": "error",
  "rationale": "With dynamic host ports each task has another port, and the health check must follow it: its port has to be `traffic-port`.\nA fixed port is that of the instance, where the container's port (the usual mistake) is not open: nothing answers there,\nand every task is replaced as unhealthy. A fixed port is right only where a task on the same instances maps it as\nits host port.\n",
  "remediation": "Leave out the port of the health check, or set it to `traffic-port`. The health check of a classic load balancer always names a port:\ngive it the host port of the container.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"
  ],
  "forbid": {
   "obstacle": {
    "kind": "health-port-not-mapped",
    "certain": true,
    "flow": {
     "anyOf": [
      {
       "targetGroup": {}
      },
      {
       "not": {
        "portMapping": "dynamic"
       },
       "obstacles": {
        "none": {
         "kind": "classic-port"
        }
       }
      }
     ]
    }
   }
  },
  "message": {
   "violated": "the health check of {healthCheckOf} uses port {healthCheckPort}, but {obstacle}",
   "undetermined": "it is not known whether anything listens on the health check's port {healthCheckPort} of {healthCheckOf}"
  },
  "repair": "let the health check of {healthCheckOf} use the port of the traffic (traffic-port)"
 },
 {
  "id": "health-check-blocked",
  "title": "A filter blocks the health check on its own port",
  "severity": "error",
  "rationale": "A target group may check the health of its targets on another port than that of the traffic. The filters on the way must\nadmit that port too: where they do not, every target is unhealthy although the traffic itself would get through, and ECS\nreplaces the tasks forever. Checks of UDP services are made over TCP and need their own opening.\n",
  "remediation": "Allow the health check's port wherever the traffic's port is allowed, or let the check use the traffic port.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html"
  ],
  "forbid": {
   "hop": {
    "kind": [
     "load-balancer-egress",
     "load-balancer-acl-out",
     "target-acl-in",
     "target-ingress"
    ],
    "blocks": [
     "part",
     "all"
    ],
    "repeatsTraffic": false,
    "followsChoice": false,
    "flow": {
     "purpose": "health-check",
     "not": {
      "proven": {
       "obstacles": {
        "some": {
         "kind": "health-port-not-mapped",
         "certain": true
        }
       }
      }
     }
    }
   }
  },
  "message": {
   "violated": "health checks of {loadBalancer} {hop.doNot} reach {service} on {flow.protocol} {hop.required}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether the health checks of {loadBalancer} get to {service} through {hop.node} on {flow.protocol} {hop.required}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} {hop.direction} {hop.peer} in {hop.opened}"
 },
 {
  "id": "health-check-of-another-container",
  "title": "Health check goes to another container than the registered one",
  "severity": "note",
  "rationale": "The health check of the target group has a port that another container of the task takes. What answers there is not what gets the traffic: the\nregistered container can hang while its targets stay healthy, and a failure of the other one replaces the task. That is meant where a proxy or\nan agent beside the container asks it.\n",
  "remediation": "Let the check use the traffic port, or a port of the registered container. Where the other container answers for it, accept the finding with\nthat reason.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html"
  ],
  "forbid": {
   "registration": {
    "checksAnotherContainer": true
   }
  },
  "at": "registration",
  "message": {
   "violated": "health checks of {targetGroup} go to another container of {taskDefinition} than {container}, which gets the traffic",
   "undetermined": "it is not known whether health checks of {targetGroup} go to {container}, which gets the traffic, or to another container of {taskDefinition}"
  },
  "repair": "let the health check of {targetGroup} use the port of the traffic (traffic-port)"
 },
 {
  "id": "health-check-protocol-refused",
  "title": "Health check has a protocol that its target group cannot have",
  "severity": "error",
  "rationale": "Targets are checked by HTTP, HTTPS or TCP, those of UDP too; AWS refuses a target group whose health check says another\nprotocol. A target group of HTTP or HTTPS cannot be checked by TCP.\n",
  "remediation": "Check by HTTP or HTTPS, or by TCP where the target group is of TCP, TLS, UDP or TCP_UDP. Something in the task must answer.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html"
  ],
  "forbid": {
   "healthCheck": {
    "protocolChosen": false,
    "targetGroup": {
     "targetType": [
      "instance",
      "ip",
      "alb"
     ]
    },
    "anyOf": [
     {
      "protocol": [
       "TLS",
       "UDP",
       "TCP_UDP",
       "GENEVE",
       "QUIC",
       "TCP_QUIC"
      ]
     },
     {
      "protocol": "TCP",
      "targetGroup": {
       "protocol": [
        "HTTP",
        "HTTPS"
       ]
      }
     }
    ]
   }
  },
  "at": "healthCheckProtocol",
  "message": {
   "violated": "the health check of {healthCheckOf} has the protocol {healthCheck.protocol}, which AWS refuses there",
   "undetermined": "it is not known whether the health check of {healthCheckOf} has a protocol that AWS takes"
  },
  "repair": "give the health check of {healthCheckOf} a protocol that AWS takes there"
 },
 {
  "id": "host-port-differs-from-container-port",
  "title": "Host port differs from the container port where both are the same",
  "severity": "error",
  "rationale": "In network mode `host` a container listens on the instance itself, in `awsvpc` on the task's own interface: nothing translates ports. ECS refuses\na task definition of these modes with a port mapping whose two ports differ.\n",
  "remediation": "Leave the host port out, or make it the container port. A host port of its own, or a dynamic one, is had in mode `bridge`.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html"
  ],
  "at": "hostPort",
  "forbid": {
   "portMapping": {
    "networkMode": [
     "host",
     "awsvpc"
    ],
    "hostPort": {
     "moreThan": 0
    },
    "containerPort": {
     "exists": true
    },
    "not": {
     "hostPort": {
      "equals": "containerPort"
     }
    }
   }
  },
  "message": {
   "violated": "container {container} of {taskDefinition} maps port {containerPort} to host port {hostPort}, and in network mode {networkMode} the two are the same",
   "undetermined": "it is not known whether container {container} of {taskDefinition} maps port {containerPort} to the same host port ({hostPort}), as network modes host and awsvpc need"
  },
  "repair": "leave out the host port, or make it {containerPort}"
 },
 {
  "id": "instances-cannot-reach-ecs",
  "title": "Container instances have no way to ECS",
  "severity": "error",
  "rationale": "The agent of a container instance registers it with ECS and is told there what to run. Through an internet gateway the instance needs a public address for\nthat, without one a NAT gateway. In a subnet without either, the VPC needs endpoints for `ecs` and `ecs-agent`. Else the instance starts and\nnever joins its cluster, and the tasks wait for it.\n",
  "remediation": "Put the instances into subnets that lead to a NAT gateway, or give them public addresses where their subnets lead to an internet gateway. Or give the VPC\nendpoints for `ecs`, `ecs-agent` and `ecs-telemetry`, those of ECR and S3 for the images, and `logs` for what tasks write.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html",
   "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html"
  ],
  "forbid": {
   "instanceGroup": {
    "proven": {
     "joinsCluster": true,
     "ownWayOut": false,
     "subnets": {
      "every": {
       "routeTable": {}
      },
      "some": {}
     }
    },
    "anyOf": [
     {
      "publicAddress": false,
      "subnets": {
       "every": {
        "wayOut": [
         "nothing",
         "public-address"
        ]
       }
      }
     },
     {
      "subnets": {
       "every": {
        "wayOut": "nothing"
       }
      }
     }
    ],
    "allOf": [
     {
      "subnets": {
       "every": {
        "anyOf": [
         {
          "endpoints": {
           "none": {
            "service": "ecs"
           }
          }
         },
         {
          "endpoints": {
           "none": {
            "service": "ecs-agent"
           }
          }
         }
        ]
       }
      }
     }
    ]
   }
  },
  "message": {
   "violated": "instances of {instanceGroup} have no way to ECS: {noWayOut}",
   "undetermined": "it is not known whether instances of {instanceGroup} have a way to ECS"
  },
  "repair": "give the instances of {instanceGroup} subnets that lead to a NAT gateway or have the endpoints of ECS, or public addresses"
 },
 {
  "id": "instances-cannot-send-https",
  "title": "Security groups of container instances let nothing out on port 443",
  "severity": "warning",
  "rationale": "The agent of a container instance registers it with ECS, asks what to run and pulls images on port 443. Where no egress rule of any security group of the\ninstance is for it, the instance never joins its cluster. Terraform takes away the egress rule that AWS gives each new group, so that a group without an\n`egress` block lets nothing out.\nA warning, as a rule of the group may be made where nobody looks, such as by hand, and images may bring an agent that takes another way.\n",
  "remediation": "Let port 443 out in a security group of the instances: to anybody, or to the endpoints of ECS and ECR and to the prefix list of S3.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
   "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group"
  ],
  "forbid": {
   "instanceGroup": {
    "proven": {
     "joinsCluster": true,
     "ownWayOut": false,
     "securityGroups": {
      "every": {
       "vpc": {}
      },
      "some": {}
     }
    },
    "securityGroups": {
     "every": {
      "rules": {
       "none": {
        "direction": "egress",
        "protocol": [
         "tcp",
         "all"
        ],
        "ports": {
         "meets": 443
        }
       }
      }
     }
    }
   }
  },
  "message": {
   "violated": "no security group of the instances of {instanceGroup} lets anything out on port 443, on which their agent reaches ECS",
   "undetermined": "it is not known whether a security group of the instances of {instanceGroup} lets anything out on port 443, on which their agent reaches ECS"
  },
  "repair": "let port 443 out in a security group of the instances of {instanceGroup}"
 },
 {
  "id": "instances-cannot-start-tasks",
  "title": "Container instances have no way to what tasks need to start",
  "severity": "warning",
  "rationale": "On container instances it is the agent that pulls the images of a task and reads its secrets, and Docker that sends its logs, all through the instance's\nown interface, also for tasks that have one themselves. Where the instances reach ECS by endpoints and nothing else leads out of their subnets, the VPC needs\nmore of these: `ecr.api`, `ecr.dkr` and `s3` for images of ECR, `logs` for the log driver `awslogs`, `secretsmanager` and `ssm` for secrets. Public\nregistries are reached by no endpoint. Else tasks are placed and do not start.\nA warning, as the AMI may bring the images.\n",
  "remediation": "Give the VPC the endpoints, with private DNS and those of S3 in the route tables of the subnets, or the subnets a NAT gateway.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html"
  ],
  "forbid": {
   "service": {
    "proven": {
     "runsOn": "EC2",
     "instanceGroups": {
      "some": {},
      "every": {
       "ownWayOut": false,
       "subnets": {
        "every": {
         "routeTable": {},
         "endpoints": {
          "some": {
           "service": "ecs"
          }
         }
        },
        "some": {}
       }
      }
     }
    },
    "allOf": [
     {
      "instanceGroups": {
       "every": {
        "anyOf": [
         {
          "publicAddress": false,
          "subnets": {
           "every": {
            "wayOut": [
             "nothing",
             "public-address"
            ]
           }
          }
         },
         {
          "subnets": {
           "every": {
            "wayOut": "nothing"
           }
          }
         }
        ]
       }
      }
     },
     {
      "anyOf": [
       {
        "proven": {
         "taskDefinition": {
          "containers": {
           "some": {
            "registry": "public"
           }
          }
         }
        }
       },
       {
        "taskDefinition": {
         "containers": {
          "some": {
           "registry": [
            "ecr",
            "public"
           ]
          }
         }
        },
        "instanceGroups": {
         "every": {
          "subnets": {
           "every": {
            "anyOf": [
             {
              "endpoints": {
               "none": {
                "service": "ecr.api"
               }
              }
             },
             {
              "endpoints": {
               "none": {
                "service": "ecr.dkr"
               }
              }
             },
             {
              "endpoints": {
               "none": {
                "service": "s3"
               }
              }
             }
            ]
           }
          }
         }
        }
       },
       {
        "taskDefinition": {
         "containers": {
          "some": {
           "logDriver": "awslogs"
          }
         }
        },
        "instanceGroups": {
         "every": {
          "subnets": {
           "every": {
            "endpoints": {
             "none": {
              "service": "logs"
             }
            }
           }
          }
         }
        }
       },
       {
        "taskDefinition": {
         "containers": {
          "some": {
           "readsSecretsManager": true
          }
         }
        },
        "instanceGroups": {
         "every": {
          "subnets": {
           "every": {
            "endpoints": {
             "none": {
              "service": "secretsmanager"
             }
            }
           }
          }
         }
        }
       },
       {
        "taskDefinition": {
         "containers": {
          "some": {
           "readsParameterStore": true
          }
         }
        },
        "instanceGroups": {
         "every": {
          "subnets": {
           "every": {
            "endpoints": {
             "none": {
              "service": "ssm"
             }
            }
           }
          }
         }
        }
       }
      ]
     }
    ]
   }
  },
  "message": {
   "violated": "the instances of {service} have no way to what its tasks need to start: {noWayOfInstances}",
   "undetermined": "it is not known whether the instances of {service} have a way to what its tasks need to start"
  },
  "repair": "give the subnets of the instances endpoints for what the tasks of {service} need, or a NAT gateway"
 },
 {
  "id": "instances-over-security-group-quota",
  "title": "Container instances carry more than five security groups",
  "severity": "warning",
  "severityCases": [
   {
    "severity": "error",
    "when": {
     "securityGroups": {
      "count": {
       "moreThan": 16
      }
     }
    }
   }
  ],
  "rationale": "A network interface takes five security groups, unless the account's quota was raised, to 16 at most. An auto scaling group whose launch template names more\nstarts no instance (`SecurityGroupsPerInterfaceLimitExceeded`).\n",
  "remediation": "Join groups. Where the quota was raised, disable this rule or leave the instances out by an exception.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
  ],
  "forbid": {
   "instanceGroup": {
    "proven": {
     "securityGroups": {
      "count": {
       "atLeast": 5
      }
     }
    },
    "securityGroups": {
     "count": {
      "moreThan": 5
     }
    }
   }
  },
  "message": {
   "violated": "instances of {instanceGroup} carry more than five security groups, and a network interface takes five unless the quota was raised",
   "undetermined": "it is not known whether instances of {instanceGroup} carry more than five security groups"
  },
  "repair": "let the instances of {instanceGroup} carry at most five security groups"
 },
 {
  "id": "instances-registered-beside-dynamic-ports",
  "title": "Auto scaling group registers its instances with a target group of dynamic host ports",
  "severity": "warning",
  "rationale": "ECS registers every task at the host port that it got. An auto scaling group that names the same target group registers each of its\ninstances as well, at the target group's own port, on which no task with a dynamic host port listens. These extra targets\nnever become healthy. They set off alarms, and a group that uses the load balancer's health checks keeps replacing its instances.\n",
  "remediation": "Remove the target group from the auto scaling group. ECS registers the tasks by itself.\n",
  "references": [
   "https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html"
  ],
  "forbid": {
   "obstacle": {
    "kind": "hosts-registered",
    "certain": true
   }
  },
  "message": {
   "violated": "some targets of {targetGroup} never become healthy: {obstacle}",
   "undetermined": "it is not known whether instances are registered with {targetGroup} beside the tasks of {service}"
  },
  "repair": "remove {targetGroup} from the auto scaling group; ECS registers the tasks by itself"
 },
 {
  "id": "internet-facing-in-a-private-subnet",
  "title": "Internet-facing load balancer has a subnet without a way to the internet",
  "severity": "warning",
  "rationale": "An internet-facing load balancer has nodes in each of its subnets, and its name leads clients to any of them. In a subnet whose route table does\nnot lead to an internet gateway the answers of the nodes get lost: a part of the clients time out, and the others do not.\n",
  "remediation": "Give the load balancer a public subnet in that zone too: its route table sends `0.0.0.0/0` to the internet gateway, and for IPv6 `::/0`.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
   "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html"
  ],
  "forbid": {
   "loadBalancer": {
    "type": [
     "application",
     "network",
     "classic"
    ],
    "internal": false,
    "proven": {
     "subnets": {
      "every": {
       "routeTable": {}
      },
      "some": {
       "routeTable": {
        "routes": {
         "some": {
          "target": "internet-gateway"
         }
        }
       }
      }
     }
    },
    "subnets": {
     "some": {
      "routeTable": {
       "routes": {
        "none": {
         "anyOf": [
          {
           "target": [
            "internet-gateway",
            "appliance"
           ]
          },
          {
           "target": "other",
           "destination": {
            "covers": "internet"
           }
          }
         ]
        }
       }
      }
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} faces the internet, and one of its subnets has no route to an internet gateway",
   "undetermined": "it is not known whether every subnet of {loadBalancer}, which faces the internet, has a route to an internet gateway"
  },
  "repair": "give {loadBalancer} only subnets whose route table leads to an internet gateway"
 },
 {
  "id": "internet-facing-in-private-subnets",
  "title": "Internet-facing load balancer has no subnet with a way to the internet",
  "severity": "error",
  "rationale": "The nodes of an internet-facing load balancer have public addresses, to which packets come and from which they go through an internet gateway. In\na subnet whose route table does not lead to one the answers get lost: every client on the internet times out. A NAT gateway does not help, since\nit lets connections out only. AWS accepts such a load balancer and warns at most.\n",
  "remediation": "Give the load balancer public subnets: their route table sends `0.0.0.0/0` to the internet gateway, and for IPv6 `::/0`. Targets stay in private\nones. Where clients are in the VPC or in networks connected to it, make the load balancer internal.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
   "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html"
  ],
  "forbid": {
   "loadBalancer": {
    "type": [
     "application",
     "network",
     "classic"
    ],
    "internal": false,
    "proven": {
     "subnets": {
      "every": {
       "routeTable": {}
      },
      "some": {}
     }
    },
    "subnets": {
     "every": {
      "routeTable": {
       "routes": {
        "none": {
         "anyOf": [
          {
           "target": [
            "internet-gateway",
            "appliance"
           ]
          },
          {
           "target": "other",
           "destination": {
            "covers": "internet"
           }
          }
         ]
        }
       }
      }
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} faces the internet, and none of its subnets has a route to an internet gateway",
   "undetermined": "it is not known whether a subnet of {loadBalancer}, which faces the internet, has a route to an internet gateway"
  },
  "repair": "give {loadBalancer} subnets whose route table leads to an internet gateway, or make it internal"
 },
 {
  "id": "listener-and-target-group-protocols-differ",
  "title": "Listener cannot forward in the protocol of its target group",
  "severity": "error",
  "rationale": "A listener forwards only to target groups whose protocol goes with its own; AWS refuses every other pair with\n`IncompatibleProtocols`, so the listener is never made and nothing reaches the containers.\n\n| listener | target group |\n|---|---|\n| HTTP, HTTPS | HTTP, HTTPS |\n| TCP | TCP, TCP_UDP, TCP_QUIC |\n| TLS | TCP, TLS |\n| UDP | UDP, TCP_UDP |\n| TCP_UDP | TCP_UDP |\n| QUIC | QUIC, TCP_QUIC |\n| TCP_QUIC | TCP_QUIC |\n\nA listener of an application load balancer that writes no protocol is one for HTTP.\n",
  "remediation": "Give the target group a protocol that goes with the listener's. The protocol of a target group cannot be changed: it is\nreplaced by a new one.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html"
  ],
  "forbid": {
   "listener": {
    "anyOf": [
     {
      "protocol": [
       "HTTP",
       "HTTPS"
      ],
      "targetGroups": {
       "some": {
        "not": {
         "protocol": [
          "HTTP",
          "HTTPS",
          "GENEVE"
         ]
        }
       }
      }
     },
     {
      "protocol": "TCP",
      "targetGroups": {
       "some": {
        "not": {
         "protocol": [
          "TCP",
          "TCP_UDP",
          "TCP_QUIC",
          "GENEVE"
         ]
        }
       }
      }
     },
     {
      "protocol": "TLS",
      "targetGroups": {
       "some": {
        "not": {
         "protocol": [
          "TCP",
          "TLS",
          "GENEVE"
         ]
        }
       }
      }
     },
     {
      "protocol": "UDP",
      "targetGroups": {
       "some": {
        "not": {
         "protocol": [
          "UDP",
          "TCP_UDP",
          "GENEVE"
         ]
        }
       }
      }
     },
     {
      "protocol": "TCP_UDP",
      "targetGroups": {
       "some": {
        "not": {
         "protocol": [
          "TCP_UDP",
          "GENEVE"
         ]
        }
       }
      }
     },
     {
      "protocol": "QUIC",
      "targetGroups": {
       "some": {
        "not": {
         "protocol": [
          "QUIC",
          "TCP_QUIC",
          "GENEVE"
         ]
        }
       }
      }
     },
     {
      "protocol": "TCP_QUIC",
      "targetGroups": {
       "some": {
        "not": {
         "protocol": [
          "TCP_QUIC",
          "GENEVE"
         ]
        }
       }
      }
     },
     {
      "not": {
       "protocol": [
        "HTTP",
        "HTTPS",
        "TCP",
        "TLS",
        "UDP",
        "TCP_UDP",
        "GENEVE",
        "QUIC",
        "TCP_QUIC"
       ]
      },
      "anyOf": [
       {
        "loadBalancer": {
         "type": "application"
        },
        "targetGroups": {
         "some": {
          "not": {
           "protocol": [
            "HTTP",
            "HTTPS",
            "GENEVE"
           ]
          }
         }
        }
       },
       {
        "loadBalancer": {
         "type": "network"
        },
        "targetGroups": {
         "some": {
          "protocol": [
           "HTTP",
           "HTTPS"
          ]
         }
        }
       }
      ]
     }
    ]
   }
  },
  "at": "listenerProtocol",
  "message": {
   "violated": "{listener} forwards to a target group of a protocol that does not go with {listener.protocol}",
   "undetermined": "it is not known whether {listener} and its target groups have protocols that go together"
  },
  "repair": "give the target group of {listener} a protocol that goes with {listener.protocol}"
 },
 {
  "id": "listener-closed-by-network-acl",
  "title": "Network ACL lets no client reach the listener",
  "severity": "error",
  "rationale": "Clients of a load balancer that faces the internet come through the network ACLs of its subnets before any security group sees them. Where a network ACL has\nno inbound entry for the listener's port that allows anybody, the load balancer's node in that subnet answers nobody, and as names are resolved to\nall nodes in turn, a part of the clients waits until it gives up.\n",
  "remediation": "Allow the listener's port inbound in the network ACL of each subnet of the load balancer, from those who are to be its clients.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html"
  ],
  "forbid": {
   "listener": {
    "loadBalancer": {
     "internal": false
    },
    "closedIn": {
     "some": {}
    }
   }
  },
  "at": "listenerPort",
  "message": {
   "violated": "the network ACL of {listener.closedIn} admits nobody to port {listener.port} of {listener}",
   "undetermined": "it is not known whether the network ACL of {listener.closedIn} admits anybody to port {listener.port} of {listener}"
  },
  "repair": "allow tcp {listener.port} inbound in the network ACL of {listener.closedIn}"
 },
 {
  "id": "listener-port-not-admitted",
  "title": "No client can reach the listener",
  "severity": "warning",
  "rationale": "The security groups of a load balancer filter its clients. Where no ingress rule of any of them is for the port on which a\nlistener listens, nobody reaches it, wherever the client is: the rule is missing, or was left behind when the port moved from 80\nto 443. It is a warning, as the rules for clients may be added from outside, by those whose clients they are.\n",
  "remediation": "Admit the listener's port in a security group of the load balancer, from those who are to be its clients.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html"
  ],
  "forbid": {
   "listener": {
    "admitted": false,
    "loadBalancer": {
     "anyOf": [
      {
       "type": "application"
      },
      {
       "internal": false
      }
     ]
    }
   }
  },
  "at": "listenerPort",
  "message": {
   "violated": "no security group of its load balancer admits anybody to port {listener.port} of {listener}",
   "undetermined": "it is not known whether a security group of its load balancer admits anybody to port {listener.port} of {listener}"
  },
  "repair": "admit port {listener.port} in a security group of the load balancer of {listener}"
 },
 {
  "id": "listeners-on-one-port",
  "title": "Two listeners take one port of a load balancer",
  "severity": "error",
  "rationale": "A load balancer has one listener per port. ELB refuses the second, also where one is for TCP and the other for UDP. Two that are the same in\neverything are one listener, and which of them removes it last is chance.\n",
  "remediation": "Give one of them another port, or make them one: with rules where requests go to several target groups, with protocol `TCP_UDP` where a network\nload balancer is to take both on one port.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html"
  ],
  "forbid": {
   "listener": {
    "earlierOnSamePort": {
     "some": {}
    }
   }
  },
  "at": "listenerPort",
  "message": {
   "violated": "{listener} takes port {listener.port}, which another listener of its load balancer takes too",
   "undetermined": "it is not known whether another listener of its load balancer takes port {listener.port} of {listener} too"
  },
  "repair": "give {listener} another port, or make the two one listener"
 },
 {
  "id": "load-balancer-over-security-group-quota",
  "title": "Load balancer names more than five security groups",
  "severity": "warning",
  "severityCases": [
   {
    "severity": "error",
    "when": {
     "securityGroups": {
      "count": {
       "moreThan": 16
      }
     }
    }
   }
  ],
  "rationale": "A network interface takes five security groups, unless the account's quota was raised, to 16 at most. The interfaces of a load balancer carry all that it names,\nso that more are refused at apply.\n",
  "remediation": "Join groups. Where the quota was raised, disable this rule or leave the load balancer out by an exception.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"
  ],
  "forbid": {
   "loadBalancer": {
    "proven": {
     "securityGroups": {
      "count": {
       "atLeast": 5
      }
     }
    },
    "securityGroups": {
     "count": {
      "moreThan": 5
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} names more than five security groups, and a network interface takes five unless the quota was raised",
   "undetermined": "it is not known whether {loadBalancer} names more than five security groups"
  },
  "repair": "name at most five security groups in {loadBalancer}"
 },
 {
  "id": "load-balancer-with-two-subnets-in-one-zone",
  "title": "Load balancer has two subnets in one availability zone",
  "severity": "error",
  "rationale": "A load balancer takes one subnet of each availability zone. ELB refuses a second one: `A load balancer cannot be attached to multiple subnets in\nthe same Availability Zone`. Often the zones of public and private subnets are right, and the list of a load balancer has both kinds.\n",
  "remediation": "Name one subnet of each zone: public ones for a load balancer that faces the internet.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"
  ],
  "forbid": {
   "loadBalancer": {
    "inZoneTaken": {
     "some": {
      "not": {
       "proven": {
        "inAvailabilityZone": false
       }
      }
     }
    }
   }
  },
  "at": "subnet",
  "message": {
   "violated": "{loadBalancer} has two subnets in one availability zone: {loadBalancer.zonesTwice}",
   "undetermined": "it is not known whether {loadBalancer} has two subnets in one availability zone: {loadBalancer.zonesTwice}"
  },
  "repair": "name one subnet of each zone in {loadBalancer}"
 },
 {
  "id": "more-host-ports-than-an-instance-gives",
  "title": "Task takes more fixed host ports than an instance gives",
  "severity": "error",
  "rationale": "An instance has at most 100 host ports reserved at a time. Five or more of them are its own: those of ssh, of Docker and of the agent. ECS never places\na task that takes more than the other 95, not even where nothing else runs. Ports that the agent chooses do not count.\n",
  "remediation": "Leave the host ports out, so that the agent chooses them, or map a range of container ports. Tasks of network mode `awsvpc` take no ports of the instance.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"
  ],
  "forbid": {
   "taskDefinition": {
    "allOf": [
     {
      "proven": {
       "portMappings": {
        "count": {
         "moreThan": 95
        }
       }
      }
     },
     {
      "portMappings": {
       "where": {
        "networkMode": [
         "bridge",
         "host",
         "nat"
        ],
        "protocol": "tcp",
        "takenPort": {
         "moreThan": 0
        }
       },
       "count": {
        "moreThan": 95
       }
      }
     }
    ]
   }
  },
  "message": {
   "violated": "{taskDefinition} takes more than 95 fixed host ports, and an instance gives no more to all tasks together",
   "undetermined": "it is not known whether {taskDefinition} takes more than 95 fixed host ports, which is what an instance gives to all tasks together"
  },
  "repair": "leave the host ports out of {taskDefinition}, so that the agent chooses them"
 },
 {
  "id": "more-tasks-than-instances-hold",
  "title": "Service asks for more tasks than its instances have room for",
  "severity": "error",
  "rationale": "ECS places a task where an instance has as much CPU and memory left as the task reserves. In network mode `awsvpc` it also needs a network\ninterface: an instance takes few of them, and the first is its own. Where all instances that there can be have no room for as many tasks\nas a service asks for, the others are never placed, and the service never gets steady.\n",
  "remediation": "Let the instance group grow, take a larger instance type, let a task reserve less, or ask for fewer tasks. Some instance types take many more\nnetwork interfaces where the account's setting `awsvpcTrunking` is on; those of the families T2, T3, T3a and T4g do not. Where Terraform turns it\non, by `aws_ecs_account_setting_default`, it counts; else it may be on, and up to what instances then take nothing is certain.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/eni-trunking-supported-instance-types.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
   "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html"
  ],
  "at": "desiredCount",
  "forbid": {
   "service": {
    "room": "some"
   }
  },
  "message": {
   "violated": "{service} asks for {desiredCount} tasks, each of which reserves {reserved}, and its instances are at most {instances}: they have no room for so many",
   "undetermined": "it is not known whether the instances of {service} have room for all tasks that it asks for, each of which reserves {reserved}: they are at most {instances}"
  },
  "repair": "let there be more or larger instances, let {taskDefinition} reserve less, or ask for fewer tasks"
 },
 {
  "id": "nat-gateway-in-a-private-subnet",
  "title": "NAT gateway has no way to the internet itself",
  "severity": "error",
  "rationale": "A public NAT gateway sends what it gets on to the internet gateway, by the route table of the subnet that it is in itself. In a subnet that does not\nlead to an internet gateway it reaches nothing, and so do all tasks and instances behind it: images are not pulled, and agents do not join\ntheir cluster.\n",
  "remediation": "Put the NAT gateway into a public subnet, whose route table sends `0.0.0.0/0` to the internet gateway.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
   "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html"
  ],
  "forbid": {
   "natGateway": {
    "private": false,
    "proven": {
     "subnet": {
      "routeTable": {}
     }
    },
    "subnet": {
     "routeTable": {
      "routes": {
       "none": {
        "anyOf": [
         {
          "target": [
           "internet-gateway",
           "appliance"
          ]
         },
         {
          "target": "other",
          "destination": {
           "covers": "internet"
          }
         }
        ]
       }
      }
     }
    }
   }
  },
  "message": {
   "violated": "the subnet of {natGateway} has no route to an internet gateway",
   "undetermined": "it is not known whether the subnet of {natGateway} has a route to an internet gateway"
  },
  "repair": "put {natGateway} into a subnet whose route table leads to an internet gateway"
 },
 {
  "id": "network-acl-admits-the-internet-below-1024",
  "title": "A network ACL admits the internet to ports of instances or tasks that no path needs",
  "severity": "note",
  "rationale": "Subnets of instances and tasks without a load balancer get their requests from its addresses. What else must come in is answers: those of image\nregistries, of AWS's APIs and of everything that the tasks call, on ports from 1024 up. Below that nobody on the internet has a reason to come in,\nand a network ACL that admits it anyway stops nothing where a security group is one day opened by mistake. An entry for all protocols and ports is left out,\nsince somebody chose not to filter there, and so are network load balancers, which may keep the addresses of clients.\n",
  "remediation": "Admit the addresses of the load balancer's subnets to what the tasks listen on, and the internet to 1024 to 65535 for answers.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html",
   "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html"
  ],
  "forbid": {
   "filterRule": {
    "networkAcl": {
     "proven": {
      "subnets": {
       "some": {},
       "every": {
        "loadBalancers": {
         "none": {}
        }
       }
      }
     }
    },
    "direction": "ingress",
    "action": "allow",
    "protocol": [
     "tcp",
     "udp"
    ],
    "ports": {
     "meets": "1-1023"
    },
    "peers": {
     "covers": "internet"
    },
    "flows": {
     "some": {},
     "every": {
      "loadBalancer": {
       "type": [
        "application",
        "classic"
       ]
      }
     }
    }
   }
  },
  "message": {
   "violated": "{filter} admits the internet to ports below 1024 in subnets that hold instances or tasks and no load balancer",
   "undetermined": "it is not known whether {filter} admits the internet to ports below 1024 in subnets that hold instances or tasks and no load balancer"
  },
  "repair": "admit the load balancer's subnets in {filterRule}, and the internet to 1024-65535 only"
 },
 {
  "id": "network-acl-number-repeated",
  "title": "Two entries of a network ACL have one number in one direction",
  "severity": "error",
  "rationale": "A network ACL has one entry of a number in each direction, whether for IPv4 or IPv6. AWS refuses the second: the apply fails, and\nwhich of the two there is then depends on which was made first.\n",
  "remediation": "Give each entry of a direction a number of its own.\n",
  "references": [
   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html",
   "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html"
  ],
  "at": "number",
  "forbid": {
   "filterRule": {
    "networkAcl": {},
    "repeats": true
   }
  },
  "message": {
   "violated": "{filter} has two {direction} entries of number {number}",
   "undetermined": "it is not known whether {filter} has another {direction} entry of number {number}"
  },
  "repair": "give the entry in {filterRule} a number of its own"
 },
 {
  "id": "network-acl-over-quota",
  "title": "A network ACL has more entries than its quota lets it have",
  "severity": "warning",
  "rationale": "A network ACL takes 20 entries in each direction for each family of addresses, with the one that denies the rest, unless the account's quota was\nraised (to 40 at most). Further ones are refused at apply (`NetworkAclEntryLimitExceeded`): those that let the answers out may be among them.\n",
  "remediation": "Join entries, or leave the fine filtering to security groups. Where the quota was raised, disable this rule or leave the network ACL out by an\nexception.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"
  ],
  "forbid": {
   "networkAcl": {
    "countedRules": {
     "moreThan": 19
    }
   }
  },
  "message": {
   "violated": "{networkAcl} has {countedRules} entries of one direction, and AWS takes 19 beside the one that denies the rest unless the quota was raised",
   "undetermined": "it is not known whether {networkAcl} has more than 19 entries of one direction"
  },
  "repair": "merge entries of {networkAcl}"
 },
 {
  "id": "network-configuration-without-awsvpc",
  "title": "Service has a network configuration, and its tasks have no interface of their own",
  "severity": "error",
  "rationale": "Only tasks of network mode `awsvpc` have an interface with subnets and security groups; all others use that of their instance. ECS refuses a\nservice with a network configuration whose task definition has another mode, also where none is written, which is `bridge`.\n",
  "remediation": "Set the network mode of the task definition to `awsvpc`, or leave the network configuration out: then the security groups of the instances count.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html"
  ],
  "at": "networkConfiguration",
  "forbid": {
   "service": {
    "networkConfiguration": true,
    "taskDefinition": {
     "inSource": true,
     "networkMode": [
      "bridge",
      "host",
      "none",
      "nat"
     ]
    }
   }
  },
  "message": {
   "violated": "{service} has a network configuration, and {taskDefinition} is not of network mode awsvpc",
   "undetermined": "it is not known whether {taskDefinition} is of network mode awsvpc, which the network configuration of {service} needs"
  },
  "repair": "set the network mode of {taskDefinition} to awsvpc, or leave out the network configuration of {service}"
 },
 {
  "id": "network-mode-not-for-fargate",
  "title": "Task definition for Fargate has another network mode than awsvpc",
  "severity": "error",
  "rationale": "Fargate gives each task an interface of its own: it runs network mode `awsvpc` only, and the mode has to be written, since without one a task\ndefinition has mode `bridge`. ECS refuses a task definition that requires compatibility with Fargate and has another mode.\n",
  "remediation": "Set the network mode to `awsvpc`, make the type of its target groups `ip`, and give its services a network configuration. Where the tasks are to\nrun on container instances, leave Fargate out of the required compatibilities.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"
  ],
  "at": "networkMode",
  "forbid": {
   "taskDefinition": {
    "requiresFargate": true,
    "anyOf": [
     {
      "saysNetworkMode": false
     },
     {
      "networkMode": [
       "bridge",
       "host",
       "none",
       "nat"
      ]
     }
    ],
    "not": {
     "proven": {
      "networkMode": [
       "bridge",
       "host",
       "none",
       "nat"
      ],
      "services": {
       "some": {
        "launchType": "FARGATE",
        "registrations": {
         "some": {}
        }
       }
      }
     }
    }
   }
  },
  "message": {
   "violated": "{taskDefinition} requires Fargate, which runs network mode awsvpc only, and its network mode is {networkMode}",
   "undetermined": "it is not known whether {taskDefinition}, which is for Fargate, has network mode awsvpc ({networkMode})"
  },
  "repair": "set the network mode of {taskDefinition} to awsvpc"
 },
 {
  "id": "network-mode-not-for-managed-instances",
  "title": "Task definition for ECS Managed Instances has network mode bridge, or none is written",
  "severity": "error",
  "rationale": "On the instances that ECS manages itself tasks have an interface of their own (`awsvpc`) or that of the instance (`host`). The mode has to be\nwritten, since without one a task definition has mode `bridge`, which there is none of: no host port is dynamic there. ECS refuses a task\ndefinition that requires compatibility with Managed Instances and has it. One that does not require it is registered, and the tasks of a\nservice whose launch type or capacity provider is Managed Instances cannot run.\n",
  "remediation": "Set the network mode to `awsvpc`, make the type of its target groups `ip`, and give its services a network configuration. Where the tasks are to\nrun on container instances of your own, leave Managed Instances out of the required compatibilities.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-networking.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html"
  ],
  "at": "networkMode",
  "forbid": {
   "taskDefinition": {
    "allOf": [
     {
      "anyOf": [
       {
        "requiresManagedInstances": true
       },
       {
        "proven": {
         "services": {
          "some": {
           "runsOn": "MANAGED_INSTANCES"
          }
         }
        }
       }
      ]
     },
     {
      "anyOf": [
       {
        "saysNetworkMode": false
       },
       {
        "networkMode": [
         "bridge",
         "nat"
        ]
       }
      ]
     }
    ]
   }
  },
  "message": {
   "violated": "{taskDefinition} is for ECS Managed Instances, which run network modes awsvpc and host, and has {networkMode}",
   "undetermined": "it is not known whether {taskDefinition}, which is for ECS Managed Instances, has a network mode that they run ({networkMode})"
  },
  "repair": "set the network mode of {taskDefinition} to awsvpc"
 },
 {
  "id": "port-mapped-for-another-protocol",
  "title": "Load balancer sends by another protocol than the port is mapped for",
  "severity": "error",
  "rationale": "In network mode `bridge` Docker forwards a mapped port of one protocol, and a mapping that names none is for TCP. Application and classic load balancers, and\ntarget groups for TCP and TLS, send by TCP; target groups for UDP send by UDP. What comes by the other protocol is refused by the host: no container\ngets it, no target becomes healthy, and the security groups and network ACLs say nothing of it.\n",
  "remediation": "Map the container port for the protocol of the target group, or use a target group of the protocol that the container speaks.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html",
   "https://docs.docker.com/engine/network/port-publishing/"
  ],
  "forbid": {
   "obstacle": {
    "kind": "mapped-for-another-protocol",
    "certain": true,
    "flow": {
     "purpose": "traffic"
    }
   }
  },
  "message": {
   "violated": "nothing that {loadBalancer} sends gets to {service}: {obstacle}",
   "undetermined": "it is not known whether {service} maps its port for the protocol in which {loadBalancer} sends"
  },
  "repair": "map the port of {container} for the protocol of {targetGroup}"
 },
 {
  "id": "port-taken-twice-in-a-task",
  "title": "Two port mappings of a task take the same port",
  "severity": "error",
  "rationale": "The containers of a task share the ports of their instance, or in network mode `awsvpc` those of the task's interface. ECS refuses a task\ndefinition in which two mappings take the same host port of one protocol, and in mode `awsvpc` the same container port.\n",
  "remediation": "Have one of the containers listen on another port. In mode `bridge` it is enough to give one of the mappings another host port, or none, so that\nthe agent chooses one.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html"
  ],
  "forbid": {
   "portMapping": {
    "takenPort": {
     "moreThan": 0
    },
    "takesAnyPort": false,
    "earlierOnSamePort": {
     "some": {
      "takesAnyPort": false
     }
    }
   }
  },
  "message": {
   "violated": "container {container} of {taskDefinition} takes {protocol} port {takenPort}, which another mapping of the task takes too",
   "undetermined": "it is not known whether another mapping of {taskDefinition} takes {protocol} port {takenPort} of container {container} too"
  },
  "repair": "give one of the two mappings another port"
 },
 {
  "id": "ports-blocked-by-load-balancer-egress",
  "title": "Load balancer's security groups let nothing out to the container's port",
  "severity": "error",
  "rationale": "A load balancer's own security groups also filter what it sends. Its connections to the targets, health checks among them,\nleave only where an egress rule allows them to the target's port. A security group that Terraform makes has no egress rule\nunless one is written. Where the port is let out to the group that the targets should carry, and these carry another one, only the latter is\ntold, by the rules about the targets' groups.\n",
  "remediation": "Add an egress rule for exactly this port to the load balancer's security group, with the security group of the targets\nas its destination.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group"
  ],
  "forbid": {
   "hop": {
    "kind": "load-balancer-egress",
    "blocks": [
     "part",
     "all"
    ],
    "followsChoice": false,
    "flow": {
     "purpose": "traffic",
     "not": {
      "proven": {
       "portMapping": "dynamic"
      }
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} {hop.cannot} send to {service} on {flow.protocol} {hop.required}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether {loadBalancer} can send to {service} through {hop.node} on {flow.protocol} {hop.required}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} to {hop.peer} out of {hop.opened}"
 },
 {
  "id": "ports-blocked-by-network-acl",
  "title": "Network ACL blocks the container's port on the way to the targets",
  "severity": "error",
  "rationale": "Between two subnets every packet passes two network ACLs: outbound that of the load balancer's subnet, inbound that of the\ntarget's. The first entry that matches the destination port and the other subnet decides, and without one the packet\nis dropped.\n",
  "remediation": "Allow the container's port from the load balancer's subnets (inbound at the targets) and to the targets' subnets (outbound\nat the load balancer), in an entry with a number below any that denies it.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html"
  ],
  "forbid": {
   "hop": {
    "kind": [
     "load-balancer-acl-out",
     "target-acl-in"
    ],
    "blocks": [
     "part",
     "all"
    ],
    "flow": {
     "purpose": "traffic",
     "not": {
      "proven": {
       "portMapping": "dynamic"
      }
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} {hop.cannot} reach {service} on {flow.protocol} {hop.required}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether {loadBalancer} gets to {service} through {hop.node} on {flow.protocol} {hop.required}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} {hop.direction} {hop.peer} in {hop.node}, before any entry that denies it"
 },
 {
  "id": "ports-blocked-by-target-security-group",
  "title": "Target security groups do not admit the load balancer on the container's port",
  "severity": "error",
  "rationale": "The port of this container is known: a fixed host port, or the container's own port where the task has its own network\ninterface. The load balancer opens its connections to it, and the security groups of the container instance, or of\nthe task in awsvpc mode, admit them only where an ingress rule names the load balancer as a source.\n",
  "remediation": "Add an ingress rule for exactly this port to the security group of the instances or of the service, with the load\nbalancer's security group as its source.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html"
  ],
  "forbid": {
   "hop": {
    "kind": "target-ingress",
    "blocks": [
     "part",
     "all"
    ],
    "flow": {
     "purpose": "traffic",
     "not": {
      "proven": {
       "portMapping": "dynamic"
      }
     }
    }
   }
  },
  "message": {
   "violated": "{loadBalancer} {hop.cannot} reach {service} on {flow.protocol} {hop.required}: {hop.node} {hop.reason}",
   "undetermined": "it is not known whether {loadBalancer} is admitted to {service} by {hop.node} on {flow.protocol} {hop.required}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} from {hop.peer} into {hop.opened}"
 },
 {
  "id": "public-address-on-instances",
  "title": "Service asks for public addresses on container instances",
  "severity": "error",
  "rationale": "A task's own interface gets a public address on Fargate only. ECS refuses a service of launch type `EC2` that asks for one; its tasks reach the\ninternet through a NAT gateway.\n",
  "remediation": "Leave the public address out and route the subnets of the tasks through a NAT gateway, or run the service on Fargate.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html"
  ],
  "at": "publicAddress",
  "forbid": {
   "service": {
    "proven": {
     "launchType": "EC2"
    },
    "publicAddress": true,
    "networkConfiguration": true
   }
  },
  "message": {
   "violated": "{service} asks for public addresses of its tasks, which launch type EC2 does not have",
   "undetermined": "it is not known whether {service} asks for public addresses of its tasks, which launch type EC2 does not have"
  },
  "repair": "leave out the public address of {service}"
 },
 {
  "id": "registration-refused",
  "title": "ECS cannot register the service with this load balancer",
  "severity": "error",
  "rationale": "Not every service can be behind every load balancer. Fargate runs tasks of network mode `awsvpc` only; tasks of mode `none` have no\nports; launch type `EXTERNAL` has no load balancing; tasks of mode `awsvpc` cannot be behind a classic load balancer, and all others\ncannot be behind a gateway load balancer. ECS refuses such a service, or it never gets a target.\n",
  "remediation": "Choose a combination that ECS registers behind an application or network load balancer: mode `awsvpc` with target type `ip`, or mode\n`bridge` or `host` on container instances with target type `instance`.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/glb.html"
  ],
  "forbid": {
   "obstacle": {
    "kind": [
     "network-mode",
     "launch-type",
     "load-balancer-type"
    ],
    "certain": true,
    "flow": {
     "purpose": "traffic"
    }
   }
  },
  "message": {
   "violated": "{service} cannot be registered with {loadBalancer}: {obstacle}",
   "undetermined": "it is not known whether {service} can be registered with {loadBalancer}: {obstacle}"
  },
  "repair": "use mode awsvpc with target type ip, or mode bridge or host on container instances with target type instance"
 },
 {
  "id": "reserved-host-port",
  "title": "Host port is one that container instances reserve",
  "severity": "error",
  "severityCases": [
   {
    "severity": "warning",
    "when": {
     "takenPort": 51680
    }
   }
  ],
  "rationale": "Container instances keep some TCP ports for ssh, Docker and the agent: 22, 2375, 2376 and 51678-51680 on Linux; 53, 135, 139, 445, 2375, 2376,\n3389, 5985, 5986, 51678 and 51679 on Windows. No instance has such a port left, so that ECS never places the task.\n",
  "remediation": "Map the container's port to another host port, or leave the host port out, so that the agent chooses one.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
   "https://github.com/aws/amazon-ecs-agent/blob/master/README.md"
  ],
  "forbid": {
   "portMapping": {
    "networkMode": [
     "bridge",
     "host",
     "nat"
    ],
    "protocol": "tcp",
    "takesAnyPort": false,
    "anyOf": [
     {
      "platform": "linux",
      "takenPort": [
       22,
       2375,
       2376,
       51678,
       51679,
       51680
      ]
     },
     {
      "platform": "windows",
      "takenPort": [
       53,
       135,
       139,
       445,
       2375,
       2376,
       3389,
       5985,
       5986,
       51678,
       51679
      ]
     }
    ]
   }
  },
  "message": {
   "violated": "container {container} of {taskDefinition} asks for host port {takenPort}, which container instances keep for themselves",
   "undetermined": "it is not known whether container {container} of {taskDefinition} asks for a host port ({takenPort}) that container instances keep for themselves"
  },
  "repair": "map port {containerPort} to another host port, or to none, so that the agent chooses one"
 },
 {
  "id": "return-traffic-blocked-by-network-acl",
  "title": "Network ACL blocks the answers on their way back to the load balancer",
  "severity": "error",
  "severityCases": [
   {
    "severity": "warning",
    "when": {
     "closedPercent": {
      "lessThan": 1
     }
    }
   }
  ],
  "rationale": "Network ACLs are stateless: the answers of a target need entries of their own, outbound at the target's subnet and inbound at the\nload balancer's. They go to the port from which the load balancer opened the connection, which is any of 1024–65535, and\nnot to the dynamic range of the instances. An entry for 32768–60999 lets some answers through and drops the others.\nWhere less than one in a hundred of these ports is closed, as by an entry that denies 3389 before those that allow, it is a warning: few connections\nbegin there, and those that do hang until they time out.\n",
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
    "anyOf": [
     {
      "flow": {
       "purpose": "traffic"
      }
     },
     {
      "repeatsTraffic": false
     }
    ]
   }
  },
  "message": {
   "violated": "answers of {service} {hop.doNot} get back to {loadBalancer} on {hop.blocked}: {hop.node} {hop.reason}{hop.rangeNote}",
   "undetermined": "it is not known whether answers of {service} get back to {loadBalancer} through {hop.node}: {hop.unknowns}"
  },
  "repair": "allow {flow.protocol} {hop.blocked} {hop.direction} {hop.peer} in {hop.node}, before any entry that denies it"
 },
 {
  "id": "rule-apart-from-inline-rules",
  "title": "A rule stands apart from a group or network ACL that has rules of its own",
  "severity": "warning",
  "rationale": "Where a security group or network ACL has rules inside, the provider takes these for all that there are. A rule of the same\ndirection that is a resource of its own is made after it, and the next apply removes it again: the service works, until somebody\napplies the configuration a second time.\n",
  "remediation": "Write all rules of a direction in the same way: either inside the group or network ACL, or as resources of their own.\n",
  "references": [
   "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group",
   "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl"
  ],
  "forbid": {
   "filterRule": {
    "overruled": true
   }
  },
  "message": {
   "violated": "the next apply removes {filterRule}: {filter} lists all its {direction} rules itself, and this is not one of them",
   "undetermined": "it is not known whether {filterRule} is there, which {filter} would remove at the next apply"
  },
  "repair": "write {filterRule} inside {filter}, or the rules of {filter} as resources of their own"
 },
 {
  "id": "rule-for-port-zero-only",
  "title": "A rule for TCP or UDP names port 0, which is not all ports",
  "severity": "warning",
  "rationale": "From port 0 to port 0 means all ports only where the protocol is `-1`. With `tcp` or `udp` it is the one port 0, on which nothing\nlistens: the rule looks as if it opened everything, and opens nothing. An `aws_network_acl_rule` without ports is such a rule too.\n",
  "remediation": "Write the ports that are meant: `0` to `65535` for all of the protocol, or those of the containers.\n",
  "references": [
   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html",
   "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl_rule"
  ],
  "forbid": {
   "filterRule": {
    "protocol": [
     "tcp",
     "udp"
    ],
    "proven": {
     "from": 0,
     "to": 0
    }
   }
  },
  "message": {
   "violated": "a rule of {filter} is for port 0 only, not for all ports",
   "undetermined": "it is not known whether a rule of {filter} from port 0 to port 0 is for all ports: only one for all protocols is"
  },
  "repair": "write the ports that are meant in {filterRule}, such as 0-65535"
 },
 {
  "id": "rule-ports-run-backwards",
  "title": "The first port of a rule is above its last",
  "severity": "error",
  "rationale": "AWS refuses a rule whose range of ports runs backwards, and what was to be made after it is not made either.\n",
  "remediation": "Write the lower port first.\n",
  "references": [
   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html",
   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PortRange.html"
  ],
  "forbid": {
   "filterRule": {
    "from": {
     "moreThan": "to"
    },
    "proven": {
     "anyOf": [
      {
       "from": {
        "atLeast": 1
       }
      },
      {
       "to": {
        "atMost": 65534
       }
      }
     ]
    }
   }
  },
  "message": {
   "violated": "a rule of {filter} has its first port above its last",
   "undetermined": "it is not known whether the first port of a rule of {filter} is above its last"
  },
  "repair": "write the lower port first in {filterRule}"
 },
 {
  "id": "security-group-over-quota",
  "title": "A security group has more rules than its quota lets it have",
  "severity": "warning",
  "rationale": "A security group takes 60 rules in each direction for each family of addresses, unless the account's quota was raised. Each CIDR block and each\nsecurity group of a rule is one. Further ones are refused at apply (`RulesPerSecurityGroupLimitExceeded`): the load balancer's may be among them.\n",
  "remediation": "Name security groups or a prefix list instead of many CIDR blocks, join blocks, or take a second group. Where the quota was raised, disable this rule\nor leave the group out by an exception.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"
  ],
  "forbid": {
   "securityGroup": {
    "countedRules": {
     "moreThan": 60
    }
   }
  },
  "message": {
   "violated": "{securityGroup} has {countedRules} rules of one direction, and AWS takes 60 unless the quota was raised",
   "undetermined": "it is not known whether {securityGroup} has more than 60 rules of one direction"
  },
  "repair": "name groups or a prefix list in {securityGroup} instead of many CIDR blocks"
 },
 {
  "id": "security-group-rule-repeated",
  "title": "Two resources make the same rule of a security group",
  "severity": "error",
  "rationale": "A security group has a rule once. AWS refuses the second with `InvalidPermission.Duplicate`, and the apply or the stack fails there.\n",
  "remediation": "Remove one of the two.\n",
  "references": [
   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html",
   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
  ],
  "forbid": {
   "filterRule": {
    "securityGroup": {},
    "repeats": true
   }
  },
  "message": {
   "violated": "{filterRule} repeats a rule that {filter} has already",
   "undetermined": "it is not known whether {filterRule} makes a rule of {filter} that there is already"
  },
  "repair": "remove {filterRule}"
 },
 {
  "id": "security-groups-beside-network-interface",
  "title": "Security groups stand beside a network interface, where AWS does not take them",
  "severity": "error",
  "rationale": "A launch that describes its network interfaces names security groups in them. Groups beside the interface are refused when instances are to be\nlaunched (\"When a network interface is provided, the security groups must be a part of it\"): the instance group starts nothing.\n",
  "remediation": "Move the groups into the network interface, or leave the interface out where it only says what the subnet says anyway.\n",
  "references": [
   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html",
   "https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-launch-template.html"
  ],
  "at": "groupsBesideInterface",
  "forbid": {
   "instanceGroup": {
    "namesGroupsTwice": true
   }
  },
  "message": {
   "violated": "{instanceGroup} starts no instance: its launch names security groups beside the network interface",
   "undetermined": "it is not known whether the launch of {instanceGroup} names security groups beside a network interface, where AWS does not take them"
  },
  "repair": "move the security groups into the network interface"
 },
 {
  "id": "service-connect-clients-cannot-connect",
  "title": "No service of the namespace can connect to a port that Service Connect publishes",
  "severity": "warning",
  "rationale": "Service Connect leads the services of a namespace to each other, and opens nothing: the security groups of those that are called must admit\nthose that call, the groups of these must let them out, and the network ACLs of both must let requests and answers through. Tasks of mode\n`awsvpc` are called on the container's port, or on `ingressPortOverride` where that is set, not on the port of the client alias. Tasks of mode\n`bridge` are called at their instance, on a dynamic port where none is set; only what runs on the same instance gets there past no filter.\nWhere the filters let no service of the namespace through, each call times out. Services behind a load balancer are left out, as they may be\ncalled by that alone.\n",
  "remediation": "Admit the container's port in a security group of the tasks, from the groups of the services that call them; in mode `bridge`, the dynamic\nports in a security group of the instances. Where a network ACL closes it, let the port in there, and answers out to ports 1024–65535.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html",
   "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html"
  ],
  "forbid": {
   "connectEndpoint": {
    "proven": {
     "networkMode": [
      "awsvpc",
      "bridge"
     ],
     "service": {
      "registrations": {
       "count": 0
      }
     }
    },
    "clientsConnect": false
   }
  },
  "message": {
   "violated": "no {clients} can connect to {portName}, which {service} publishes by Service Connect on {ports}: it is closed at {closedAt}",
   "undetermined": "it is not known whether security groups and network ACLs let a {clients} connect to {portName}, which {service} publishes by Service Connect on {ports}"
  },
  "repair": "let requests on {ports}, and the answers to them, through at {closedAt}, between {service} and the services that call it"
 },
 {
  "id": "service-connect-port-without-name",
  "title": "Service Connect publishes a port that no port mapping has",
  "severity": "error",
  "rationale": "Service Connect publishes ports by the names of the port mappings of the task definition. ECS refuses a service that publishes a name which\nnone of them has.\n",
  "remediation": "Give the port mapping the name, or publish the one that it has.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html"
  ],
  "forbid": {
   "service": {
    "publishesUnnamedPort": true
   }
  },
  "message": {
   "violated": "{service} publishes a port by Service Connect whose name no port mapping of {taskDefinition} has",
   "undetermined": "it is not known whether a port mapping of {taskDefinition} has the name of each port that {service} publishes by Service Connect"
  },
  "repair": "give a port mapping of {taskDefinition} the name that {service} publishes"
 },
 {
  "id": "service-discovery-needs-srv-records",
  "title": "Service discovery makes A records of tasks that have no address of their own",
  "severity": "error",
  "rationale": "Only tasks of network mode `awsvpc` have an address of their own. Those of mode `bridge` and `host` share that of their instance and are told apart by\nthe port, which only SRV records have: for them ECS takes no other.\n",
  "remediation": "Make the record of the service of Cloud Map one of type SRV, and have clients look it up; or run the tasks in mode `awsvpc`. Clients that can look up\naddresses only can use Service Connect.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html"
  ],
  "forbid": {
   "discoveryEntry": {
    "proven": {
     "records": "addresses"
    },
    "networkMode": [
     "bridge",
     "host"
    ]
   }
  },
  "message": {
   "violated": "service discovery of {service} makes A records, and tasks of {taskDefinition} have no address of their own",
   "undetermined": "it is not known whether tasks of {taskDefinition} have addresses of their own, of which service discovery of {service} makes A records"
  },
  "repair": "make the records of type SRV, or set the network mode of {taskDefinition} to awsvpc"
 },
 {
  "id": "service-discovery-port-closed",
  "title": "Nobody can connect to the tasks to which service discovery leads",
  "severity": "warning",
  "rationale": "Service discovery tells others where the tasks of a service are, and opens nothing. Who looks them up is not in the source; but where no\nsecurity group of the tasks admits anybody to the port with which they are registered, each connection times out, whoever calls. Tasks of mode\n`awsvpc` are called at their own interface, on the container's port; all others at their instance, on the host port, which in mode `bridge` is\na dynamic one where none is written. Services behind a load balancer are left out, as they may be registered beside that.\n",
  "remediation": "Admit the port in a security group of the tasks, or of the instances, from the group of those who look them up.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html",
   "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
  ],
  "forbid": {
   "discoveryEntry": {
    "proven": {
     "networkMode": [
      "awsvpc",
      "bridge",
      "host",
      "nat"
     ],
     "service": {
      "registrations": {
       "count": 0
      }
     }
    },
    "admitsSomebody": false
   }
  },
  "message": {
   "violated": "service discovery leads to the tasks of {service}, and {nobody} can connect to them on {ports}: it is closed at {closedAt}",
   "undetermined": "it is not known whether anybody can connect on {ports} to the tasks of {service}, to which service discovery leads"
  },
  "repair": "admit {ports} at {closedAt}, from those who look up {service}"
 },
 {
  "id": "service-discovery-port-missing",
  "title": "Service discovery is not told the port of the tasks",
  "severity": "error",
  "rationale": "Tasks of mode `bridge` and `host` are registered with the name and port of a container. SRV records need a port in mode `awsvpc` too: that of a container,\nor one of the task's own interface. ECS refuses the service otherwise.\n",
  "remediation": "Name the container and its port in the service's registry; in mode `awsvpc` its `port` will do.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html"
  ],
  "forbid": {
   "discoveryEntry": {
    "proven": {
     "anyOf": [
      {
       "saysContainerName": false
      },
      {
       "saysContainerPort": false
      }
     ]
    },
    "anyOf": [
     {
      "networkMode": [
       "bridge",
       "host"
      ],
      "not": {
       "proven": {
        "records": "addresses"
       }
      }
     },
     {
      "networkMode": "awsvpc",
      "proven": {
       "records": "ports",
       "saysPort": false
      }
     }
    ]
   }
  },
  "message": {
   "violated": "service discovery of {service} is not told the port of its tasks",
   "undetermined": "it is not known whether service discovery of {service} is told the port of its tasks"
  },
  "repair": "name the container and its port in the service registry of {service}"
 },
 {
  "id": "service-discovery-port-not-mapped",
  "title": "Service discovery names a container or port that the task definition does not have",
  "severity": "error",
  "rationale": "A service may name the container and the container port with which its tasks are found by SRV records. Both must be in its task definition,\nspelled the same, with a port mapping of that container port. ECS refuses the service otherwise.\n",
  "remediation": "Add a port mapping for the port to the container, or correct the container's name or port in the service.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html"
  ],
  "at": "containerPort",
  "forbid": {
   "discoveryEntry": {
    "proven": {
     "service": {
      "taskDefinition": {
       "inSource": true
      }
     }
    },
    "saysContainerName": true,
    "saysContainerPort": true,
    "mapped": false
   }
  },
  "message": {
   "violated": "{service} registers {container} with service discovery, which {taskDefinition} does not map",
   "undetermined": "it is not known whether {taskDefinition} maps {container}, which {service} registers with service discovery"
  },
  "repair": "map the port of {container} in {taskDefinition}, or register a port that it maps"
 },
 {
  "id": "service-discovery-port-refused",
  "title": "Service discovery is told a port that it does not take",
  "severity": "error",
  "rationale": "A records have no port: for tasks of mode `awsvpc` that are found by them, ECS refuses a service whose registry says one. Where SRV records need it, it is the\ncontainer's name and port or the port of the task's own interface, and not both.\n",
  "remediation": "Leave the port out where the records are of type A. Else say either `port` or the container's name and port.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html"
  ],
  "at": "containerPort",
  "forbid": {
   "discoveryEntry": {
    "anyOf": [
     {
      "proven": {
       "networkMode": "awsvpc",
       "records": "addresses"
      },
      "anyOf": [
       {
        "saysContainerPort": true
       },
       {
        "saysPort": true
       }
      ]
     },
     {
      "proven": {
       "saysPort": true
      },
      "saysContainerPort": true
     }
    ]
   }
  },
  "message": {
   "violated": "service discovery of {service} is told a port that it does not take",
   "undetermined": "it is not known whether service discovery of {service} is told a port that it does not take"
  },
  "repair": "leave the port out of the service registry of {service}, or say it once"
 },
 {
  "id": "static-host-port-in-the-dynamic-range",
  "title": "Fixed host port is one that instances give to dynamic ports",
  "severity": "warning",
  "severityCases": [
   {
    "severity": "note",
    "when": {
     "networkMode": "host"
    }
   }
  ],
  "rationale": "Where a mapping has no host port the agent takes one from a range: 32768-60999 on Linux by default, 49152-65535 on Windows. A container with\na fixed port of that range does not start on an instance where another has it already; AWS keeps the range for ports that are assigned\nby themselves.\n",
  "remediation": "Map the container's port to a host port below 32768, or leave the host port out, so that the agent chooses one.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://github.com/aws/amazon-ecs-agent/blob/master/README.md"
  ],
  "at": "hostPort",
  "forbid": {
   "portMapping": {
    "networkMode": [
     "bridge",
     "host",
     "nat"
    ],
    "takesAnyPort": false,
    "inDynamicRange": true,
    "not": {
     "protocol": "tcp",
     "takenPort": [
      51678,
      51679,
      51680
     ]
    }
   }
  },
  "message": {
   "violated": "container {container} of {taskDefinition} asks for host port {takenPort}, which its instances may give to dynamic ports",
   "undetermined": "it is not known whether container {container} of {taskDefinition} asks for a host port ({takenPort}) that its instances may give to dynamic ports"
  },
  "repair": "map port {containerPort} to a host port below 32768, or to none, so that the agent chooses one"
 },
 {
  "id": "static-host-port-leaves-no-instance-to-deploy",
  "title": "A fixed host port leaves a deployment no instance for the new task",
  "severity": "warning",
  "rationale": "A host port is taken by one task on each instance. Where a service runs as many tasks as there can be instances, the new task of a deployment\nfinds the port taken on each of them; and where none of the old tasks may stop before it (a minimum healthy percent of 100, the default), the\ndeployment waits for ever.\n",
  "remediation": "Leave the host port out (network mode `bridge`), so that old and new tasks share an instance, and open the dynamic range 32768-65535 from the\nload balancer. Else let the instance group grow by one, or allow a task to stop first by a smaller minimum healthy percent.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"
  ],
  "at": "minimumHealthyPercent",
  "forbid": {
   "service": {
    "schedulingStrategy": "REPLICA",
    "rolling": true,
    "stopsFirst": false,
    "desiredCount": {
     "moreThan": 0,
     "equals": "mostInstances"
    },
    "taskDefinition": {
     "portMappings": {
      "some": {
       "networkMode": [
        "bridge",
        "host"
       ],
       "takenPort": {
        "moreThan": 0
       }
      }
     }
    }
   }
  },
  "message": {
   "violated": "a deployment of {service} has no instance for a new task: its tasks take a fixed host port, there can be no more instances than tasks ({desiredCount}), and none of these may stop first ({minimumHealthyPercent} % must stay up, rounded up)",
   "undetermined": "it is not known whether a deployment of {service}, whose tasks take a fixed host port, finds an instance without one, or may stop a task first"
  },
  "repair": "leave the host port out of {taskDefinition}, and out of a health check that names it, so that old and new tasks share an instance, let there be one more instance, or lower the minimum healthy percent of {service}"
 },
 {
  "id": "static-host-port-on-too-few-instances",
  "title": "A fixed host port has the tasks need more instances than there can be",
  "severity": "error",
  "rationale": "A host port is taken by one task on each instance. A service whose tasks take a fixed one runs at most as many tasks as there are instances:\nthe others are never placed (\"already using a port required by your task\"), and the service never gets steady.\n",
  "remediation": "Leave the host port out (network mode `bridge`), so that many tasks share an instance, and open the dynamic range 32768-65535 from the load\nbalancer. Else let the instance group grow to as many instances as there are tasks, or ask for fewer tasks.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"
  ],
  "at": "desiredCount",
  "forbid": {
   "service": {
    "schedulingStrategy": "REPLICA",
    "desiredCount": {
     "moreThan": "mostInstances"
    },
    "taskDefinition": {
     "portMappings": {
      "some": {
       "networkMode": [
        "bridge",
        "host"
       ],
       "takenPort": {
        "moreThan": 0
       }
      }
     }
    }
   }
  },
  "message": {
   "violated": "{service} asks for {desiredCount} tasks that take a fixed host port, and there can be fewer instances, each of which runs one",
   "undetermined": "it is not known whether {service} runs more tasks that take a fixed host port than there can be instances, each of which runs one"
  },
  "repair": "leave the host port out of {taskDefinition}, and out of a health check that names it, so that many tasks share an instance, or let there be {desiredCount} instances"
 },
 {
  "id": "subnet-in-two-network-acls",
  "title": "A subnet is associated with two network ACLs",
  "severity": "warning",
  "rationale": "A subnet has one network ACL. An association with a second one takes it away from the first: which entries filter then depends on the order in\nwhich the two are made, and the next apply turns it round.\n",
  "remediation": "Associate the subnet with one network ACL, and put the entries of both into it.\n",
  "references": [
   "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclAssociation.html"
  ],
  "forbid": {
   "subnet": {
    "proven": {
     "networkAcls": {
      "some": {}
     }
    },
    "networkAcls": {
     "count": {
      "moreThan": 1
     }
    }
   }
  },
  "message": {
   "violated": "{subnet} is associated with more than one network ACL, and keeps only one of them",
   "undetermined": "it is not known whether {subnet} is associated with a second network ACL"
  },
  "repair": "associate {subnet} with one network ACL only"
 },
 {
  "id": "target-group-without-listener",
  "title": "No listener forwards to the service's target group",
  "severity": "warning",
  "at": "targetGroup",
  "rationale": "A target group takes part only where a listener, or a rule of one, forwards to it. Otherwise its targets are unused, no\nhealth check is made, and ECS refuses to create the service, because the target group has no load balancer.\n",
  "remediation": "Add a listener, or a listener rule, whose action forwards to the target group.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html"
  ],
  "forbid": {
   "registration": {
    "targetGroup": {
     "hasListener": false
    }
   }
  },
  "message": {
   "violated": "no listener in the source forwards to {targetGroup}, with which {service} registers",
   "undetermined": "it is not known whether a listener forwards to {targetGroup}, with which {service} registers"
  },
  "repair": "forward to {targetGroup} in a listener or a listener rule"
 },
 {
  "id": "target-type-mismatch",
  "title": "Target group's type does not fit the task's network mode",
  "severity": "error",
  "at": "targetType",
  "rationale": "Tasks of network mode awsvpc have addresses of their own and are registered as targets of type `ip`; tasks of every\nother mode are registered by their container instance, as type `instance`, which is also what a target group is\nwhere no type is written. ECS refuses a service whose target group has the other type.\n",
  "remediation": "Make the target group's type `ip` for awsvpc tasks, else `instance`. A target group's type cannot be changed: a new\none takes its place.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-type"
  ],
  "forbid": {
   "flow": {
    "purpose": "traffic",
    "anyOf": [
     {
      "registration": {
       "networkMode": "awsvpc"
      },
      "targetGroup": {
       "targetType": [
        "instance",
        "lambda",
        "alb"
       ]
      }
     },
     {
      "registration": {
       "networkMode": [
        "bridge",
        "host",
        "nat"
       ]
      },
      "targetGroup": {
       "targetType": [
        "ip",
        "lambda",
        "alb"
       ]
      }
     }
    ]
   }
  },
  "message": {
   "violated": "tasks of network mode {networkMode} need target type {neededTargetType}, and {targetGroup}, with which {service} registers, has {targetType}",
   "undetermined": "it is not known whether the target type of {targetGroup} ({targetType}) fits the network mode of {service}"
  },
  "repair": "give {targetGroup} target type {neededTargetType}"
 },
 {
  "id": "target-zone-not-served",
  "title": "Targets run in an availability zone that the load balancer does not serve",
  "severity": "error",
  "rationale": "A load balancer sends only to targets in the availability zones of its own subnets. Targets in any other zone stay\nunused, never become healthy, and ECS replaces them.\n",
  "remediation": "Give the load balancer a subnet in every zone in which the targets may run, or keep the targets out of that zone.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-subnets.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html"
  ],
  "forbid": {
   "obstacle": {
    "kind": "zone-not-served",
    "certain": true,
    "flow": {
     "purpose": "traffic"
    }
   }
  },
  "message": {
   "violated": "tasks of {service} in one of their zones are never reached: {obstacle}",
   "undetermined": "it is not known whether {loadBalancer} serves every zone of {service}"
  },
  "repair": "give {loadBalancer} a subnet in that zone"
 },
 {
  "id": "targets-in-another-vpc",
  "title": "Load balancer, targets and security groups are not in one VPC",
  "severity": "error",
  "rationale": "A load balancer sends only to target groups of its own VPC, and ECS registers only tasks and instances of that VPC, although a\ntarget group of type `ip` could hold addresses of a peered network. A network interface takes only security groups of its own\nVPC. Where something is in another one, AWS refuses it or the targets are never used. A peering connection does not help.\nOf tasks behind a network load balancer some report that ECS registers them in a peered VPC, so that this stays undetermined.\n",
  "remediation": "Put the target group, the subnets of the service or of its instances, and the security groups of both sides into the VPC\nof the load balancer.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
   "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html"
  ],
  "forbid": {
   "obstacle": {
    "kind": "vpc-mismatch",
    "certain": true,
    "flow": {
     "purpose": "traffic"
    }
   }
  },
  "message": {
   "violated": "{service} cannot work behind {loadBalancer}: {obstacle}",
   "undetermined": "it is not known whether {loadBalancer} has to reach {service} in another VPC: {obstacle}"
  },
  "repair": "put the target group, the targets and the security groups of both sides into the VPC of {loadBalancer}"
 },
 {
  "id": "task-larger-than-its-instances",
  "title": "Task reserves more than any of its instances has",
  "severity": "error",
  "rationale": "ECS places a task where an instance has as much CPU and memory left as the task reserves. An instance has 1024 CPU units for each vCPU, and less\nmemory than its type: the operating system takes a part of it. A task that reserves as much memory as the type has, or more, is never\nplaced on any instance, and the service never gets steady.\n",
  "remediation": "Let the task reserve less, by the CPU and memory of the task or of its containers (`memoryReservation` is what counts where it is given), or take\na larger instance type. Leave some memory to the operating system, the agent and Docker.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
   "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html"
  ],
  "at": "taskDefinition",
  "forbid": {
   "service": {
    "room": "none"
   }
  },
  "message": {
   "violated": "a task of {service} is never placed: {taskDefinition} reserves {reserved}, and its instances are at most {instances}, of whose memory the operating system takes a part",
   "undetermined": "it is not known whether a task of {service} fits an instance: {taskDefinition} reserves {reserved}, and its instances are at most {instances}"
  },
  "repair": "let {taskDefinition} reserve less, or take a larger instance type"
 },
 {
  "id": "tasks-over-security-group-limit",
  "title": "Service names more than five security groups",
  "severity": "error",
  "rationale": "The network configuration of a service takes five security groups. ECS refuses a service with more (`InvalidParameterException`), whatever the account's\nquota for network interfaces is.\n",
  "remediation": "Join groups, or give the tasks one group that the others' rules name.\n",
  "references": [
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html"
  ],
  "at": "networkConfiguration",
  "forbid": {
   "service": {
    "proven": {
     "securityGroups": {
      "count": {
       "atLeast": 5
      }
     }
    },
    "securityGroups": {
     "count": {
      "moreThan": 5
     }
    }
   }
  },
  "message": {
   "violated": "{service} names more than five security groups, and ECS takes five",
   "undetermined": "it is not known whether {service} names more than five security groups, and ECS takes five"
  },
  "repair": "name at most five security groups in {service}"
 },
 {
  "id": "udp-port-without-health-check",
  "title": "Health checks by TCP go to a host port that is mapped for UDP only",
  "severity": "error",
  "rationale": "Load balancers check by TCP, HTTP or HTTPS, also the targets of a UDP target group, and to the port of the traffic unless another is written. In\nnetwork mode `bridge` Docker forwards a mapped port of one protocol: of a port that is mapped for UDP nothing answers by TCP, no target ever\ngets healthy, and ECS replaces the tasks for ever.\n",
  "remediation": "Check a port on which the container answers by TCP: map it with a fixed host port and write that as the port of the health check.\n",
  "references": [
   "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html",
   "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"
  ],
  "at": "healthCheck",
  "forbid": {
   "flow": {
    "purpose": "health-check",
    "protocol": "tcp",
    "targetGroup": {
     "protocol": [
      "UDP",
      "TCP_UDP"
     ],
     "healthCheck": {
      "enabled": true,
      "port": "traffic-port"
     }
    },
    "mapping": {
     "networkMode": "bridge",
     "protocol": "udp"
    }
   }
  },
  "message": {
   "violated": "nothing answers the health checks of {targetGroup}: they go by TCP to the host port of {container}, which is mapped for UDP only",
   "undetermined": "it is not known whether anything answers the health checks of {targetGroup}, which go by TCP to the host port of {container}"
  },
  "repair": "give the health check of {targetGroup} the host port of a mapping for TCP"
 }
];
