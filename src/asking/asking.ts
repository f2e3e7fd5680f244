/** What flows wait for → the commands of the AWS CLI that would tell it, for whoever may run them: their output is what --facts reads. */
import { rootUnknowns, type UnknownValue } from "../base/value.ts";
import {
  balancersListeners,
  type CommandPlace,
  clustersCommand,
  commandFor,
  commandOf,
  word,
  zonesCommand,
} from "../evaluate/deployed/commands.ts";
import { namedOutside } from "../normalize/references/written.ts";
import type { Flow } from "../reach/flow.ts";

export interface AskedCommand {
  /** Ready to be pasted into a shell; it only reads. */
  readonly command: string;
  /** What it would tell, as clauses. */
  readonly because: readonly string[];
  /** How many flows wait for it, besides what else they may wait for. */
  readonly flows: number;
}

/** Those for which most flows wait first. `place.path`: the directory of facts. */
export function commandsAsked(flows: readonly Flow[], place: CommandPlace): readonly AskedCommand[] {
  const asked = new Map<string, { readonly because: Set<string>; readonly flows: Set<Flow> }>();
  for (const flow of flows) {
    if (flow.verdict !== "undetermined") continue;
    for (const unknown of flow.because.flatMap(rootUnknowns)) {
      const command =
        commandOfHint(unknown) ??
        commandOfName(unknown, place) ??
        commandOfData(unknown, place) ??
        commandOfKept(unknown, place);
      for (const one of command === undefined ? commandsOfZones(unknown, place) : [command]) {
        const known = asked.get(one) ?? { because: new Set(), flows: new Set() };
        known.because.add(unknown.cause.text);
        known.flows.add(flow);
        asked.set(one, known);
      }
    }
  }
  return [...asked]
    .map(([command, one]) => ({ command, because: [...one.because], flows: one.flows.size }))
    .sort((a, b) => b.flows - a.flows);
}

/** Each command with what it is for above it, as a script for a shell. */
export function askedScript(asked: readonly AskedCommand[], { path }: CommandPlace): string {
  const blocks = asked.map(({ command, because, flows }) => {
    const [first, ...others] = because;
    const more = others.length === 0 ? "" : `, and ${others.length} more`;
    return `# ${flows} ${flows === 1 ? "flow" : "flows"}: ${oneLine(first ?? "")}${more}\n${command}\n`;
  });
  return blocks.length === 0 ? NOTHING : [`mkdir -p ${word(path)}\n`, ...blocks].join("");
}

const NOTHING = "# There is nothing that commands would tell.\n";

/** What stands in a comment of a shell must not end it. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/** Where facts are read already, what they lack says itself which command tells it. */
function commandOfHint({ cause }: UnknownValue): string | undefined {
  return /^run (aws .+)$/s.exec(cause.hint ?? "")?.[1];
}

function commandOfName(unknown: UnknownValue, place: CommandPlace): string | undefined {
  const named = namedOutside(unknown) ?? clusterWithoutInstances(unknown);
  return named === undefined ? undefined : commandFor(named.family, named.name, place);
}

/** A cluster that is named literally, and of which no instance is known. */
function clusterWithoutInstances({ symbol }: UnknownValue): ReturnType<typeof namedOutside> {
  const [, name] = /^instances of external:([A-Za-z0-9_-]+)$/.exec(symbol) ?? [];
  return name === undefined ? undefined : { family: "cluster", name };
}

/** What a data source that is looked up among facts would find there. */
const OF_DATA: Readonly<Record<string, string>> = {
  aws_vpc: "vpc",
  aws_vpcs: "vpc",
  aws_subnet: "subnet",
  aws_subnets: "subnet",
  aws_subnet_ids: "subnet",
  aws_security_group: "security-group",
  aws_security_groups: "security-group",
  aws_lb: "load-balancer",
  aws_alb: "load-balancer",
  aws_lb_target_group: "target-group",
  aws_alb_target_group: "target-group",
  aws_autoscaling_group: "host-group",
};

/** The listeners of the load balancer of which a data source looks for one: its ARN stands where it is told what to scan; else it is asked for first. */
function listenersAsked({ cause }: UnknownValue, place: CommandPlace): string | undefined {
  const [, balancer] = /load_balancer_arn "(arn:[^"]+)"/.exec(cause.hint ?? "") ?? [];
  return balancer === undefined ? commandFor("load-balancer", "", place) : balancersListeners(place, balancer);
}

/** What data sources find by a name alone, for which each kind of them has a command that tells all. */
const KEPT_DATA = { aws_cloudformation_export: "export", aws_cloudformation_stack: "stack" } as const;

/** `module.app.data.aws_vpc.main.id`, `data.aws_subnet.a["x"].cidr_block`. */
function commandOfData(unknown: UnknownValue, place: CommandPlace): string | undefined {
  const { symbol, cause } = unknown;
  const [, type = ""] = /(?:^|[.:])data\.(aws_[a-z_]+)\.[\w-]+(?:\[[^\]]*\])?\.\w+/.exec(symbol) ?? [];
  const kept = KEPT_DATA[type as keyof typeof KEPT_DATA];
  if (kept !== undefined) return commandOf(kept, place);
  if (type === "aws_ecs_cluster") return clustersCommand(place);
  if (type === "aws_lb_listener" || type === "aws_alb_listener") return listenersAsked(unknown, place);
  if (type === "aws_ssm_parameter") {
    // What it looks for stands where it is told what to scan.
    const [, name] = /the aws_ssm_parameter with the name "([\w./-]+)"/.exec(cause.hint ?? "") ?? [];
    return name === undefined ? undefined : commandOf("stored-parameter", place, [["--names", name]], name);
  }
  return Object.hasOwn(OF_DATA, type) ? commandFor(OF_DATA[type]!, "", place) : undefined;
}

/** What stacks and states keep for others: an export, a stored parameter, the outputs of a state. */
function commandOfKept({ symbol }: UnknownValue, place: CommandPlace): string | undefined {
  if (/(?:^|#)import:/.test(symbol)) return commandOf("export", place);
  const [, name] = /(?:^|#)ssm:([\w./-]+)(?::[0-9]+)?$/.exec(symbol) ?? [];
  if (name !== undefined) return commandOf("stored-parameter", place, [["--names", name]], name);
  // Where the state is written only those know who write it.
  return /(?:^|[.:])data\.terraform_remote_state\./.test(symbol)
    ? `# where that state is written: terraform output -json > ${word(`${place.path}/states`)}/KEY.json, with its key in the backend for KEY`
    : undefined;
}

/** The zones of a region. Which of them `Fn::GetAZs` gives depends on the default subnets of the account. */
function commandsOfZones({ symbol, prefix }: UnknownValue, place: CommandPlace): readonly string[] {
  const [, asked] = /(?:^|[.:])aws_availability_zones?\((.*)\)\.\w+(?:\[|$)/.exec(symbol) ?? [];
  const at = { ...place, region: prefix ?? place.region };
  if (asked !== undefined) return [zonesCommand(at, asked.includes("all_availability_zones=true"))];
  return /(?:^|#)zones\(/.test(symbol) ? [zonesCommand(at, false), commandOf("subnet", at)] : [];
}
