/** The command line: which commands there are, which file does the work of each (loaded when it is run), and what becomes of errors. */
import { existsSync } from "node:fs";
import { Command, CommanderError, Help, type Option } from "commander";
import { REPORT_BUG } from "../base/bug.ts";
import { closest } from "../base/closest.ts";
import { UsageError } from "../base/diagnostic.ts";
import { listenAsFirstProcess } from "../discover/interrupt.ts";
import { plain } from "../report/escape.ts";
import { EXIT } from "../report/exit-code.ts";
import { VERSION } from "../version.generated.ts";
import { type DriftFlags, driftFlags } from "./drift-flags.ts";
import {
  type DiffFlags,
  diffFlags,
  type EvaluateFlags,
  type ExplainFlags,
  evaluateFlags,
  explainFlags,
  type GetFlags,
  type GraphFlags,
  graphFlags,
  type MergeFlags,
  mergeFlags,
  type OrgFlags,
  orgFlags,
  type RuleFlags,
  ruleFlags,
  type ScanFlags,
  type SettingFlags,
  scanFlags,
  settingFlags,
  testFlags,
} from "./flags.ts";
import { getFlags } from "./get-flags.ts";
import { MORE_HELP } from "./help/more-help.ts";
import { type MissingFlags, missingFlags } from "./missing-flags.ts";
import { type OfferFlags, offerFlags } from "./offer-flags.ts";
import { isOutOfFiles, OUT_OF_FILES, WITHOUT_FILES } from "./out-of-files.ts";
import { plansGiven } from "./standard-input.ts";
import { isBrokenPipe, knownWidth, writeError } from "./streams.ts";

/** Runs the command that the arguments name; the exit code. Never rejects: every error becomes a message for people. The process ends when everything written is flushed: nobody here calls process.exit. */
export async function run(args: readonly string[]): Promise<number> {
  listenAsFirstProcess();
  try {
    return await execute(args);
  } catch (error) {
    if (isBrokenPipe(error)) return EXIT.clean;
    if (isWorkingDirectoryGone(error)) {
      writeError("error: the working directory is not there any more", "hint: change to one that is");
      return EXIT.usage;
    }
    if (isOutOfFiles(error)) {
      writeError(...OUT_OF_FILES);
      return WITHOUT_FILES;
    }
    if (error instanceof UsageError) {
      // Messages quote files of the scanned tree.
      const lines = error.message.split("\n").map(plain);
      writeError(`error: ${lines.join("\n")}`, ...(error.hint === undefined ? [] : [`hint: ${plain(error.hint)}`]));
      return EXIT.usage;
    }
    const what = error instanceof Error ? error.message : String(error);
    writeError(
      `error: this is a bug in reachlint ${VERSION}: ${what}`,
      REPORT_BUG,
      ...(process.env.REACHLINT_DEBUG === undefined || !(error instanceof Error) ? [] : [String(error.stack)]),
    );
    return EXIT.bug;
  }
}

/** What `process.cwd()` says then. */
function isWorkingDirectoryGone(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "uv_cwd";
}

/** Rejects with a `UsageError` for arguments that make no sense. */
export async function execute(args: readonly string[]): Promise<number> {
  let code: number = EXIT.clean;
  const program = commandLine((ended) => {
    code = ended;
  });
  const word = args[0];
  const names = program.commands.map((one) => one.name());
  if (word !== undefined && !names.includes(word) && isMeantAsCommand(word)) throw unknownCommand(word, names);

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
  }
  return code;
}

