/** Expressions into what the real `terraform console` answers to them, in a copy of a directory with a configuration. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

/** What the console answers; `value` is the value as JSON text. */
export type Expectation =
  | { readonly expression: string; readonly value: string; readonly type: string; readonly sensitive?: true }
  | { readonly expression: string; readonly unknown: true; readonly type: string; readonly sensitive?: true }
  /** A value that JSON does not have (infinity), as the console prints it. */
  | { readonly expression: string; readonly display: string; readonly type: string }
  | { readonly expression: string; readonly error: string };

/** The version of the binary on PATH; undefined where there is none. */
export function terraformVersion(): string | undefined {
  const ran = spawnSync("terraform", ["version"], { encoding: "utf8" });
  return ran.status === 0 ? /v([0-9.]+)/.exec(ran.stdout)?.[1] : undefined;
}

export async function askTerraform(directory: string, expressions: readonly string[]): Promise<readonly Expectation[]> {
  const copies = cpus().map(() => mkdtempSync(join(tmpdir(), "console-")));
  try {
    for (const copy of copies) {
      cpSync(directory, copy, { recursive: true });
      await run(copy, ["init", "-input=false"], "");
    }
    const next = expressions.entries();
    const answers: Expectation[] = [];
    // One console at a time in each copy: consoles in one directory wait for each other's lock.
    await Promise.all(
      copies.map(async (copy) => {
        for (const [at, expression] of next) answers[at] = await askType(copy, expression);
      }),
    );
    return await withValues(copies[0]!, answers);
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  }
}

/** The type of an expression, or its error. The value is open. */
async function askType(directory: string, expression: string): Promise<Expectation> {
  const ran = await run(directory, ["console"], `type(${expression})`);
  if (ran.status === 0) return { expression, unknown: true, type: oneLine(ran.stdout) };
  // Asked again on its own: the first question was about the type of it.
  const alone = await run(directory, ["console"], expression);
  return { expression, error: errorText(alone.status === 0 ? ran.stderr : alone.stderr) };
}

const BATCH = 50;

/** The values of those that have a type: many in one console, as the elements of a tuple. */
async function withValues(directory: string, answers: readonly Expectation[]): Promise<readonly Expectation[]> {
  const open = answers.flatMap((answer, at) => ("type" in answer ? [at] : []));
  const complete = [...answers];
  for (let from = 0; from < open.length; from += BATCH) {
    const batch = open.slice(from, from + BATCH);
    const given = await askValues(
      directory,
      batch.map((at) => answers[at]!.expression),
    );
    for (const [index, at] of batch.entries()) {
      const answer = answers[at]!;
      if ("type" in answer)
        complete[at] = { ...given[index]!, expression: answer.expression, type: answer.type } as Expectation;
    }
  }
  return complete;
}

type Value = { readonly value?: string; readonly unknown?: true; readonly display?: string; readonly sensitive?: true };

async function askValues(directory: string, expressions: readonly string[]): Promise<readonly Value[]> {
  const parts = expressions.map((one) => `base64encode(nonsensitive(jsonencode(${one}))), issensitive(${one})`);
  const { status, stdout, stderr } = await run(directory, ["console"], `[${parts.join(", ")}]`);
  if (status === 0) {
    const lines = stdout
      .trim()
      .split("\n")
      .slice(1, -1)
      .map((line) => line.trim().replace(/,$/, ""));
    return expressions.map((_, at) => {
      const [json, sensitive] = [lines[at * 2]!, lines[at * 2 + 1]];
      const mark = sensitive === "true" ? { sensitive: true as const } : {};
      if (!json.startsWith('"')) return { unknown: true as const, ...mark };
      return { value: Buffer.from(json.slice(1, -1), "base64").toString("utf8"), ...mark };
    });
  }
  const [only] = expressions;
  if (expressions.length > 1) {
    const middle = expressions.length >> 1;
    return [
      ...(await askValues(directory, expressions.slice(0, middle))),
      ...(await askValues(directory, expressions.slice(middle))),
    ];
  }
  const alone = await run(directory, ["console"], only!);
  return [{ display: alone.status === 0 ? alone.stdout.trimEnd() : stderr }];
}

/** A type as the console prints it over several lines. */
function oneLine(type: string): string {
  return type
    .trim()
    .replace(/,\n\s*(?=[\])}])/g, "")
    .replace(/,\n\s*/g, ", ")
    .replace(/\n\s*/g, "");
}

/** Heading and explanation of the first error, without the frame and the lines of source. */
function errorText(stderr: string): string {
  const plain = stderr.replace(/^[│╷╵] ?/gm, "").trim();
  const paragraphs = plain.split(/\n\s*\n/);
  const first = paragraphs.findIndex((paragraph) => paragraph.includes("Error: "));
  const text = paragraphs.slice(Math.max(first, 0)).filter((paragraph) => !/^\s*on \S+ line/.test(paragraph));
  return text
    .join("\n")
    .replace(/^[\s\S]*?Error: /, "")
    .split(/\nError: /)[0]!
    .replace(/\s+/g, " ")
    .trim();
}

/** What it says besides where the machine is slow (https://github.com/hashicorp/terraform/blob/v1.11.4/internal/command/views/state_locker.go). */
const WAITING = /^(?:Acquiring|Releasing) state lock\. This may take a few moments\.\.\.\n/gm;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(directory: string, args: readonly string[], input: string): Promise<Ran> {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", [...args, "-no-color"], { cwd: directory, env });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout: stdout.replace(WAITING, ""), stderr }));
    child.stdin.end(`${input}\n`);
  });
}
