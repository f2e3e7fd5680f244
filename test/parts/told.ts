/** A scan as one and in parts, in this thread, and what each tells. */
import { builtinRules } from "../../src/check/builtin-rules.generated.ts";
import { discover } from "../../src/discover/discover.ts";
import { askArbiter } from "../../src/parse/hcl/arbiter.ts";
import { ParsedFiles } from "../../src/parse/parsed-files.ts";
import { mostOf } from "../../src/parts/evaluate-sources.ts";
import { type JoinedParts, joinParts } from "../../src/parts/join.ts";
import { judgePart } from "../../src/parts/judge-part.ts";
import { judgeInParts } from "../../src/parts/judge-scan.ts";
import { passed } from "../../src/parts/transfer.ts";
import { LocalWorker, type PartWorker } from "../../src/parts/worker.ts";
import { orderDiagnostics } from "../../src/report/scan-result.ts";
import { type ScanOptions, scanRequest } from "../../src/request.ts";

export interface Told {
  readonly told: unknown;
  readonly parts: number;
}

export async function asOne(
  directory: string,
  paths: readonly string[] = [],
  options: ScanOptions = {},
): Promise<Told> {
  const request = scanRequest(directory, paths, options);
  const found = discover(request);
  const parsed = new ParsedFiles();
  const part = await judgePart(found, parsed, builtinRules, request, () => {});
  if (part.rejected.length > 0) {
    parsed.arbitrated(await askArbiter(part.rejected.map(({ file }) => file)));
    const again = await judgePart(found, parsed, builtinRules, request, () => {});
    return { told: toldOf(joinParts({ parts: [again], diagnostics: [] }, found, request)), parts: 1 };
  }
  return { told: toldOf(joinParts({ parts: [part], diagnostics: [] }, found, request)), parts: 1 };
}

/** Everything that passes between two workers goes the way between threads. */
export async function inParts(
  directory: string,
  paths: readonly string[] = [],
  options: ScanOptions = {},
  workers = 3,
): Promise<Told> {
  const request = scanRequest(directory, paths, options);
  const found = discover(request);
  const judged = await judgeInParts(found, {
    workers: [worker(), ...Array.from({ length: workers - 1 }, worker)],
    askArbiter,
    most: (characters) => mostOf(characters, request),
    charactersOfAPart: 1,
  });
  return { told: toldOf(joinParts(judged, found, request)), parts: judged.parts.length };

  function worker(): PartWorker {
    const local = new LocalWorker(discover(request), builtinRules, request, () => {});
    const pass = <T>(value: T): T => passed(structuredClone(value));
    return {
      survey: async (share) => pass(await local.survey(pass(share))),
      surveyLinks: async (whole) => pass(await local.surveyLinks(pass(whole))),
      begin: (scan) => local.begin(pass(scan)),
      judge: async (...given) => pass(await local.judge(...pass(given))),
    };
  }
}

/** Without what is kept for other stages; diagnostics as they are told. */
function toldOf({ diagnostics, accepting, ...told }: JoinedParts): unknown {
  return {
    ...told,
    diagnostics: orderDiagnostics(diagnostics, () => false),
    accepting: accepting.map(({ path }) => path).sort(),
  };
}
