#!/bin/sh
# Writes what is deployed in one account and region into a directory, for `reachlint scan --facts DIRECTORY`.
# Every call of the AWS CLI only reads: describe, list and get. What the caller may not read is told, and left out.
#
#   sh facts.sh DIRECTORY [REGION]
#
# Stored parameters are not asked for, as some may be secret: where source reads some, add
# `aws ssm get-parameters --names NAME... --output json` as a file of its own.
# Give each account and region a directory of its own: `sh facts.sh facts/prod/eu-west-1 eu-west-1`.
set -eu

directory=${1:?usage: sh facts.sh DIRECTORY [REGION]}
if [ $# -gt 1 ]; then
  export AWS_REGION="$2" AWS_DEFAULT_REGION="$2"
fi
export AWS_PAGER=""
mkdir -p "$directory"

# keep NAME COMMAND...: what a command prints, in a file that is there as a whole or not at all.
keep() {
  file="$directory/$1.json"
  shift
  if aws "$@" --output json >"$file.part"; then
    mv "$file.part" "$file"
  else
    rm -f "$file.part"
    echo "left out: aws $*" >&2
  fi
}

# each QUERY COMMAND...: ids or ARNs, one a line.
each() {
  query=$1
  shift
  aws "$@" --query "$query" --output text | tr '\t' '\n' | grep -v -e '^None$' -e '^$' || true
}

for what in availability-zones vpcs subnets security-groups network-acls route-tables nat-gateways internet-gateways vpc-endpoints managed-prefix-lists; do
  keep "describe-$what" ec2 "describe-$what"
done
keep describe-network-interfaces ec2 describe-network-interfaces --filters 'Name=description,Values=ELB net/*'
keep describe-instances ec2 describe-instances --filters Name=instance-state-name,Values=pending,running
for id in $(each 'PrefixLists[].PrefixListId' ec2 describe-managed-prefix-lists); do
  keep "get-managed-prefix-list-entries-$id" ec2 get-managed-prefix-list-entries --prefix-list-id "$id"
done
for id in $(each 'LaunchTemplates[].LaunchTemplateId' ec2 describe-launch-templates); do
  keep "describe-launch-template-versions-$id" ec2 describe-launch-template-versions --launch-template-id "$id"
done

keep describe-auto-scaling-groups autoscaling describe-auto-scaling-groups
keep describe-launch-configurations autoscaling describe-launch-configurations

keep describe-load-balancers elbv2 describe-load-balancers
keep describe-target-groups elbv2 describe-target-groups
for balancer in $(each 'LoadBalancers[].LoadBalancerArn' elbv2 describe-load-balancers); do
  keep "describe-listeners-${balancer##*/}" elbv2 describe-listeners --load-balancer-arn "$balancer"
  keep "describe-load-balancer-attributes-${balancer##*/}" elbv2 describe-load-balancer-attributes --load-balancer-arn "$balancer"
  for listener in $(each 'Listeners[].ListenerArn' elbv2 describe-listeners --load-balancer-arn "$balancer"); do
    keep "describe-rules-${listener##*/}" elbv2 describe-rules --listener-arn "$listener"
  done
done
for group in $(each 'TargetGroups[].TargetGroupArn' elbv2 describe-target-groups); do
  keep "describe-target-group-attributes-${group##*/}" elbv2 describe-target-group-attributes --target-group-arn "$group"
done
keep describe-classic-load-balancers elb describe-load-balancers
for name in $(each 'LoadBalancerDescriptions[].LoadBalancerName' elb describe-load-balancers); do
  keep "describe-classic-load-balancer-attributes-$name" elb describe-load-balancer-attributes --load-balancer-name "$name"
done

keep list-exports cloudformation list-exports
keep describe-stacks cloudformation describe-stacks

keep describe-capacity-providers ecs describe-capacity-providers
for cluster in $(each 'clusterArns[]' ecs list-clusters); do
  name=${cluster##*/}
  keep "describe-clusters-$name" ecs describe-clusters --clusters "$cluster"
  for service in $(each 'serviceArns[]' ecs list-services --cluster "$cluster"); do
    keep "describe-services-$name-${service##*/}" ecs describe-services --cluster "$cluster" --services "$service"
  done
  for instance in $(each 'containerInstanceArns[]' ecs list-container-instances --cluster "$cluster"); do
    keep "describe-container-instances-$name-${instance##*/}" ecs describe-container-instances --cluster "$cluster" --container-instances "$instance"
  done
  for service in $(each 'serviceArns[]' ecs list-services --cluster "$cluster"); do
    each 'services[].[taskDefinition, taskSets[].taskDefinition][]' ecs describe-services --cluster "$cluster" --services "$service"
  done
done | sort -u | while read -r definition; do
  keep "describe-task-definition-$(echo "${definition##*/}" | tr : -)" ecs describe-task-definition --task-definition "$definition"
done
