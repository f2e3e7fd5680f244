/** The flags of each command: how they are written, and what they take. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Severity } from "../base/diagnostic.ts";
import type { FileRead } from "../base/files.ts";
import type { TerraformOptions } from "../evaluate/input.ts";
import { FAIL_ON, FAIL_ON_PROBLEMS, type FailOn, type FailOnProblems } from "../report/exit-code.ts";
import {
  DIFF_FORMATS,
  EXPLAIN_FORMATS,
  type ExplainFormat,
  type Format,
  forFiles,
  GRAPH_FORMATS,
  type GraphFormat,
  namesOf,
  SCAN_FORMATS,
  type ScanFormat,
} from "../report/formats.ts";
import type { PortRange } from "../request.ts";
import { type EachFlags, eachFlags } from "./each-flags.ts";
import { DIFF_NOTES, MERGE_NOTES, ORG_NOTES, SHARD_NOTES, TEST_NOTES } from "./help/notes.ts";
import { depthOf, nameAndValue, repeatable, same, severityOf, stepsOf, twoPorts } from "./option-values.ts";
import { COLOR, type Color } from "./streams.ts";

/** How to get from the source to values; the same for every command that reads sources. */
export interface EvaluateFlags extends EachFlags {
  readonly var?: TerraformOptions["assignments"];
  readonly init?: true;
  readonly tfEnv?: true;
  readonly workspace?: string;
  readonly parameter?: readonly (readonly [string, string])[];
  readonly parametersFile?: readonly string[];
  readonly assume?: readonly string[];
  readonly plan?: readonly string[];
  /** What stands there, where it is one of them. */
  readonly standardInput?: FileRead;
  readonly facts?: string;
  readonly index?: readonly string[];
  readonly region?: string;
  readonly exclude?: readonly string[];
  readonly strict?: true;
  readonly evaluationSteps?: number;
  readonly config?: string;
}

/** How to judge them, and how to show it. */
export interface JudgeFlags extends EvaluateFlags {
  readonly ephemeralRange?: PortRange;
  readonly color: Color;
}

export interface RuleFlags {
  readonly config?: string;
  readonly rules?: readonly string[];
  readonly disable?: readonly string[];
  readonly severity?: readonly (readonly [string, Severity])[];
}

/** All that a configuration file can say as well. */
export interface SettingFlags extends EvaluateFlags, RuleFlags {
  readonly ephemeralRange?: PortRange;
  readonly failOn?: FailOn;
  readonly failOnProblems?: FailOnProblems;
  readonly baseline?: string;
}

/** What a shard says is written for `merge`, which reads no report. */
export const SHARD_FORMAT = "shard";

export type ReportedFormat = ScanFormat | typeof SHARD_FORMAT;

/** What becomes of a result. */
export interface ReportFlags extends JudgeFlags, SettingFlags {
  readonly format: ScanFormat;
  readonly report?: readonly { readonly format: ReportedFormat; readonly path: string }[];
  readonly quiet?: true;
  readonly verbose?: true;
}

export interface GetFlags {
  readonly cache?: string;
  readonly offline?: true;
  readonly exclude?: readonly string[];
}

export interface ScanFlags extends ReportFlags {
  readonly diffBase?: string;
  readonly cache?: string;
  readonly shard?: string;
  readonly timings?: true;
}

export interface MergeFlags extends ReportFlags {
  readonly path?: readonly string[];
}

export interface OrgFlags {
  readonly against?: readonly string[];
  readonly depth?: number;
}

export interface DiffFlags extends ReportFlags {
  readonly path?: readonly string[];
}

export interface ExplainFlags extends JudgeFlags {
  readonly service?: string;
  readonly flow?: string;
  readonly format: ExplainFormat;
}

export interface GraphFlags extends EvaluateFlags {
  readonly format: GraphFormat;
}

export function scanFlags(command: Command): void {
  reportFlags(command, SCAN_FORMATS);
  command
    .option("--diff-base <rev>", "only what is not in this commit counts; auto: the base of the pull request, if any")
    .addOption(
      new Option(
        "--shard <i/n>",
        "judge only the i-th of n shares; auto: the one that the system gives this run",
      ).conflicts("diffBase"),
    )
    .option("--cache <dir>", "keep there what was judged, and take from there what has not changed")
    .option("--timings", "print to standard error how long each stage took, and how much memory");
  settingFlags(command);
  command.addHelpText("after", SHARD_NOTES);
}

export function mergeFlags(command: Command): void {
  reportFlags(command, SCAN_FORMATS);
  command.addOption(repeatable("--path <path>", "what the shards were told to scan (default: .)", same));
  settingFlags(command);
  command.addHelpText("after", MERGE_NOTES);
}

export function orgFlags(command: Command): void {
  command
    .addOption(repeatable("--against <path>", "earlier results, to tell what has changed since", same))
    .addOption(
      new Option("--depth <number>", "how many directories name a repository (default: each file is one)").argParser(
        depthOf,
      ),
    );
  command.addHelpText("after", ORG_NOTES);
}

export function diffFlags(command: Command): void {
  reportFlags(command, DIFF_FORMATS);
  command.addOption(repeatable("--path <path>", "compare this file or directory", same));
  settingFlags(command);
  command.addHelpText("after", DIFF_NOTES);
}

function reportFlags(command: Command, formats: Readonly<Record<ScanFormat, Format<never>>>): void {
  command.optionsGroup("Report:");
  command
    .addOption(formatOption("report on standard output", formats, "text"))
    .addOption(
      repeatable("--report <format=file>", `also write a report to a file (${forFiles().join(", ")})`, reportFile),
    )
    .addOption(new Option("--quiet", "only findings: no open questions, notes or summary").conflicts("verbose"))
    .option("--verbose", "all of each list, and what changes no verdict: checks that are not decided, notes")
    .addOption(colorOption());
}

