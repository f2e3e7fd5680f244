/** What one shard of a scan says of its parts, and what it knows of the whole: all that is needed to tell of the scan when every shard is through. */
import type { JudgedScan } from "../parts/judge-scan.ts";
import type { JudgedPart, Part, Shard } from "../parts/part.ts";
import type { KnownOfScan } from "../parts/worker.ts";

export interface JudgedShard extends KnownOfScan, Pick<JudgedScan, "diagnostics"> {
  readonly shard: Shard;
  /** What is scanned, and how: see `scanIdentity`. */
  readonly scan: string;
  /** How it was divided: see `divisionIdentity`. */
  readonly division: string;
  /** How many parts the scan has. */
  readonly parts: number;
  readonly judged: readonly PlacedPart[];
}

export interface PlacedPart {
  /** Its place among all parts of the scan, from 0. */
  readonly at: number;
  readonly part: Part;
  readonly judged: JudgedPart;
}