/** All commands with their flags. `ended` is given the exit code of the one that is run. */
export function commandLine(ended: (code: number) => void): Command {
  const program = new Command("reachlint")
    .description(
      "Proves from Terraform and CloudFormation source whether load balancers can reach ECS containers on their host ports.",
    )
    .version(VERSION, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    // Every command has options; without the word the descriptions fit beside in 80 columns.
    .configureHelp({
      subcommandTerm: (one) => `${one.name()} ${one.usage().replace("[options] ", "")}`,
      optionDescription,
      // Descriptions are folded on narrow terminals too; else their lines are broken inside words.
      minWidthToWrap: 20,
    })
    .addHelpText("after", MORE_HELP);

  const command = <Flags>(
    usage: string,
    description: string,
    addFlags: (command: Command) => void,
    work: (operands: readonly string[], flags: Flags) => Promise<number>,
    isDefault = false,
  ): void =>
    addFlags(
      program
        .command(usage, { isDefault })
        .description(description)
        .action(async (...args: readonly unknown[]) => {
          // Commander gives each operand, a list where there may be several; then the flags, and itself.
          const given = (args.slice(0, -2) as readonly (readonly string[] | string | undefined)[]).flatMap(
            (one) => one ?? [],
          );
          const said = args.at(-2) as Flags & EvaluateFlags;
          const flags = { ...said, ...(await plansGiven(said.plan ?? [], process.stdin)) };
          const isWhole = flags.init !== true || (await installModules(given, flags, /^(?:diff|merge) /.test(usage)));
          const code = await work(given, flags);
          ended(code === EXIT.clean && !isWhole ? EXIT.notAnalysed : code);
        }),
    );

  program.commandsGroup("Analyse:");
  command<ScanFlags>(
    "scan [PATH...]",
    "analyse files and directories (default: .)",
    scanFlags,
    async (paths, flags) => (await import("./commands/scan.ts")).scanCommand(paths, flags),
    true,
  );
  command<MergeFlags>(
    "merge <FILE...>",
    "put together what the shards of a scan wrote",
    mergeFlags,
    async (files, flags) => (await import("./commands/shards.ts")).mergeCommand(files, flags),
  );
  command<OrgFlags>(
    "org <RESULT...>",
    "show what the scans of many repositories found, as HTML",
    orgFlags,
    async (paths, flags) => (await import("./commands/org.ts")).orgCommand(paths, flags),
  );
  command<DiffFlags>(
    "diff <BASE> [HEAD]",
    "tell what a change brings: paths that are lost, findings that are new",
    diffFlags,
    async (revisions, flags) => (await import("./commands/scan.ts")).diffCommand(revisions, flags),
  );
  command<DriftFlags>(
    "drift [PATH...]",
    "tell where source says otherwise than what is deployed (--facts)",
    driftFlags,
    async (paths, flags) => (await import("./commands/drift.ts")).driftCommand(paths, flags),
  );
  command<ExplainFlags>(
    "explain [PATH...]",
    "show each flow hop by hop, both directions, with the deciding lines",
    explainFlags,
    async (paths, flags) => (await import("./commands/scan.ts")).explainCommand(paths, flags),
  );
  command<GetFlags>(
    "get [PATH...]",
    "install the modules that Terraform roots call, without Terraform",
    getFlags,
    async (paths, flags) => (await import("./commands/get.ts")).getCommand(paths, flags),
  );
  command<MissingFlags>(
    "missing [PATH...]",
    "print what flows wait for, to be filled in and given with --assume",
    missingFlags,
    async (paths, flags) => (await import("./commands/missing.ts")).missingCommand(paths, flags),
  );
  command<OfferFlags>(
    "index [PATH...]",
    "write what a repository offers to others, which read it with --index",
    offerFlags,
    async (paths, flags) => (await import("./commands/offer.ts")).indexCommand(paths, flags),
  );
  program.commandsGroup("Look inside:");
  command<EvaluateFlags>(
    "evaluate [PATH]",
    "print what the front end makes of the input, as JSON",
    evaluateFlags,
    async (paths, flags) => (await import("./commands/inspect.ts")).evaluateCommand(paths, flags),
  );
  command<GraphFlags>("graph [PATH...]", "print the resource graph", graphFlags, async (paths, flags) =>
    (await import("./commands/inspect.ts")).graphCommand(paths, flags),
  );
  command<EvaluateFlags>(
    "console [PATH]",
    "evaluate expressions from standard input, one a line, in a Terraform root",
    evaluateFlags,
    async (paths, flags) => (await import("./commands/inspect.ts")).consoleCommand(paths, flags),
  );
  program.commandsGroup("Rules and settings:");
  command<RuleFlags>("rules [ID]", "list the rules, or one rule's page", ruleFlags, async (ids, flags) =>
    (await import("./commands/in-force.ts")).rulesCommand(ids, flags),
  );
  command<RuleFlags>(
    "test [DIR]",
    "run the cases of rules: sources that say what is to be found in them",
    testFlags,
    async (directories, flags) => (await import("./commands/test.ts")).testCommand(directories, flags),
  );
  command<SettingFlags>(
    "config [PATH...]",
    "print the settings in force, and where each comes from",
    settingFlags,
    async (paths, flags) => (await import("./commands/in-force.ts")).configCommand(paths, flags),
  );
  command<SettingFlags>(
    "baseline <ACTION> [PATH...]",
    "create, update or prune the file of old findings, which do not count",
    settingFlags,
    async (operands, flags) => (await import("./commands/baseline.ts")).baselineCommand(operands, flags),
  );
  command<SettingFlags>(
    "init [PATH...]",
    "write settings, a workflow and a baseline after a first scan",
    settingFlags,
    async (paths, flags) => (await import("./commands/init.ts")).initCommand(paths, flags),
  );
  program.commandsGroup("Around it:");
  command<object>(
    "completion <SHELL>",
    "print a completion script for bash, zsh or fish",
    () => {},
    async (shells) => (await import("./commands/completion.ts")).completionCommand(shells, program),
  );

  for (const one of [program, ...program.commands]) {
    one
      .exitOverride()
      .allowExcessArguments(false)
      .configureOutput({
        writeErr: () => {},
        outputError: () => {},
        getOutHelpWidth: () => knownWidth() ?? HELP_WIDTH,
      });
  }
  return program;
}

/** Of help that goes into a pipe. */
const HELP_WIDTH = 80;

/** Commander adds the choices; where the description explains each, they are there already. */
function optionDescription(option: Option): string {
  const { description, argChoices = [], defaultValue } = option;
  const isExplained = argChoices.length > 0 && argChoices.every((choice) => description.includes(`${choice}: `));
  return isExplained ? `${description} (default: ${defaultValue})` : new Help().optionDescription(option);
}

/** Loaded only when it is asked for: nothing else opens connections. `isFlag`: what is scanned is named by a flag, as of `diff`, whose operands are revisions. */
async function installModules(operands: readonly string[], flags: EvaluateFlags, isFlag: boolean): Promise<boolean> {
  const paths = isFlag ? ((flags as DiffFlags | MergeFlags).path ?? []) : operands;
  return (await import("./commands/get.ts")).installFirst(paths, flags);
}

/** What has the form of a command, and is no path from here: without a command, paths are scanned. */
function isMeantAsCommand(word: string): boolean {
  return /^[a-z]+(?:-[a-z]+)*$/.test(word) && !existsSync(word);
}

function unknownCommand(word: string, names: readonly string[]): UsageError {
  const meant = closest(word, names);
  return new UsageError(
    `there is no command ${word}, nor a file or directory of that name`,
    meant === undefined ? HELP : `did you mean reachlint ${meant}?`,
  );
}

const HELP = "reachlint --help lists the commands";

/** Commander's message without its prefix; its guess at what was meant becomes the hint. */
function usageError(error: CommanderError): UsageError {
  const [message, guess] = error.message.replace(/^error: /, "").split("\n");
  return new UsageError(message!, guess?.replace(/^\((.*)\)$/, "$1") ?? `${HELP}, and each of them its options`);
}
