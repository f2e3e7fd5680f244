/** The functions that Terragrunt has besides Terraform's (https://terragrunt.gruntwork.io/docs/reference/hcl/functions). */
import { relativePath, resolvePath } from "../../base/files.ts";
import { SourceFile } from "../../base/source-file.ts";
import { BOOL, type Cause, DYNAMIC, STRING, type Type, type Value } from "../../base/value.ts";
import { makeUnknown, symbolOf } from "../../values/unknown.ts";
import { parseConstraints, parseVersion, satisfies } from "../terraform/configuration/module-version.ts";
import { evaluate } from "../terraform/language/expressions/evaluate.ts";
import { call } from "../terraform/language/functions/call.ts";
import { absolutePath, knownPath, outside, pathFrom } from "../terraform/language/functions/file-access.ts";
import {
  define,
  type FunctionContext,
  type FunctionSpec,
  failed,
  many,
  PARTLY,
  param,
  textOf,
} from "../terraform/language/functions/function-spec.ts";
import { bool, list, object, type Result, string } from "../terraform/language/types/values.ts";
import { A_CONSTANT, markSensitive } from "../terraform/language/unknowns.ts";
import { unitFileIn } from "./file-names.ts";
import { merged } from "./merge.ts";
import type { PlacedFile } from "./placed-file.ts";

const OPTIONAL = many(param("name", STRING, PARTLY));
const ANY = many(param("argument", DYNAMIC, PARTLY));

/** As Terragrunt looks for a file in so many directories above at most. */
const MAX_PARENTS = 100;

/** As expressions in a file call them. */
export function functionsOf(frame: PlacedFile): ReadonlyMap<string, FunctionSpec> {
  return new Map(Object.entries({ ...pathFunctions(frame), ...readingFunctions(frame), ...outsideFunctions(frame) }));
}

type Specs = Readonly<Record<string, FunctionSpec>>;

function pathFunctions(frame: PlacedFile): Specs {
  const { reading, configuration } = frame;
  const { directory } = configuration;
  /** The directory of what is included: of this file, or of the one with that label. In an include block it is that of the file itself. */
  const included = (args: readonly Value[]): string | undefined => {
    if (configuration.includeBeingRead !== undefined) return directory;
    const all = frame.include === undefined ? configuration.includes() : [frame];
    const [label] = args;
    const found = label === undefined ? all[0] : all.find(({ include }) => include?.name === textOf(label));
    return label === undefined && all.length > 1
      ? undefined
      : (found?.file.directory ?? (label ? undefined : directory));
  };
  const ofIncluded = (give: (there: string, context: FunctionContext) => Result): FunctionSpec =>
    define([OPTIONAL], STRING, (args, context) => {
      const there = included(args);
      if (there !== undefined) return give(there, context);
      return failed(
        args.length === 0 ? "there are several include blocks: name one" : `there is no include block of that name`,
      );
    });
  const ofRepository = (give: (top: string, context: FunctionContext) => Result): FunctionSpec =>
    define([], STRING, (_, context) => {
      const top = reading.input.repository?.directory;
      return top === undefined ? outside("the top of the repository", context, "is not known") : give(top, context);
    });
  return {
    get_terragrunt_dir: define([], STRING, (_, { span }) => absolutePath(directory, span)),
    get_original_terragrunt_dir: define([], STRING, (_, { span }) => absolutePath(reading.unit, span)),
    get_parent_terragrunt_dir: ofIncluded((there, { span }) => absolutePath(there, span)),
    path_relative_to_include: ofIncluded((there) => string(between(frame, there, directory))),
    path_relative_from_include: ofIncluded((there) => string(between(frame, directory, there))),
    get_repo_root: ofRepository((top, { span }) => absolutePath(top, span)),
    get_path_from_repo_root: ofRepository((top) => string(between(frame, top, directory))),
    get_path_to_repo_root: ofRepository((top) => string(between(frame, directory, top))),
    get_working_dir: define([], STRING, (_, context) =>
      configuration.argument("terraform", "source") === undefined
        ? absolutePath(directory, context.span)
        : outside("the directory where Terragrunt runs Terraform", context, "depends on the machine"),
    ),
    find_in_parent_folders: define([OPTIONAL], STRING, (args, context) => {
      const [name, fallback] = args;
      const wanted = name && knownPath(name);
      if (name !== undefined && wanted === undefined) return context.unknown(args);
      const found = findAbove(frame, wanted);
      if (found !== undefined) return absolutePath(found, context.span);
      return (
        fallback ??
        failed(`there is no ${wanted ?? "terragrunt.hcl"} in the directories above ${directory} that the scan may read`)
      );
    }),
  };
}

