/** Load balancers, listeners and target groups, with what belongs to them. */
import type { Entry } from "./entry.ts";

const LOAD_BALANCER = "id=arn: arn_suffix dns_name name vpc_id=vpc- zone_id";
const TARGET_GROUP = "id=arn: arn_suffix name";

export const BALANCING = {
  "load-balancer": {
    family: "load-balancer",
    name: "name",
    terraform: ["aws_lb", "aws_alb"],
    cloudformation: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    identity: { terraform: ["id", "arn", "name"], cloudformation: ["Ref", "LoadBalancerArn"] },
    echoes: ["SecurityGroups"],
    given: {
      aws_lb: LOAD_BALANCER,
      aws_alb: LOAD_BALANCER,
      awscc_elasticloadbalancingv2_load_balancer: "id=arn: dns_name load_balancer_arn=arn:",
    },
    defaults: { aws_lb: { load_balancer_type: "application" }, aws_alb: { load_balancer_type: "application" } },
    lookUp: { by: ["aws_lb", "aws_alb"], types: ["aws_lb", "aws_alb"], arguments: { name: "name", arn: "arn" } },
  },
  "classic-load-balancer": {
    family: "classic-load-balancer",
    name: "loadBalancerName",
    terraform: ["aws_elb"],
    cloudformation: "AWS::ElasticLoadBalancing::LoadBalancer",
    identity: { terraform: ["id", "name"], cloudformation: ["Ref"] },
    given: { aws_elb: "dns_name name source_security_group source_security_group_id=sg- zone_id" },
  },
  listener: {
    family: "listener",
    terraform: ["aws_lb_listener", "aws_alb_listener"],
    cloudformation: "AWS::ElasticLoadBalancingV2::Listener",
    identity: { terraform: ["id", "arn"], cloudformation: ["Ref", "ListenerArn"] },
    given: {
      aws_lb_listener: "id=arn:",
      aws_alb_listener: "id=arn:",
      awscc_elasticloadbalancingv2_listener: "id=arn: listener_arn=arn:",
    },
    lookUp: {
      by: ["aws_lb_listener"],
      types: ["aws_lb_listener", "aws_alb_listener"],
      arguments: { arn: "arn", load_balancer_arn: "load_balancer_arn", port: "port" },
    },
  },
  "listener-rule": {
    terraform: ["aws_lb_listener_rule", "aws_alb_listener_rule"],
    cloudformation: "AWS::ElasticLoadBalancingV2::ListenerRule",
    given: { aws_lb_listener_rule: "id=arn:", aws_alb_listener_rule: "id=arn:" },
  },
  "target-group": {
    family: "target-group",
    name: "name",
    terraform: ["aws_lb_target_group", "aws_alb_target_group"],
    cloudformation: "AWS::ElasticLoadBalancingV2::TargetGroup",
    identity: {
      terraform: ["id", "arn", "name"],
      cloudformation: ["Ref", "TargetGroupArn", "TargetGroupName"],
    },
    given: {
      aws_lb_target_group: TARGET_GROUP,
      aws_alb_target_group: TARGET_GROUP,
      awscc_elasticloadbalancingv2_target_group: "id=arn: target_group_arn=arn:",
    },
    defaults: {
      aws_lb_target_group: { target_type: "instance" },
      aws_alb_target_group: { target_type: "instance" },
    },
    lookUp: {
      by: ["aws_lb_target_group", "aws_alb_target_group"],
      types: ["aws_lb_target_group", "aws_alb_target_group"],
      arguments: { name: "name", arn: "arn" },
    },
  },
  "target-group-attachment": { terraform: ["aws_lb_target_group_attachment", "aws_alb_target_group_attachment"] },
  "classic-attachment": { terraform: ["aws_elb_attachment"] },
} as const satisfies Readonly<Record<string, Entry>>;
