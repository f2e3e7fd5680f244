/** The settings in force → YAML in the form of `reachlint.yaml`, with a comment at each that says where it comes from. */
import type { Written } from "../parse/shape.ts";
import { plain } from "../report/escape.ts";
import type { WrittenStatement } from "./assume-form.ts";
import { assumedText } from "./assume-text.ts";
import type { AcceptedByAddress, Configuration, ValuesByGlob } from "./form.ts";
import type { Settings } from "./settings.ts";

/** A line of YAML, and where what it says comes from. */
interface Line {
  readonly text: string;
  readonly from?: string;
}

/** A value with its source: `reachlint.yaml:3`, `--exclude` or `default`. */
interface Sourced {
  readonly text: string;
  readonly from: string;
}

/** Comments stand in one column, but where a value is longer. */
const MOST_COLUMNS = 48;

/** Values are as they are written: paths of flags start from the working directory, those of the file from its directory. */
export function renderSettings({ asked, found, failOn, failOnProblems, assumed }: Settings): string {
  const says: Partial<Configuration> = found?.says ?? {};
  const { options } = asked;
  const range = options.ephemeral;
  const paths = lists(says.paths, asked.paths, "argument");
  const lines: readonly Line[] = [
    { text: found === undefined ? "# no reachlint.yaml here or above" : `# ${plain(found.file.path)}` },
    ...list("paths", asked.paths.length > 0 ? paths.slice(says.paths?.length ?? 0) : orDefault(paths, ".")),
    ...list("exclude", lists(says.exclude, options.exclude, "--exclude")),
    ...list("rules", lists(says.rules, options.rules, "--rules")),
    ...list("disable", lists(says.disable, options.disable, "--disable")),
    ...mapping("severity", [
      ...(says.severity ?? []).map(({ name, value }) => [name.value, written(value)] as const),
      ...(options.severity ?? []).map(([id, level]) => [id, { text: level, from: "--severity" }] as const),
    ]),
    ...single("fail-on", asked.failOn, says["fail-on"], failOn),
    ...single("fail-on-problems", asked.failOnProblems, says["fail-on-problems"], failOnProblems),
    ...single("baseline", asked.baseline, says.baseline),
    ...list("index", lists(says.index, options.index, "--index")),
    ...single("strict", options.strict ? "true" : undefined, says.strict, "false"),
    ...single(
      "ephemeral-range",
      range === undefined ? undefined : `${range.first}-${range.last}`,
      says["ephemeral-range"],
      "32768-65535",
    ),
    ...single("evaluation-steps", options.steps?.toString(), says["evaluation-steps"], "1000000"),
    ...single("region", options.region, says.region),
    ...single("workspace", options.workspace, says.workspace, "default"),
    ...section("variables", [
      ...givenToAll([...(options.environment ?? [])].map(([name, text]) => ({ name, text, from: `TF_VAR_${name}` }))),
      ...ofFile(says.variables),
      ...givenToAll(
        (options.assignments ?? []).flatMap((one) => {
          if (one.kind === "each") return [];
          return one.kind === "var"
            ? { name: one.name, text: one.text, from: "--var" }
            : { name: undefined, text: one.path, from: "--var-file" };
        }),
        eachOf(options.each, "variables", "--each-var-file"),
      ),
    ]),
    ...section("parameters", [
      ...ofFile(says.parameters),
      ...givenToAll(
        [
          ...(options.parameterFiles ?? []).map((text) => ({ name: undefined, text, from: "--parameters-file" })),
          ...[...(options.parameters ?? [])].map(([name, text]) => ({ name, text, from: "--parameter" })),
        ],
        eachOf(options.each, "parameters", "--each-parameters-file"),
      ),
    ]),
    ...section("assume", assumed.map(assumption)),
    ...section("ignore", (says.ignore ?? []).flatMap(acceptance)),
  ];
  return withComments(lines);
}

function written({ value, span }: Written<string | number | boolean>): Sourced {
  return { text: String(value), from: `${span.file.path}:${span.file.position(span.start).line}` };
}

function lists(
  inFile: readonly Written<string>[] = [],
  given: readonly string[] = [],
  from: string,
): readonly Sourced[] {
  return [...inFile.map(written), ...given.map((text) => ({ text, from }))];
}

