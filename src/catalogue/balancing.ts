/** Load balancers, listeners and target groups, with what belongs to them. */
import type { Entry } from "./catalogue.ts";

export const BALANCING = {
  "load-balancer": {
    family: "load-balancer",
    name: "name",
    terraform: ["aws_lb", "aws_alb"],
    cloudformation: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    identity: { terraform: ["id", "arn", "name"], cloudformation: ["Ref", "LoadBalancerArn"] },
    echoes: ["SecurityGroups"],
    given: {
      aws: "id=arn: arn_suffix dns_name name vpc_id=vpc- zone_id",
      awscc: "id=arn: dns_name load_balancer_arn=arn:",
    },
    defaults: { load_balancer_type: "application" },
    lookUp: { arguments: { name: "name", arn: "arn" } },
  },
  "classic-load-balancer": {
    family: "classic-load-balancer",
    name: "loadBalancerName",
    terraform: ["aws_elb"],
    cloudformation: "AWS::ElasticLoadBalancing::LoadBalancer",
    identity: { terraform: ["id", "name"], cloudformation: ["Ref"] },
    given: { aws: "dns_name name source_security_group source_security_group_id=sg- zone_id" },
  },
  listener: {
    family: "listener",
    terraform: ["aws_lb_listener", "aws_alb_listener"],
    cloudformation: "AWS::ElasticLoadBalancingV2::Listener",
    identity: { terraform: ["id", "arn"], cloudformation: ["Ref", "ListenerArn"] },
    given: { aws: "id=arn:", awscc: "id=arn: listener_arn=arn:" },
    lookUp: { arguments: { arn: "arn", load_balancer_arn: "load_balancer_arn", port: "port" } },
  },
  "listener-rule": {
    terraform: ["aws_lb_listener_rule", "aws_alb_listener_rule"],
    cloudformation: "AWS::ElasticLoadBalancingV2::ListenerRule",
    given: { aws: "id=arn:" },
  },
  "target-group": {
    family: "target-group",
    name: "name",
    terraform: ["aws_lb_target_group", "aws_alb_target_group"],
    cloudformation: "AWS::ElasticLoadBalancingV2::TargetGroup",
    identity: { terraform: ["id", "arn", "name"], cloudformation: ["Ref", "TargetGroupArn", "TargetGroupName"] },
    given: { aws: "id=arn: arn_suffix name", awscc: "id=arn: target_group_arn=arn:" },
    defaults: { target_type: "instance" },
    lookUp: { arguments: { name: "name", arn: "arn" } },
  },
  "target-group-attachment": { terraform: ["aws_lb_target_group_attachment", "aws_alb_target_group_attachment"] },
  "classic-attachment": { terraform: ["aws_elb_attachment"] },
} as const satisfies Readonly<Record<string, Entry>>;