/** The path from one directory to another, of which both are known by their names in the repository: above the working directory they have no others. */
function between({ reading: { input } }: PlacedFile, from: string, to: string): string {
  const [start, end] = [from, to].map((path) => (input.identityOf?.(path) ?? path).split("//").at(-1)!);
  return relativePath(start!, end!);
}

/** The path of a file or directory of that name, or of a unit's configuration, in the next directory above that has one. */
function findAbove(
  { configuration: { directory }, reading: { files } }: PlacedFile,
  name: string | undefined,
): string | undefined {
  for (let at = directory, step = 0; step < MAX_PARENTS; step++) {
    at = resolvePath(at, "..");
    const path = name === undefined ? unitFileIn(at, files) : resolvePath(at, name);
    const read = files.read(path);
    if (read.ok || read.because === "directory") return path;
    const above = files.read(at);
    if (!above.ok && above.because === "outside") return undefined;
    // There is nothing above the top of a file system.
    if (at === "/") return undefined;
  }
  return undefined;
}

function readingFunctions(frame: PlacedFile): Specs {
  const { reading } = frame;
  return {
    read_terragrunt_config: define([param("config_path", STRING, PARTLY), ANY], DYNAMIC, (args, context) => {
      const [path, fallback] = args;
      const at = pathFrom(path, frame.configuration.directory);
      if (at === undefined) return context.unknown(args);
      const read = reading.configurations.at(at);
      if (read === "missing" && fallback !== undefined) return fallback;
      if (typeof read !== "string") return reading.exposedAt(at, context.span) ?? frame.circle(at, context.span);
      if (read === "outside") return outside(at, context);
      return failed(`there is no configuration of Terragrunt to be read at ${at}`);
    }),
    read_tfvars_file: define([param("path", STRING, PARTLY)], STRING, ([path], context) => {
      const at = pathFrom(path, frame.file.directory);
      if (at === undefined) return context.unknown([path]);
      const read = context.files.read(at);
      if (!read.ok) return read.because === "outside" ? outside(at, context) : failed(`${at} cannot be read`);
      const file = new SourceFile(at, read.text, true);
      const parsed = at.endsWith(".json") ? context.parse.hclJson(file) : context.parse.hcl(file);
      for (const diagnostic of parsed.diagnostics) reading.base.report(diagnostic);
      const scope = { ...reading.base, module: undefined };
      const values = parsed.output.body.attributes.map(
        ({ name, expression }) => [name, evaluate(expression, scope)] as const,
      );
      return call("jsonencode", [object(values)], context);
    }),
    deep_merge: define([ANY], DYNAMIC, (args) => args.reduce((all, one) => merged(all, one, true), object([]))),
    constraint_check: define([param("version", STRING), param("constraint", STRING)], BOOL, ([version, constraint]) => {
      const [given, wanted] = [parseVersion(textOf(version)), parseConstraints(textOf(constraint))];
      if (given === undefined) return failed(`${textOf(version)} is no version`);
      return wanted === undefined ? failed(`${textOf(constraint)} is no constraint`) : bool(satisfies(given, wanted));
    }),
    mark_as_read: define([param("path", STRING, PARTLY)], STRING, ([path]) => path),
    mark_glob_as_read: define([param("pattern", STRING)], { kind: "list", element: STRING }, (args, context) =>
      context.unknown(args),
    ),
  };
}

