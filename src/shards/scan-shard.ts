/** One shard of a scan: the whole is looked at and divided, and some of its parts are judged. */
import { UsageError } from "../base/diagnostic.ts";
import { directoryOf } from "../base/files.ts";
import { divideScan, judgeParts } from "../parts/judge-scan.ts";
import type { Shard } from "../parts/part.ts";
import { shareOut } from "../parts/share-out.ts";
import { onlyOf } from "../parts/worker.ts";
import { type Begun, begin, resultOf, type ScanRequest, withJudges } from "../pipeline.ts";
import type { ScanResult } from "../report/scan-result.ts";
import type { JudgedShard } from "./judged-shard.ts";
import { divisionIdentity, scanIdentity } from "./scan-identity.ts";

export interface ScannedShard {
  readonly judged: JudgedShard;
  /** Of the shard's own roots. */
  readonly result: ScanResult;
}

/** Throws a UsageError for what cannot be divided. `charactersOfAPart`: the same for all shards of a scan. */
export async function scanShard(
  request: ScanRequest,
  shard: Shard,
  charactersOfAPart = CHARACTERS_OF_A_PART,
): Promise<ScannedShard> {
  if (request.plans.length > 0)
    throw new UsageError(
      "a scan with --plan is not divided, because a plan may speak of any of its roots",
      "scan it without --shard",
    );
  if (request.facts !== undefined)
    throw new UsageError(
      "a scan with --facts is not divided, because any of its roots may name what is deployed",
      "scan it without --shard",
    );
  const begun = await begin(request);
  const judged = await judgeShard(begun, shard, charactersOfAPart);
  const parts = judged.judged.map(({ part }) => part);
  const of = { parts: judged.judged.map((one) => one.judged), diagnostics: judged.diagnostics, shard };
  const roots = parts.flatMap((part) => part.roots);
  const found = onlyOf(begun.found, {
    roots,
    templates: parts.flatMap(({ templates }) => templates),
    assemblies: parts.flatMap(({ assemblies }) => assemblies),
    plans: parts.flatMap(({ plans }) => plans),
  });
  const own = new Set(roots);
  const terraformFiles = found.terraformFiles.filter((path) => own.has(directoryOf(path)));
  return { judged, result: await resultOf(of, { ...begun, found: { ...found, terraformFiles } }) };
}

/** Smaller than in a scan that is not shared out: so many shards have about as much, each of them. */
const CHARACTERS_OF_A_PART = 50_000;

async function judgeShard(begun: Begun, shard: Shard, charactersOfAPart: number): Promise<JudgedShard> {
  return withJudges(begun, async (judges) => {
    const division = await divideScan(begun.found, { ...judges, charactersOfAPart });
    const { parts, characters, templates, diagnostics } = division;
    const own = shareOut(parts, shard.count)[shard.index - 1]!;
    const judged = await judgeParts(
      own.map((at) => parts[at]!),
      division,
      judges,
    );
    return {
      shard,
      scan: scanIdentity(begun),
      division: divisionIdentity(parts),
      parts: parts.length,
      characters,
      templates,
      diagnostics,
      judged: own.map((at, place) => ({ at, part: parts[at]!, judged: judged[place]! })),
    };
  });
}