function orDefault(all: readonly Sourced[], text: string): readonly Sourced[] {
  return all.length > 0 ? all : [{ text, from: "default" }];
}

function single(
  key: string,
  given: string | undefined,
  inFile: Written<string | number | boolean> | undefined,
  fallback?: string,
): readonly Line[] {
  if (given !== undefined) return [{ text: `${key}: ${yamlScalar(given)}`, from: `--${key}` }];
  if (inFile !== undefined) return [line(`${key}: `, written(inFile))];
  return fallback === undefined ? [] : [{ text: `${key}: ${yamlScalar(fallback)}`, from: "default" }];
}

function list(key: string, all: readonly Sourced[], indent = ""): readonly Line[] {
  return all.length === 0 ? [] : [{ text: `${indent}${key}:` }, ...all.map((one) => line(`${indent}  - `, one))];
}

/** The last of each name is in force. */
function mapping(key: string, all: readonly (readonly [string, Sourced])[], indent = ""): readonly Line[] {
  if (all.length === 0) return [];
  const lines = [...new Map(all)].map(([name, one]) => line(`${indent}  ${yamlScalar(name)}: `, one));
  return [{ text: `${indent}${key}:` }, ...lines];
}

interface GivenToAll extends Sourced {
  /** Undefined of a file of values. */
  readonly name: string | undefined;
}

function section(key: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [{ text: `${key}:` }, ...lines];
}

/** By glob. Of all values of one name the last one wins. */
function ofFile(all: ValuesByGlob = []): readonly Line[] {
  return all.flatMap(({ name, value }) =>
    underGlob(
      name.value,
      (value.files ?? []).map(written),
      (value.each ?? []).map(written),
      (value.values ?? []).map((one) => [one.name.value, written(one.value)] as const),
    ),
  );
}

function eachOf(
  each: Settings["asked"]["options"]["each"] = [],
  kind: "variables" | "parameters",
  from: string,
): readonly Sourced[] {
  return each.flatMap((one) => (one.kind === kind ? [{ text: one.glob, from }] : []));
}

function givenToAll(all: readonly GivenToAll[], each: readonly Sourced[] = []): readonly Line[] {
  return underGlob(
    "**",
    all.filter(({ name }) => name === undefined),
    each,
    all.flatMap((one) => (one.name === undefined ? [] : [[one.name, one] as const])),
  );
}

function assumption({ roots, subject, says, span }: WrittenStatement): Line {
  const key = yamlScalar(roots === undefined ? subject : `${roots}#${subject}`);
  const { file, start } = span;
  return { text: `  ${key}: ${assumedText(says, yamlScalar)}`, from: `${file.path}:${file.position(start).line}` };
}

function acceptance({ rule, address, root, reason, until }: AcceptedByAddress): readonly Line[] {
  const keys = Object.entries({ rule, address, root, reason, until });
  return keys.flatMap(([key, value], at) =>
    value === undefined ? [] : [line(`${at === 0 ? "  - " : "    "}${key}: `, written(value))],
  );
}

function underGlob(
  glob: string,
  files: readonly Sourced[],
  each: readonly Sourced[],
  named: readonly (readonly [string, Sourced])[],
): readonly Line[] {
  if (files.length + each.length + named.length === 0) return [];
  return [
    { text: `  ${yamlScalar(glob)}:` },
    ...list("files", files, "    "),
    ...list("each", each, "    "),
    ...mapping("values", named, "    "),
  ];
}

function line(before: string, { text, from }: Sourced): Line {
  return { text: `${before}${yamlScalar(text)}`, from };
}

/** Text as a scalar of YAML on one line; in quotes where it could be read as something else. */
export function yamlScalar(text: string): string {
  return /^[\w./](?:[\w./ -]*[\w./-])?$/.test(text) ? text : JSON.stringify(plain(text));
}

function withComments(lines: readonly Line[]): string {
  const lengths = lines.flatMap(({ text, from }) => (from === undefined ? [] : [text.length]));
  const column = Math.min(MOST_COLUMNS, Math.max(0, ...lengths));
  return lines
    .map(({ text, from }) => (from === undefined ? `${text}\n` : `${text.padEnd(column)}  # ${plain(from)}\n`))
    .join("");
}
