/** What runs containers: ECS with its clusters, services, task definitions and deployments; and what starts instances, with what attaches them. */
import type { Entry } from "./catalogue.ts";

/** The hook of a template that deploys as a deployment group does. */
export const BLUE_GREEN_HOOK = "AWS::CodeDeploy::BlueGreen";

export const HOSTS = {
  "auto-scaling-group": {
    family: "host-group",
    name: "autoScalingGroupName",
    terraform: ["aws_autoscaling_group"],
    cloudformation: "AWS::AutoScaling::AutoScalingGroup",
    identity: { terraform: ["id", "arn", "name"], cloudformation: ["Ref", "Arn"] },
    given: { aws: "name", awscc: "auto_scaling_group_name" },
    lookUp: { arguments: { name: "name" } },
  },
  instance: {
    family: "host-group",
    terraform: ["aws_instance"],
    cloudformation: "AWS::EC2::Instance",
    identity: { terraform: ["id"], cloudformation: ["Ref", "InstanceId"] },
    launches: true,
    given: {
      aws: "id=i- availability_zone primary_network_interface_id=eni- private_dns private_ip subnet_id=subnet-",
      awscc: "id=i- instance_id=i-",
    },
  },
  "spot-instance": {
    family: "host-group",
    terraform: ["aws_spot_instance_request"],
    identity: { terraform: ["id", "spot_instance_id"] },
    launches: true,
  },
  "spot-fleet": {
    terraform: ["aws_spot_fleet_request"],
    cloudformation: "AWS::EC2::SpotFleet",
    launches: true,
  },
  "ec2-fleet": { terraform: ["aws_ec2_fleet"], cloudformation: "AWS::EC2::EC2Fleet" },
  "launch-template": {
    family: "launch-template",
    name: "launchTemplateName",
    terraform: ["aws_launch_template"],
    cloudformation: "AWS::EC2::LaunchTemplate",
    identity: { terraform: ["id", "name"], cloudformation: ["Ref", "LaunchTemplateId"] },
    launches: true,
    given: {
      aws: "id=lt- default_version latest_version name",
      awscc: "id=lt- default_version_number latest_version_number launch_template_id=lt-",
    },
    lookUp: { arguments: { name: "name", id: "id" } },
  },
  "launch-configuration": {
    family: "launch-configuration",
    name: "launchConfigurationName",
    terraform: ["aws_launch_configuration"],
    cloudformation: "AWS::AutoScaling::LaunchConfiguration",
    identity: { terraform: ["id", "name"], cloudformation: ["Ref"] },
    launches: true,
    given: { aws: "name" },
  },
  "network-interface": {
    family: "network-interface",
    terraform: ["aws_network_interface"],
    cloudformation: "AWS::EC2::NetworkInterface",
    identity: { terraform: ["id"], cloudformation: ["Ref", "Id"] },
    given: { aws: "id=eni- mac_address owner_id private_ip", awscc: "id=eni- network_interface_id=eni-" },
  },
  "scheduled-group": { terraform: ["aws_autoscaling_schedule"], cloudformation: "AWS::AutoScaling::ScheduledAction" },
  "auto-scaling-attachment": { terraform: ["aws_autoscaling_attachment"] },
  "traffic-source-attachment": { terraform: ["aws_autoscaling_traffic_source_attachment"] },
  "interface-group-attachment": { terraform: ["aws_network_interface_sg_attachment"] },
} as const satisfies Readonly<Record<string, Entry>>;

export const CONTAINERS = {
  cluster: {
    family: "cluster",
    name: "clusterName",
    terraform: ["aws_ecs_cluster"],
    cloudformation: "AWS::ECS::Cluster",
    identity: { terraform: ["id", "arn", "name", "cluster_name"], cloudformation: ["Ref", "Arn"] },
    given: { aws: "id=arn:", awscc: "cluster_name" },
    lookUp: { arguments: { cluster_name: "name" } },
  },
  "capacity-provider": {
    family: "capacity-provider",
    name: "name",
    terraform: ["aws_ecs_capacity_provider"],
    cloudformation: "AWS::ECS::CapacityProvider",
    identity: { terraform: ["id", "arn", "name"], cloudformation: ["Ref"] },
  },
  "cluster-capacity-providers": {
    terraform: ["aws_ecs_cluster_capacity_providers"],
    cloudformation: "AWS::ECS::ClusterCapacityProviderAssociations",
  },
  service: {
    family: "service",
    name: "serviceName",
    terraform: ["aws_ecs_service"],
    cloudformation: "AWS::ECS::Service",
    identity: { terraform: ["id", "arn", "name"], cloudformation: ["Ref", "ServiceArn", "Name"] },
    given: { aws: "id=arn:", awscc: "service_arn=arn:" },
    defaults: { scheduling_strategy: "REPLICA" },
    lookUp: { arguments: { service_name: "name", cluster_arn: "cluster" } },
  },
  "task-set": { terraform: ["aws_ecs_task_set"], cloudformation: "AWS::ECS::TaskSet" },
  "task-definition": {
    family: "task-definition",
    name: "family",
    terraform: ["aws_ecs_task_definition"],
    cloudformation: "AWS::ECS::TaskDefinition",
    identity: {
      terraform: ["id", "arn", "arn_without_revision", "family"],
      cloudformation: ["Ref", "TaskDefinitionArn"],
    },
    given: { aws: "arn_without_revision=arn: revision", awscc: "id=arn: task_definition_arn=arn:" },
    lookUp: { arguments: { task_definition: "family" } },
  },
  "scalable-target": {
    terraform: ["aws_appautoscaling_target"],
    cloudformation: "AWS::ApplicationAutoScaling::ScalableTarget",
  },
  // CloudFormation has no such type.
  "account-setting": { terraform: ["aws_ecs_account_setting_default"] },
  "scheduled-scaling": { terraform: ["aws_appautoscaling_scheduled_action"] },
  "http-namespace": {
    family: "discovery-namespace",
    name: "name",
    terraform: ["aws_service_discovery_http_namespace"],
    cloudformation: "AWS::ServiceDiscovery::HttpNamespace",
    identity: { terraform: ["arn"], cloudformation: ["Arn"] },
  },
  "private-dns-namespace": {
    family: "discovery-namespace",
    name: "name",
    terraform: ["aws_service_discovery_private_dns_namespace"],
    cloudformation: "AWS::ServiceDiscovery::PrivateDnsNamespace",
    identity: { terraform: ["arn"], cloudformation: ["Arn"] },
  },
  "public-dns-namespace": {
    family: "discovery-namespace",
    name: "name",
    terraform: ["aws_service_discovery_public_dns_namespace"],
    cloudformation: "AWS::ServiceDiscovery::PublicDnsNamespace",
    identity: { terraform: ["arn"], cloudformation: ["Arn"] },
  },
  "discovery-service": {
    family: "discovery-service",
    terraform: ["aws_service_discovery_service"],
    cloudformation: "AWS::ServiceDiscovery::Service",
    identity: { terraform: ["arn"], cloudformation: ["Arn"] },
  },
  "deployment-group": {
    terraform: ["aws_codedeploy_deployment_group"],
    cloudformation: "AWS::CodeDeploy::DeploymentGroup",
  },
} as const satisfies Readonly<Record<string, Entry>>;