/** What a scan does not ask the machine, AWS or other programs for. */
function outsideFunctions(frame: PlacedFile): Specs {
  const { reading } = frame;
  const unknown = (kind: Cause["kind"], text: string, hint = A_CONSTANT, type: Type = STRING): FunctionSpec =>
    define([ANY], type, (args, { span, name }) => {
      const symbol = `${reading.prefix}${name}(${args.map(symbolOf).join(",")})@${span.file.path}:${span.start}`;
      return makeUnknown({ type, cause: { kind, text, hint, span }, symbol, notNull: true });
    });
  const ofAws = (what: string): FunctionSpec => unknown("external", `${what} is known to AWS only`);
  const decrypted = unknown("external", "what is encrypted with SOPS is not decrypted in a scan");
  return {
    get_env: define([param("name", STRING), OPTIONAL], STRING, ([name, fallback], context) =>
      environment(frame, textOf(name), fallback, context),
    ),
    get_platform: unknown("external", "the platform on which Terragrunt runs is not known"),
    run_cmd: unknown("impure", "a scan starts no program, and so does not know what run_cmd gives"),
    sops_decrypt_file: {
      ...decrypted,
      run: (args, context) => markSensitive(decrypted.run(args, context) as Value),
    },
    get_aws_account_id: ofAws("the id of the account"),
    get_aws_account_alias: ofAws("the alias of the account"),
    get_aws_caller_identity_arn: ofAws("who calls AWS"),
    get_aws_caller_identity_user_id: ofAws("who calls AWS"),
    get_terraform_command: unknown("impure", "the command differs from run to run"),
    get_terraform_cli_args: unknown("impure", "the arguments differ from run to run", A_CONSTANT, TEXTS),
    get_terragrunt_source_cli_flag: define([], STRING, () => string("")),
    get_default_retryable_errors: unknown("external", "the errors depend on Terragrunt's version", A_CONSTANT, TEXTS),
    ...Object.fromEntries(
      Object.entries(COMMANDS).map(([name, commands]) => [
        name,
        define([], TEXTS, () => list(commands.map(string), STRING)),
      ]),
    ),
  };
}

const TEXTS: Type = { kind: "list", element: STRING };

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  get_terraform_commands_that_need_vars: ["apply", "console", "destroy", "import", "plan", "push", "refresh"],
  get_terraform_commands_that_need_input: ["apply", "import", "init", "plan", "refresh"],
  get_terraform_commands_that_need_locking: ["apply", "destroy", "import", "plan", "refresh", "taint", "untaint"],
  get_terraform_commands_that_need_parallelism: ["apply", "plan", "destroy"],
};

/** The environment is not read: of TF_VAR_* the user may have it read, of any say what is in it (`env.STAGE`), and else the default is taken as given. */
function environment(frame: PlacedFile, name: string, fallback: Value | undefined, { span }: FunctionContext): Result {
  const { input, assume, prefix, base } = frame.reading;
  const given = name.startsWith("TF_VAR_") ? input.options.environment.get(name.slice("TF_VAR_".length)) : undefined;
  if (given !== undefined) return string(given);
  const text = `the environment variable ${name} is not read in a scan`;
  const say = `say it under assume as env.${name}, or ${A_CONSTANT}`;
  const hint = name.startsWith("TF_VAR_") ? `set it and give --tf-env, or ${say}` : say;
  const cause = { kind: "external", text, hint, span } as const;
  const unknown = makeUnknown({ type: STRING, cause, symbol: `${prefix}env.${name}`, notNull: true });
  const said = base.instances.settled(unknown);
  if (said !== unknown) return said;
  if (fallback !== undefined && !input.options.strict) {
    assume("environment", `the environment variable ${name} is not set where Terragrunt runs`);
    return fallback;
  }
  return unknown;
}
