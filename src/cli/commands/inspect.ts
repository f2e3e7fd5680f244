/**
 * What a scan is made from: `reachlint evaluate` prints what the front end makes of one root, as JSON, `reachlint graph` the resource graph
 * that verdicts are found on, and `reachlint console` what an expression comes to in a root.
 */
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { UsageError } from "../../base/diagnostic.ts";
import { isRead } from "../../catalogue/catalogue.ts";
import type { Root, RootGroup } from "../../evaluate/resource.ts";
import { graphsOf } from "../../parts/graphs-of.ts";
import { evaluate, openScope } from "../../pipeline.ts";
import { renderEvaluated } from "../../report/evaluated/resources.ts";
import { renderAnswer } from "../../report/evaluated/value-json.ts";
import { EXIT } from "../../report/exit-code.ts";
import { GRAPH_FORMATS, render } from "../../report/formats.ts";
import { requestFor } from "../asked.ts";
import type { EvaluateFlags, GraphFlags } from "../flags.ts";
import { tellDiagnostics, writeOutput } from "../streams.ts";

/** Diagnostics go to standard error. A path with several roots is a mistake: which one is meant is for the user to say. */
export async function evaluateCommand(paths: readonly string[], flags: EvaluateFlags): Promise<number> {
  const request = requestFor(paths, flags);
  const { groups, diagnostics } = await evaluate(request);
  const notAnalysed = tellDiagnostics(diagnostics);
  const roots = groups.flatMap((group) => group.roots.map((root) => ({ group, root })));
  const found = meant(roots, request.paths);
  if (found === undefined) return EXIT.notAnalysed;
  await writeOutput(renderEvaluated(found.root, found.group.worlds));
  return notAnalysed ? EXIT.notAnalysed : EXIT.clean;
}

interface RootInGroup {
  readonly group: RootGroup;
  readonly root: Root;
}

/** The only root, or the one that the path names. */
function meant(roots: readonly RootInGroup[], paths: readonly string[]): RootInGroup | undefined {
  const [path = "."] = paths;
  const named = roots.filter(({ root }) => resolve(root.path) === resolve(path));
  if (named.length === 1 || roots.length < 2) return named[0] ?? roots[0];
  const names = roots.map(({ root }) => root.path).join(", ");
  throw new UsageError(`${path} holds ${roots.length} roots: ${names}`, "name one of them");
}

export async function graphCommand(paths: readonly string[], flags: GraphFlags): Promise<number> {
  const request = requestFor(paths, flags);
  const { groups, diagnostics } = await evaluate(request, isRead);
  const notAnalysed = tellDiagnostics(diagnostics);
  const drawn = [];
  for (const group of groups) {
    const { roots, worlds } = await graphsOf(group, request);
    drawn.push({ roots, worlds: worlds.map(({ world: { when }, graph }) => ({ when, graph })) });
  }
  await writeOutput(await render(GRAPH_FORMATS[flags.format], drawn));
  return notAnalysed ? EXIT.notAnalysed : EXIT.clean;
}

/** A line of JSON for each line of standard input. Ends with the input, never before: a mistake in a line is its answer. What could not be read is told behind them. */
export async function consoleCommand(paths: readonly string[], flags: EvaluateFlags): Promise<number> {
  if (flags.standardInput !== undefined)
    throw new UsageError("console reads expressions from standard input", "name the file of the plan");
  const { answer, notRead } = await openScope(requestFor(paths, flags));
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    await writeOutput(renderAnswer(answer(line)));
  }
  return tellDiagnostics(notRead()) ? EXIT.notAnalysed : EXIT.clean;
}
