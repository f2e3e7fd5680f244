/** The command line: which commands there are, which file does the work of each (loaded when it is run), and what becomes of errors. */
import { Command, CommanderError } from "commander";
import { UsageError } from "../base/diagnostic.ts";
import { plain } from "../report/escape.ts";
import { EXIT } from "../report/exit-code.ts";
import { VERSION } from "../version.generated.ts";
import {
  type DiffFlags,
  diffFlags,
  type EvaluateFlags,
  type ExplainFlags,
  evaluateFlags,
  explainFlags,
  type GraphFlags,
  graphFlags,
  type RuleFlags,
  ruleFlags,
  type ScanFlags,
  type SettingFlags,
  scanFlags,
  settingFlags,
  testFlags,
} from "./flags.ts";
import { isBrokenPipe, writeError } from "./streams.ts";

const REPORT_AT = "https://github.com/reachlint/reachlint/issues";

/** Runs the command that the arguments name; the exit code. Never rejects: every error becomes a message for people. Everything written is flushed when the process ends by itself: nobody calls process.exit. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    return await execute(args);
  } catch (error) {
    if (isBrokenPipe(error)) return EXIT.clean;
    if (error instanceof UsageError) {
      // Messages quote files of the scanned tree.
      const lines = error.message.split("\n").map(plain);
      writeError(`error: ${lines.join("\n")}`, ...(error.hint === undefined ? [] : [`hint: ${plain(error.hint)}`]));
      return EXIT.usage;
    }
    const what = error instanceof Error ? error.message : String(error);
    writeError(
      `error: this is a bug in reachlint ${VERSION}: ${what}`,
      `please report it at ${REPORT_AT} with the command and, where you can, the input`,
      ...(process.env.REACHLINT_DEBUG === undefined || !(error instanceof Error) ? [] : [String(error.stack)]),
    );
    return EXIT.bug;
  }
}

/** Rejects with a `UsageError` for arguments that make no sense. */
export async function execute(args: readonly string[]): Promise<number> {
  let code: number = EXIT.clean;
  const program = new Command("reachlint")
    .description(
      "Proves from Terraform and CloudFormation source whether load balancers can reach ECS containers on their host ports.",
    )
    .version(VERSION, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    // Every command has options; without the word the descriptions fit beside in 80 columns.
    .configureHelp({ subcommandTerm: (one) => `${one.name()} ${one.usage().replace("[options] ", "")}` });

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
          const flags = args.at(-2) as Flags;
          if ((flags as EvaluateFlags).init === true) (await import("./fetch-modules.ts")).fetchModules(given);
          code = await work(given, flags);
        }),
    );

  command<ScanFlags>(
    "scan [PATH...]",
    "analyse files and directories (default: .)",
    scanFlags,
    async (paths, flags) => (await import("./commands/scan.ts")).scanCommand(paths, flags),
    true,
  );
  command<DiffFlags>(
    "diff <BASE> [HEAD]",
    "tell what a change brings: paths that are lost, findings that are new",
    diffFlags,
    async (revisions, flags) => (await import("./commands/scan.ts")).diffCommand(revisions, flags),
  );
  command<ExplainFlags>(
    "explain [PATH...]",
    "show each flow hop by hop, both directions, with the deciding lines",
    explainFlags,
    async (paths, flags) => (await import("./commands/scan.ts")).explainCommand(paths, flags),
  );
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

  for (const one of [program, ...program.commands]) {
    one
      .exitOverride()
      .allowExcessArguments(false)
      .configureOutput({ writeErr: () => {}, outputError: () => {} });
  }

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
  }
  return code;
}

/** Commander's message without its prefix; its guess at what was meant becomes the hint. */
function usageError(error: CommanderError): UsageError {
  const [message, guess] = error.message.replace(/^error: /, "").split("\n");
  return new UsageError(
    message!,
    guess?.replace(/^\((.*)\)$/, "$1") ?? "reachlint --help lists the commands and options",
  );
}
