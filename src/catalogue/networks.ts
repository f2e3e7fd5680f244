/** VPCs, subnets, routes, prefix lists, security groups and network ACLs, with what belongs to them. */
import type { Entry } from "./catalogue.ts";

const VPC_PARTS =
  "default_network_acl_id=acl- default_route_table_id=rtb- default_security_group_id=sg- dhcp_options_id main_route_table_id=rtb- owner_id";

export const NETWORKS = {
  vpc: {
    family: "vpc",
    terraform: ["aws_vpc"],
    cloudformation: "AWS::EC2::VPC",
    identity: { terraform: ["id"], cloudformation: ["Ref", "VpcId"] },
    echoes: ["CidrBlock"],
    given: {
      aws: `id=vpc- ${VPC_PARTS}`,
      awscc: "id=vpc- default_network_acl=acl- default_security_group=sg- vpc_id=vpc-",
    },
    defaults: { instance_tenancy: "default" },
    lookUp: {
      arguments: { id: "id", cidr_block: "cidr_block" },
      filters: { "vpc-id": "id", cidr: "cidr_block", cidrBlock: "cidr_block", "cidr-block": "cidr_block" },
      many: ["aws_vpcs"],
    },
  },
  "default-vpc": {
    family: "vpc",
    terraform: ["aws_default_vpc"],
    identity: { terraform: ["id"] },
    given: { aws: `id=vpc- cidr_block ${VPC_PARTS}` },
  },
  "vpc-cidr-block": {
    terraform: ["aws_vpc_ipv4_cidr_block_association", "aws_vpc_ipv6_cidr_block_association"],
    cloudformation: "AWS::EC2::VPCCidrBlock",
  },
  subnet: {
    family: "subnet",
    terraform: ["aws_subnet"],
    cloudformation: "AWS::EC2::Subnet",
    identity: { terraform: ["id"], cloudformation: ["Ref", "SubnetId"] },
    echoes: ["AvailabilityZone", "CidrBlock", "VpcId"],
    given: {
      aws: "id=subnet- availability_zone availability_zone_id owner_id vpc_id=vpc-",
      awscc: "id=subnet- subnet_id=subnet-",
    },
    lookUp: {
      arguments: { id: "id", cidr_block: "cidr_block", vpc_id: "vpc_id", availability_zone: "availability_zone" },
      filters: {
        "vpc-id": "vpc_id",
        "subnet-id": "id",
        cidr: "cidr_block",
        cidrBlock: "cidr_block",
        "cidr-block": "cidr_block",
        availabilityZone: "availability_zone",
      },
      many: ["aws_subnets", "aws_subnet_ids"],
    },
  },
  "default-subnet": {
    family: "subnet",
    terraform: ["aws_default_subnet"],
    identity: { terraform: ["id"] },
    given: { aws: "id=subnet- availability_zone availability_zone_id cidr_block owner_id vpc_id=vpc-" },
  },
  "subnet-cidr-block": { cloudformation: "AWS::EC2::SubnetCidrBlock" },
  "vpc-endpoint": {
    family: "vpc-endpoint",
    terraform: ["aws_vpc_endpoint"],
    cloudformation: "AWS::EC2::VPCEndpoint",
    identity: { terraform: ["id"], cloudformation: ["Ref", "Id"] },
    given: { aws: "id=vpce-", awscc: "id=vpce- vpc_endpoint_id=vpce-" },
  },
  "vpc-endpoint-security-group": { terraform: ["aws_vpc_endpoint_security_group_association"] },
  "vpc-endpoint-route-table": { terraform: ["aws_vpc_endpoint_route_table_association"] },
  "prefix-list": {
    family: "prefix-list",
    terraform: ["aws_ec2_managed_prefix_list"],
    dataOnly: ["aws_prefix_list"],
    cloudformation: "AWS::EC2::PrefixList",
    identity: { terraform: ["id"], cloudformation: ["Ref", "PrefixListId"] },
    given: { aws: "id=pl- owner_id", awscc: "id=pl- prefix_list_id=pl-" },
    lookUp: { arguments: { id: "id", name: "name" }, filters: { "prefix-list-id": "id", "prefix-list-name": "name" } },
  },
  "prefix-list-entry": { terraform: ["aws_ec2_managed_prefix_list_entry"] },
  "route-table": {
    family: "route-table",
    terraform: ["aws_route_table"],
    cloudformation: "AWS::EC2::RouteTable",
    identity: { terraform: ["id"], cloudformation: ["Ref", "RouteTableId"] },
    given: { aws: "id=rtb- owner_id", awscc: "id=rtb- route_table_id=rtb-" },
  },
  "default-route-table": {
    family: "route-table",
    terraform: ["aws_default_route_table"],
    identity: { terraform: ["id"], cloudformation: [] },
    given: { aws: "id=rtb- owner_id vpc_id=vpc-" },
  },
  route: { terraform: ["aws_route"], cloudformation: "AWS::EC2::Route" },
  "route-table-association": {
    terraform: ["aws_route_table_association"],
    cloudformation: "AWS::EC2::SubnetRouteTableAssociation",
  },
  "main-route-table-association": { terraform: ["aws_main_route_table_association"] },
  /** Routes that a VPN tells of. */
  "route-propagation": {
    terraform: ["aws_vpn_gateway_route_propagation"],
    cloudformation: "AWS::EC2::VPNGatewayRoutePropagation",
  },
  "internet-gateway": {
    family: "internet-gateway",
    terraform: ["aws_internet_gateway"],
    cloudformation: "AWS::EC2::InternetGateway",
    identity: { terraform: ["id"], cloudformation: ["Ref", "InternetGatewayId"] },
    given: { aws: "id=igw- owner_id", awscc: "id=igw- internet_gateway_id=igw-" },
  },
  "vpn-gateway": {
    family: "vpn-gateway",
    terraform: ["aws_vpn_gateway"],
    cloudformation: "AWS::EC2::VPNGateway",
    identity: { terraform: ["id"], cloudformation: ["Ref", "VPNGatewayId"] },
    given: { aws: "id=vgw-" },
  },
  "gateway-attachment": {
    terraform: ["aws_internet_gateway_attachment", "aws_vpn_gateway_attachment"],
    cloudformation: "AWS::EC2::VPCGatewayAttachment",
  },
  "nat-gateway": {
    family: "nat-gateway",
    terraform: ["aws_nat_gateway"],
    cloudformation: "AWS::EC2::NatGateway",
    identity: { terraform: ["id"], cloudformation: ["Ref", "NatGatewayId"] },
    given: { aws: "id=nat-", awscc: "id=nat- nat_gateway_id=nat-" },
  },
  "security-group": {
    family: "security-group",
    name: "groupName",
    terraform: ["aws_security_group"],
    cloudformation: "AWS::EC2::SecurityGroup",
    identity: { terraform: ["id", "name"], cloudformation: ["Ref", "GroupId", "Id"] },
    echoes: ["VpcId"],
    given: { aws: "id=sg- name owner_id vpc_id=vpc-", awscc: "id=sg- group_id=sg- security_group_id=sg-" },
    lookUp: {
      arguments: { id: "id", name: "name", vpc_id: "vpc_id" },
      filters: { "group-id": "id", "group-name": "name", "vpc-id": "vpc_id" },
      many: ["aws_security_groups"],
    },
  },
  "default-security-group": {
    family: "security-group",
    name: "groupName",
    terraform: ["aws_default_security_group"],
    identity: { terraform: ["id", "name"] },
    given: { aws: "id=sg- name owner_id vpc_id=vpc-" },
  },
  /** A rule that says its direction itself. */
  "security-group-rule": { terraform: ["aws_security_group_rule"] },
  /** It lists the only rules that a group may have. */
  "exclusive-security-group-rules": { terraform: ["aws_vpc_security_group_rules_exclusive"] },
  "ingress-rule": {
    terraform: ["aws_vpc_security_group_ingress_rule"],
    cloudformation: "AWS::EC2::SecurityGroupIngress",
    given: { aws: "id=sgr- security_group_rule_id=sgr-" },
  },
  "egress-rule": {
    terraform: ["aws_vpc_security_group_egress_rule"],
    cloudformation: "AWS::EC2::SecurityGroupEgress",
    given: { aws: "id=sgr- security_group_rule_id=sgr-" },
  },
  "security-group-vpc-association": {
    terraform: ["aws_vpc_security_group_vpc_association"],
    cloudformation: "AWS::EC2::SecurityGroupVpcAssociation",
  },
  "network-acl": {
    family: "network-acl",
    terraform: ["aws_network_acl"],
    cloudformation: "AWS::EC2::NetworkAcl",
    identity: { terraform: ["id"], cloudformation: ["Ref", "Id"] },
    given: { aws: "id=acl- owner_id", awscc: "id=acl- network_acl_id=acl-" },
    lookUp: {
      arguments: { vpc_id: "vpc_id" },
      filters: { "vpc-id": "vpc_id", "network-acl-id": "id" },
      many: ["aws_network_acls"],
    },
  },
  "default-network-acl": {
    family: "network-acl",
    terraform: ["aws_default_network_acl"],
    identity: { terraform: ["id"] },
    given: { aws: "id=acl- owner_id vpc_id=vpc-" },
  },
  /** A data source for many of them. */
  "network-acls": {
    family: "network-acl",
    dataOnly: ["aws_network_acls"],
    identity: { terraform: ["ids"] },
  },
  "network-acl-entry": { terraform: ["aws_network_acl_rule"], cloudformation: "AWS::EC2::NetworkAclEntry" },
  "network-acl-association": {
    terraform: ["aws_network_acl_association"],
    cloudformation: "AWS::EC2::SubnetNetworkAclAssociation",
  },
} as const satisfies Readonly<Record<string, Entry>>;
