/** `reachlint graph`: the resource graph that verdicts are found on. */
import { isRead } from "../../catalogue/catalogue.ts";
import { buildGraphs, evaluate } from "../../pipeline.ts";
import { EXIT } from "../../report/exit-code.ts";
import { GRAPH_FORMATS, render } from "../../report/formats.ts";
import { requestFor } from "../asked.ts";
import type { GraphFlags } from "../flags.ts";
import { tellDiagnostics, writeOutput } from "../streams.ts";

export async function graphCommand(paths: readonly string[], flags: GraphFlags): Promise<number> {
  const request = requestFor(paths, flags);
  const { groups, diagnostics } = await evaluate(request, isRead);
  const notAnalysed = tellDiagnostics(diagnostics);
  const graphs = await buildGraphs(groups, request);
  const told = graphs.map(({ group: { roots }, worlds }) => ({
    roots,
    worlds: worlds.map(({ world: { when }, graph }) => ({ when, graph })),
  }));
  await writeOutput(await render(GRAPH_FORMATS[flags.format], told));
  return notAnalysed ? EXIT.notAnalysed : EXIT.clean;
}
