/** `reachlint drift`: where source says otherwise than what is deployed. */
import { UsageError } from "../../base/diagnostic.ts";
import { isRead } from "../../catalogue/catalogue.ts";
import { type Drift, type DriftSide, driftOf } from "../../drift/drift.ts";
import { DRIFT_FORMATS } from "../../drift/drift-formats.ts";
import { namedServices } from "../../drift/named-services.ts";
import { evaluate, type ScanRequest, scan } from "../../pipeline.ts";
import { EXIT } from "../../report/exit-code.ts";
import { render } from "../../report/formats.ts";
import { requestFor } from "../asked.ts";
import type { DriftFlags } from "../drift-flags.ts";
import { outputWidth, tellDiagnostics, wantsColor, writeOutput } from "../streams.ts";

/** 1 where a path differs; diagnostics of both sides go to standard error. */
export async function driftCommand(paths: readonly string[], flags: DriftFlags): Promise<number> {
  if (flags.facts === undefined)
    throw new UsageError("drift needs to know what is deployed", "name the directory of facts with --facts DIR");
  const source = await sideOf(requestFor(paths.length === 0 ? ["."] : paths, flags));
  const deployed = await sideOf(requestFor([], flags));
  const drift = driftOf(source.side, deployed.side);
  const options = { color: wantsColor(flags.color), width: outputWidth(), quiet: false, verbose: false };
  await writeOutput(await render<Drift>(DRIFT_FORMATS[flags.format], drift, options));
  if (drift.differences.length > 0) return EXIT.findings;
  return source.isWhole && deployed.isWhole ? EXIT.clean : EXIT.notAnalysed;
}

async function sideOf(request: ScanRequest): Promise<{ readonly side: DriftSide; readonly isWhole: boolean }> {
  const { flows, findings, diagnostics } = await scan(request);
  const { groups } = await evaluate(request, isRead);
  return { side: { flows, findings, names: namedServices(groups) }, isWhole: !tellDiagnostics(diagnostics) };
}
