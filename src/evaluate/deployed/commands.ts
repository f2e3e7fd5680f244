/** The AWS CLI commands that would tell what is not known: only such as describe, and ready to be pasted into a shell. */
import { ZONES } from "../input.ts";
import { FACT_KINDS, type FactKind, type FactName } from "./kinds.ts";

/** Which command tells of things of a family, by what a resource is to others. */
const OF_FAMILY: Readonly<Record<string, FactName>> = {
  vpc: "vpc",
  subnet: "subnet",
  "security-group": "security-group",
  "network-acl": "network-acl",
  "route-table": "route-table",
  "nat-gateway": "nat-gateway",
  "internet-gateway": "internet-gateway",
  "vpc-endpoint": "vpc-endpoint",
  "prefix-list": "prefix-list",
  "load-balancer": "load-balancer",
  "classic-load-balancer": "classic-load-balancer",
  "target-group": "target-group",
  "launch-configuration": "launch-configuration",
  "host-group": "auto-scaling-group",
};

/** Where what a command prints is kept, and where it is run. */
export interface CommandPlace {
  /** The directory of facts. */
  readonly path: string;
  readonly region?: string | undefined;
}

/** What resources are to others of which a file of a kind tells all, by what it is called: as its command, which is asked for nothing less. */
export function wholeIn(kind: FactName, name: string): readonly string[] {
  if (kind === "availability-zone") {
    const [file, every] = ZONES_FILE.exec(name) ?? [];
    return file === undefined ? [] : every === undefined ? [ZONES.usable] : [ZONES.usable, ZONES.every];
  }
  const isWhole = name === `${operationOf(kind)}.json`;
  return isWhole ? Object.keys(OF_FAMILY).filter((family) => OF_FAMILY[family] === kind) : [];
}

const ZONES_FILE = /^describe-availability-zones(?:-[a-z]+(?:-[a-z]+)+-\d+)?(-every)?\.json$/;

function operationOf(kind: FactName): string {
  return FACT_KINDS[kind].command.split(" ")[1]!;
}

/** The command for a thing of a family that something names; undefined where there is none. */
export function commandFor(family: string, name: string, place: CommandPlace): string | undefined {
  if (family === "cluster") return commandOf("cluster", place, [["--clusters", name]], name);
  if (family === "capacity-provider")
    return commandOf("capacity-provider", place, [["--capacity-providers", name]], name);
  if (family === "task-definition") return commandOf("task-definition", place, [["--task-definition", name]], name);
  if (family === "listener") return listenersCommand(place, name);
  if (family === "launch-template") {
    const flag = name.startsWith("lt-") ? "--launch-template-id" : "--launch-template-name";
    return commandOf("launch-template-version", place, [[flag, name]], name);
  }
  const kind = Object.hasOwn(OF_FAMILY, family) ? OF_FAMILY[family] : undefined;
  return kind === undefined ? undefined : commandOf(kind, place);
}

/** A flag of a command, and its value. */
export type CommandAsked = readonly (readonly [flag: string, value: string])[];

/** `asked`: what it is asked for; `subject`: by what its file is told from others of the kind. */
export function commandOf(
  kind: FactName,
  { path, region }: CommandPlace,
  asked: CommandAsked = [],
  subject?: string,
): string {
  const { command }: FactKind = FACT_KINDS[kind];
  const end = subject === undefined ? "" : `-${fileWord(subject)}`;
  const where = region === undefined ? [] : [`--region ${region}`];
  const flags = asked.map(([flag, value]) => `${flag} ${word(value)}`);
  return [
    "aws",
    command,
    ...flags,
    ...where,
    `--output json > ${word(`${path}/${operationOf(kind)}${end}.json`)}`,
  ].join(" ");
}

/** The command that tells of the instances in a cluster, which asks another one which they are. */
export function instancesCommand(place: CommandPlace, cluster: string): string {
  const where = place.region === undefined ? "" : ` --region ${place.region}`;
  const of = `--cluster ${word(cluster)}`;
  const all = `$(aws ecs list-container-instances ${of}${where} --query 'containerInstanceArns[]' --output text)`;
  const command = commandOf("container-instance", place, [["--cluster", cluster]], cluster);
  return command.replace(of, () => `${of} --container-instances ${all}`);
}

/** Of the load balancer of a listener all listeners are asked for, as they are read together. */
function listenersCommand(place: CommandPlace, arn: string): string | undefined {
  const [, before, balancer] = /^(arn:.*:)listener\/((?:app|net|gwy)\/[^/]+\/[^/]+)\/[^/]+$/.exec(arn) ?? [];
  return balancer === undefined ? undefined : balancersListeners(place, `${before}loadbalancer/${balancer}`);
}

/** The command for all listeners of a load balancer, in the region of its ARN: in another one AWS does not take that. */
export function balancersListeners({ path, region }: CommandPlace, balancer: string): string {
  const [, own = region] = /^arn:[^:]*:elasticloadbalancing:([a-z0-9-]+):/.exec(balancer) ?? [];
  return commandOf("listener", { path, region: own }, [["--load-balancer-arn", balancer]], balancer);
}

/** The command that tells of all clusters, which asks another one which there are. */
export function clustersCommand(place: CommandPlace): string {
  const where = place.region === undefined ? "" : ` --region ${place.region}`;
  const all = `$(aws ecs list-clusters${where} --query 'clusterArns[]' --output text)`;
  const command = commandOf("cluster", place);
  return command.replace("describe-clusters", () => `describe-clusters --clusters ${all}`);
}

/** The command that tells of the zones of the place's region. `every`: those to which the account has not opted in, too. */
export function zonesCommand({ path, region }: CommandPlace, every: boolean): string {
  const subject = [...(region === undefined ? [] : [region]), ...(every ? ["every"] : [])].join("-");
  const command = commandOf("availability-zone", { path, region }, [], subject === "" ? undefined : subject);
  const asked = FACT_KINDS["availability-zone"].command;
  return every ? command.replace(asked, `${asked} --all-availability-zones`) : command;
}

/** A text as one word of a shell, whatever is in it. */
export function word(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The end of an ARN, as a part of the name of a file. */
function fileWord(text: string): string {
  const end = text.slice(text.lastIndexOf("/") + 1).replace(/[^\w-]+/g, "-");
  return end === "" ? "all" : end.slice(0, 80);
}
