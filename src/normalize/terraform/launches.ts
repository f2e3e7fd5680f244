/** How Terraform spells launch templates, launch configurations, instances and their interfaces. */
import {
  type InterfaceNames,
  type LaunchNames,
  type LaunchSources,
  sourceNamed,
  type TemplateNames,
} from "../launches.ts";

const INTERFACE: InterfaceNames = {
  index: "device_index",
  existing: "network_interface_id",
  subnet: ["subnet_id"],
  groups: ["security_groups"],
};

const TEMPLATE: LaunchNames = {
  interfaces: ["network_interfaces"],
  groups: ["vpc_security_group_ids", "security_group_names"],
  subnet: "subnet_id",
  userData: ["user_data"],
  image: "image_id",
  interface: INTERFACE,
};

const CONFIGURATION: LaunchNames = {
  interfaces: [],
  groups: ["security_groups"],
  subnet: "subnet_id",
  userData: ["user_data", "user_data_base64"],
  image: "image_id",
  interface: INTERFACE,
};

/** An instance, or a specification of a spot fleet. */
export const INSTANCE: LaunchNames = {
  interfaces: ["network_interface", "primary_network_interface"],
  groups: ["vpc_security_group_ids", "security_groups"],
  subnet: "subnet_id",
  userData: ["user_data", "user_data_base64"],
  image: "ami",
  interface: INTERFACE,
};

export const TEMPLATES: TemplateNames = {
  template: ["id", "launch_template_id", "name", "launch_template_name"],
  version: "version",
  base: "launch_template",
  specification: "launch_template_specification",
  overrides: "override",
};

export const launchSources: LaunchSources = new Map([
  ["aws_launch_template", sourceNamed(TEMPLATE)],
  ["aws_launch_configuration", sourceNamed(CONFIGURATION)],
]);