export function settingFlags(command: Command): void {
  command.optionsGroup("What counts:");
  const failOn = new Option("--fail-on <level>", "lowest finding that makes the exit code 1 (default: error)");
  const problems = new Option(
    "--fail-on-problems <level>",
    "problems of the configuration itself that make the exit code 3 (default: needed, by a flow)",
  );
  command
    .addOption(failOn.choices(FAIL_ON))
    .addOption(problems.choices(FAIL_ON_PROBLEMS))
    .option("--baseline <file>", "findings that were there before and do not count")
    .addOption(rangeOption());
  chooseRuleFlags(command);
  evaluateFlags(command, true);
}

export function explainFlags(command: Command): void {
  command.optionsGroup("What is shown:");
  command
    .option("--service <address>", "only flows of this service")
    .option("--flow <id>", "only this flow")
    .addOption(formatOption("of the output", EXPLAIN_FORMATS, "text"))
    .addOption(rangeOption())
    .addOption(colorOption());
  evaluateFlags(command, true);
}

export function graphFlags(command: Command): void {
  command.addOption(formatOption("of the output", GRAPH_FORMATS, "json"));
  evaluateFlags(command);
}

export function rangeOption(): Option {
  const range = new Option("--ephemeral-range <first-last>", "the hosts' dynamic ports (default: 32768-65535)");
  return range.argParser(twoPorts);
}

export function colorOption(): Option {
  return new Option("--color <when>", "colours in text").choices(COLOR).default("auto");
}

/** `inWorlds`: several files of values can each make a world, as flows and findings are told of several. */
export function evaluateFlags(command: Command, inWorlds = false): void {
  command.optionsGroup("Sources and values:");
  const assignments: TerraformOptions["assignments"][number][] = [];
  const variable = (text: string): typeof assignments => {
    const [name, value] = nameAndValue(text);
    assignments.push({ kind: "var", name, text: value });
    return assignments;
  };
  const variableFile = (path: string): string => {
    assignments.push({ kind: "var-file", path });
    command.setOptionValue("var", assignments);
    return path;
  };
  command
    .addOption(new Option("--var <name=value>", "value of a Terraform variable (repeatable)").argParser(variable))
    .addOption(new Option("--var-file <file>", "values of Terraform variables (repeatable)").argParser(variableFile))
    .option("--init", "install missing modules first, as reachlint get does")
    .option("--tf-env", "read TF_VAR_* from the environment")
    .option("--workspace <name>", "value of terraform.workspace (default: default)")
    .addOption(repeatable("--parameter <name=value>", "value of a template's parameter", nameAndValue))
    .addOption(repeatable("--parameters-file <file>", "values of parameters, as for the AWS CLI", same))
    .addOption(
      repeatable(
        "--plan <file>",
        "a plan in JSON, as terraform show -json prints it; - reads it from standard input",
        same,
      ),
    )
    .addOption(
      repeatable("--assume <file>", "what the source leaves open, as under assume:, or cdk.context.json", same),
    )
    .option("--facts <dir>", "what AWS CLI commands wrote of what is deployed; with no path it is what is judged")
    .addOption(repeatable("--index <dir>", "what reachlint index wrote of other repositories", same))
    .option("--region <region>", "value of AWS::Region")
    .addOption(
      repeatable("--exclude <glob>", "do not analyse these files; read them only where others need them", same),
    )
    .option("--strict", "assume nothing: what AWS has by default counts as unknown")
    .addOption(
      new Option("--evaluation-steps <number>", "what a root may take to be evaluated (default: 1000000)").argParser(
        stepsOf,
      ),
    );
  if (inWorlds) eachFlags(command, assignments);
  configurationFlag(command);
  command.optionsGroup("Help:");
}

function configurationFlag(command: Command): void {
  command.option("--config <file>", "the configuration file (default: reachlint.yaml, found upwards)");
}

export function ruleFlags(command: Command): void {
  chooseRuleFlags(command);
  configurationFlag(command);
}

/** Where the cases are and how they are written is told in examples, as it is the operand that needs explaining. */
export function testFlags(command: Command): void {
  ruleFlags(command);
  command.addHelpText("after", TEST_NOTES);
}

function chooseRuleFlags(command: Command): void {
  command
    .addOption(repeatable("--rules <dir>", "add the rules of a directory", same))
    .addOption(repeatable("--disable <id>", "leave a rule out", same))
    .addOption(repeatable("--severity <id=level>", "another severity: error, warning or note", severityOf));
}

/** One of the formats, each with what it is for. */
export function formatOption<F extends string>(
  what: string,
  formats: Readonly<Record<F, Format<never>>>,
  first: F,
): Option {
  const names = namesOf(formats);
  const meanings = names.map((name) => `${name}: ${formats[name].about}`).join("; ");
  return new Option("--format <format>", `${what} (${meanings})`).choices(names).default(first);
}

function reportFile(text: string): { readonly format: ReportedFormat; readonly path: string } {
  const [name, path] = nameAndValue(text);
  const format = name === SHARD_FORMAT ? name : forFiles().find((one) => one === name);
  if (format === undefined) throw new InvalidArgumentError(`The format must be one of ${forFiles().join(", ")}.`);
  if (path === "") throw new InvalidArgumentError("It must name a file.");
  return { format, path };
}
