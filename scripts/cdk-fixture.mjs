/** The AWS CDK → test/cdk/bridge-service/cdk.out: what it synthesises for a load balanced service in bridge mode.
 *
 * The app is the one of https://github.com/aws/aws-cdk/issues/12812 and 26970: the cluster is known to the service's stack by its
 * attributes only, so that the pattern cannot open the instances' security group to the dynamic host ports.
 *
 * usage: node scripts/cdk-fixture.mjs   (installs aws-cdk-lib in a temporary folder; it is no dependency of the project)
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "2.276.0";

const APP = `
import { App, Stack } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as patterns from "aws-cdk-lib/aws-ecs-patterns";

const app = new App({ outdir: "cdk.out", analyticsReporting: false, treeMetadata: false });

const shared = new Stack(app, "Shared");
const vpc = new ec2.Vpc(shared, "Vpc", { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });
const cluster = new ecs.Cluster(shared, "Cluster", { vpc });
cluster.addCapacity("Capacity", { instanceType: new ec2.InstanceType("t3.small") });

const web = new Stack(app, "Web");
const known = ecs.Cluster.fromClusterAttributes(web, "Cluster", { clusterName: cluster.clusterName, vpc, securityGroups: [] });
const taskDefinition = new ecs.Ec2TaskDefinition(web, "Task", { networkMode: ecs.NetworkMode.BRIDGE });
taskDefinition.addContainer("gunicorn", {
  image: ecs.ContainerImage.fromRegistry("some/container"),
  memoryLimitMiB: 256,
  portMappings: [{ containerPort: 8000 }],
});
new patterns.ApplicationLoadBalancedEc2Service(web, "Service", { cluster: known, taskDefinition });

app.synth();
`;

const scratch = mkdtempSync(join(tmpdir(), "cdk-fixture-"));
const target = fileURLToPath(new URL("../test/cdk/bridge-service/cdk.out", import.meta.url));
const quiet = { cwd: scratch, stdio: ["ignore", "ignore", "inherit"] };
writeFileSync(join(scratch, "package.json"), JSON.stringify({ private: true, type: "module" }));
writeFileSync(join(scratch, "app.mjs"), APP);
execFileSync("npm", ["install", "--no-audit", "--no-fund", `aws-cdk-lib@${VERSION}`, "constructs@^10"], quiet);
execFileSync(process.execPath, ["app.mjs"], quiet);
rmSync(target, { recursive: true, force: true });
const wanted = /^(?:manifest\.json|cdk\.out|.*\.template\.json)$/;
cpSync(join(scratch, "cdk.out"), target, {
  recursive: true,
  filter: (path) => path.endsWith("cdk.out") || wanted.test(path.replace(/^.*[\\/]/, "")),
});
rmSync(scratch, { recursive: true, force: true });
