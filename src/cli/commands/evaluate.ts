/** `reachlint evaluate`: what the front end makes of one root, as JSON. */
import { resolve } from "node:path";
import { UsageError } from "../../base/diagnostic.ts";
import type { Root, RootGroup } from "../../evaluate/resource.ts";
import { evaluate } from "../../pipeline.ts";
import { renderEvaluated } from "../../report/evaluated/resources.ts";
import { EXIT } from "../../report/exit-code.ts";
import { requestFor } from "../asked.ts";
import type { EvaluateFlags } from "../flags.ts";
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
