/** The shards of a scan → what the scan says, as if one run had judged all of it. */

import { groupBy } from "../base/collections.ts";
import { UsageError } from "../base/diagnostic.ts";
import { acceptedOf, inWordsOf } from "../parts/arbitrated.ts";
import type { Judges } from "../parts/judge-scan.ts";
import type { JudgedPart } from "../parts/part.ts";
import { NOTHING_TAKEN, saysTheSame, sumOfTaken } from "../parts/taken.ts";
import { type Begun, begin, resultOf, type ScanRequest, withJudges } from "../pipeline.ts";
import type { ScanResult } from "../report/scan-result.ts";
import type { JudgedShard, PlacedPart } from "./judged-shard.ts";
import { scanIdentity } from "./scan-identity.ts";

/** A shard, and what to call it. */
export interface NamedShard extends JudgedShard {
  readonly path: string;
}

type Shards = readonly [NamedShard, ...NamedShard[]];

/** Throws a UsageError where they are not all shards of the scan that is asked for, each once. */
export async function mergeShards(request: ScanRequest, shards: Shards): Promise<ScanResult> {
  const [{ diagnostics }] = shards;
  refuseOthers(shards);
  refuseMissing(shards);
  const placed = inPlace(shards);
  const begun = await begin(request);
  if (scanIdentity(begun) !== shards[0].scan)
    throw new UsageError(
      `${shards[0].path} is of another scan than that of the files, values and rules that are here`,
      "merge where the same files are checked out, with the paths and options of the shards",
    );
  return resultOf({ parts: await settled(placed, shards, begun), diagnostics }, begun);
}

/** Shards of one scan, divided in one way. */
function refuseOthers([first, ...others]: Shards): void {
  for (const other of others) {
    if (other.shard.count !== first.shard.count)
      throw new UsageError(
        `${other.path} is one of ${other.shard.count} shards, and ${first.path} one of ${first.shard.count}`,
        "name the files of one run",
      );
    if (other.scan !== first.scan)
      throw new UsageError(
        `${other.path} and ${first.path} are shards of different scans: other files, values or rules`,
        "every shard needs the same commit and the same options",
      );
    if (other.division !== first.division || other.parts !== first.parts)
      throw new UsageError(
        `${other.path} and ${first.path} divide the scan differently`,
        "modules may be installed for one of them only: run reachlint get in each, or in none",
      );
  }
}

function refuseMissing(shards: Shards): void {
  const { count } = shards[0].shard;
  const named = groupBy(shards, ({ shard }) => shard.index);
  for (const [index, [first, second]] of named)
    if (second !== undefined) throw new UsageError(`${first.path} and ${second.path} are both shard ${index}`);
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !named.has(index));
  if (missing.length === 0) return;
  const few = missing.length > MOST_NAMED ? [...missing.slice(0, MOST_NAMED), "…"] : missing;
  throw new UsageError(
    `${missing.length === 1 ? "shard" : "shards"} ${few.join(", ")} of ${count} ${missing.length === 1 ? "is" : "are"} missing`,
    "see whether these runs failed, and name the file of each",
  );
}

const MOST_NAMED = 10;

/** All parts in their order, each once. */
function inPlace(shards: Shards): readonly PlacedPart[] {
  const placed: PlacedPart[] = [];
  for (const { judged, path } of shards)
    for (const one of judged) {
      if (one.at >= shards[0].parts || placed[one.at] !== undefined)
        throw new UsageError(`${path} has part ${one.at}, which is not its own`, "let the shard write it again");
      placed[one.at] = one;
    }
  if (Object.keys(placed).length !== shards[0].parts)
    throw new UsageError(
      `the shards have ${Object.keys(placed).length} of ${shards[0].parts} parts`,
      "let the shards write their files again",
    );
  return placed;
}

/** A shard does not know what others take of what all parts may take together: where that makes a difference, a part is judged again. */
async function settled(placed: readonly PlacedPart[], shards: Shards, begun: Begun): Promise<readonly JudgedPart[]> {
  const assumed = assumedBy(shards);
  return withJudges({ ...begun, request: { ...begun.request, startWorkers: undefined } }, async (judges) => {
    await judges.workers[0].begin(shards[0]);
    const most = judges.most(shards[0].characters);
    const parts: JudgedPart[] = [];
    let before = NOTHING_TAKEN;
    for (const one of placed) {
      const { judged } = one;
      const holds = saysTheSame(most, assumed.get(one)!, before, judged.taken);
      const part = holds ? judged : await judgeAgain(one, before, judges);
      parts.push(part);
      before = sumOfTaken(before, part.taken);
    }
    return parts;
  });
}

/** What the shard had taken for its parts before each. */
function assumedBy(shards: Shards): ReadonlyMap<PlacedPart, JudgedPart["taken"]> {
  const assumed = new Map<PlacedPart, JudgedPart["taken"]>();
  for (const { judged } of shards) {
    let before = NOTHING_TAKEN;
    for (const one of judged) {
      assumed.set(one, before);
      before = sumOfTaken(before, one.judged.taken);
    }
  }
  return assumed;
}

async function judgeAgain(
  { part }: PlacedPart,
  before: JudgedPart["taken"],
  { workers, askArbiter }: Judges,
): Promise<JudgedPart> {
  const judged = await workers[0].judge(part, before);
  const verdicts = await askArbiter(judged.rejected.map(({ file }) => file));
  const accepted = acceptedOf(judged, verdicts);
  return inWordsOf(verdicts, accepted.size === 0 ? judged : await workers[0].judge(part, before, accepted));
}
