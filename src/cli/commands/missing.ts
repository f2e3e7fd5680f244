/**
 * `reachlint missing`: what to say of what flows wait for, ready to be filled in and given with `--assume`; or the commands that would tell it,
 * whose output `--facts` reads.
 */
import { askedScript, commandsAsked } from "../../asking/asking.ts";
import { scan } from "../../pipeline.ts";
import { exitCode } from "../../report/exit-code.ts";
import { MISSING_FORMATS, render } from "../../report/formats.ts";
import { missingIn } from "../../report/missing/missing.ts";
import type { SearchedGroup } from "../../report/missing/names.ts";
import { type ScanResult, told } from "../../report/scan-result.ts";
import { requestFor } from "../asked.ts";
import type { MissingFlags } from "../missing-flags.ts";
import { tellDiagnostics, writeOutput } from "../streams.ts";

/** It is no judgement: the exit code only says whether everything was analysed. */
export async function missingCommand(paths: readonly string[], flags: MissingFlags): Promise<number> {
  const groups: SearchedGroup[] = [];
  const result = await scan({
    ...requestFor(paths, flags),
    onGraphs: ({ roots, worlds }) => groups.push({ roots, graphs: worlds.map(({ graph }) => graph) }),
  });
  tellDiagnostics(told(result).unread);
  await writeOutput(
    flags.commands === true
      ? commandsFor(result, flags)
      : await render(MISSING_FORMATS[flags.format], missingIn(result.flows, groups)),
  );
  return exitCode(result, "never");
}

/** Where no directory of facts is named yet, they are to lie in `facts`. */
function commandsFor({ flows }: ScanResult, { facts = "facts", region }: MissingFlags): string {
  const place = { path: facts, region };
  return askedScript(commandsAsked(flows, place), place);
}
