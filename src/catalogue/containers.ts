/** ECS: clusters, capacity providers, services and task definitions, and how services are deployed. */
import type { Entry } from "./entry.ts";

export const CONTAINERS = {
  cluster: {
    family: "cluster",
    name: "clusterName",
    terraform: ["aws_ecs_cluster"],
    cloudformation: "AWS::ECS::Cluster",
    identity: { terraform: ["id", "arn", "name", "cluster_name"], cloudformation: ["Ref", "Arn"] },
    given: { aws_ecs_cluster: "id=arn:", awscc_ecs_cluster: "cluster_name" },
    lookUp: { by: ["aws_ecs_cluster"], types: ["aws_ecs_cluster"], arguments: { cluster_name: "name" } },
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
    given: { aws_ecs_service: "id=arn:", awscc_ecs_service: "service_arn=arn:" },
    defaults: { aws_ecs_service: { scheduling_strategy: "REPLICA" } },
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
    given: {
      aws_ecs_task_definition: "arn_without_revision=arn: revision",
      awscc_ecs_task_definition: "id=arn: task_definition_arn=arn:",
    },
    lookUp: {
      by: ["aws_ecs_task_definition"],
      types: ["aws_ecs_task_definition"],
      arguments: { task_definition: "family" },
    },
  },
  "deployment-group": {
    terraform: ["aws_codedeploy_deployment_group"],
    cloudformation: "AWS::CodeDeploy::DeploymentGroup",
  },
} as const satisfies Readonly<Record<string, Entry>>;
