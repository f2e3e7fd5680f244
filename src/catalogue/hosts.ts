/** What starts instances, what they are started from, and what attaches them to load balancing. */
import type { Entry } from "./entry.ts";

export const HOSTS = {
  "auto-scaling-group": {
    family: "host-group",
    name: "autoScalingGroupName",
    terraform: ["aws_autoscaling_group"],
    cloudformation: "AWS::AutoScaling::AutoScalingGroup",
    identity: { terraform: ["id", "arn", "name"], cloudformation: ["Ref", "Arn"] },
    given: { aws_autoscaling_group: "name", awscc_autoscaling_auto_scaling_group: "auto_scaling_group_name" },
    lookUp: { by: ["aws_autoscaling_group"], types: ["aws_autoscaling_group"], arguments: { name: "name" } },
  },
  instance: {
    family: "host-group",
    terraform: ["aws_instance"],
    cloudformation: "AWS::EC2::Instance",
    identity: { terraform: ["id"], cloudformation: ["Ref", "InstanceId"] },
    launches: true,
    given: {
      aws_instance:
        "id=i- availability_zone primary_network_interface_id=eni- private_dns private_ip subnet_id=subnet-",
      awscc_ec2_instance: "id=i- instance_id=i-",
    },
  },
  "spot-instance": {
    family: "host-group",
    terraform: ["aws_spot_instance_request"],
    identity: { terraform: ["id", "spot_instance_id"], cloudformation: [] },
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
      aws_launch_template: "id=lt- default_version latest_version name",
      awscc_ec2_launch_template: "id=lt- default_version_number latest_version_number launch_template_id=lt-",
    },
    lookUp: { by: ["aws_launch_template"], types: ["aws_launch_template"], arguments: { name: "name", id: "id" } },
  },
  "launch-configuration": {
    family: "launch-configuration",
    name: "launchConfigurationName",
    terraform: ["aws_launch_configuration"],
    cloudformation: "AWS::AutoScaling::LaunchConfiguration",
    identity: { terraform: ["id", "name"], cloudformation: ["Ref"] },
    launches: true,
    given: { aws_launch_configuration: "name" },
  },
  "network-interface": {
    family: "network-interface",
    terraform: ["aws_network_interface"],
    cloudformation: "AWS::EC2::NetworkInterface",
    identity: { terraform: ["id"], cloudformation: ["Ref", "Id"] },
    given: {
      aws_network_interface: "id=eni- mac_address owner_id private_ip",
      awscc_ec2_network_interface: "id=eni- network_interface_id=eni-",
    },
  },
  "auto-scaling-attachment": { terraform: ["aws_autoscaling_attachment"] },
  "traffic-source-attachment": { terraform: ["aws_autoscaling_traffic_source_attachment"] },
  "interface-group-attachment": { terraform: ["aws_network_interface_sg_attachment"] },
} as const satisfies Readonly<Record<string, Entry>>;
