/** `reachlint graph`: the resource graph that verdicts are found on. */
import { isRead } from "../../catalogue/catalogue.ts";
import { buildGraphs, evaluate } from "../../pipeline.ts";
import { EXIT } from "../../report/exit-code.ts";
import { renderDot, renderGraphJson, renderMermaid } from "../../report/graph.ts";
import { scanRequest } from "../../request.ts";
import { type GraphFlags, scanOptions } from "../flags.ts";
import { writeOutput } from "../streams.ts";

/** Pictures show the first world of each group: that of the defaults. */
export async function graphCommand(paths: readonly string[], flags: GraphFlags): Promise<number> {
  const request = scanRequest(process.cwd(), paths, scanOptions(flags));
  const { groups, diagnostics } = await evaluate(request, isRead);
  const graphs = await buildGraphs(groups, request);
  const first = graphs.flatMap(({ worlds }) => worlds.slice(0, 1).map(({ graph }) => graph));
  const all = graphs.flatMap(({ group: { roots }, worlds }) =>
    worlds.map(({ world: { when }, graph }) => ({ roots, when, graph })),
  );
  const text = { json: () => renderGraphJson(all), mermaid: () => renderMermaid(first), dot: () => renderDot(first) };
  await writeOutput(text[flags.format]());
  return diagnostics.some((diagnostic) => diagnostic.notAnalysed) ? EXIT.notAnalysed : EXIT.clean;
}
