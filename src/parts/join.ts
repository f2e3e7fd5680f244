/** What is told of the parts of a scan → what is told of the scan. */
import { compareText } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { SourceFile } from "../base/source-file.ts";
import { outsideOf } from "../check/check.ts";
import type { Finding } from "../check/finding.ts";
import type { Discovery } from "../discover/discover.ts";
import type { NotEvaluated, Root } from "../evaluate/resource.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { Flow } from "../reach/flow.ts";
import type { WithoutFlow } from "../worlds/without-flow.ts";
import type { JudgedGroup } from "./judge-groups.ts";
import type { JudgedScan } from "./judge-scan.ts";
import { ofWholeScan } from "./of-whole-scan.ts";
import type { Shard } from "./part.ts";

/** What the parts of a scan say together. */
export interface JoinedParts {
  readonly roots: readonly Root[];
  readonly flows: readonly Flow[];
  readonly findings: readonly Finding[];
  readonly withoutFlow: readonly WithoutFlow[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly diagnostics: readonly Diagnostic[];
  readonly accepting: readonly SourceFile[];
  readonly files: number;
  readonly resources: number;
  /** Set where these are not all parts of the scan. */
  readonly shard: Shard | undefined;
}

/**
 * A scan is complete for a group where everything was read, and no instances of other groups may join. Of some of its parts alone that is
 * not known, and what can be told only of the whole is not told.
 */
export function joinParts(
  { parts, diagnostics, shard }: JudgedScan,
  found: Discovery,
  request: ScanRequest,
): JoinedParts {
  const groups = inOrder(
    parts.flatMap((part) => part.groups),
    found,
  );
  const notEvaluated = byPlace(parts.flatMap((part) => part.notEvaluated));
  const files = found.terraformFiles.length + parts.reduce((sum, { documents }) => sum + documents, 0);
  const ofSources = [...found.diagnostics, ...diagnostics, ...parts.flatMap((part) => part.diagnostics)];
  const names = parts.map((part) => part.names);
  const ofScan =
    shard === undefined ? ofWholeScan(files, ofSources, names, takenOf(groups), request) : [notWhole(shard)];
  const said = [...ofSources, ...ofScan];
  const isAllRead =
    shard === undefined && notEvaluated.length === 0 && !said.some(({ severity }) => severity === "error");
  const forOthers = groups.filter(({ launchesForOthers }) => launchesForOthers);
  const told = groups.map((group) => {
    const isComplete = isAllRead && forOthers.every((other) => other === group);
    return isComplete ? group.whole : (group.partly ?? group.whole);
  });
  const resources = new Map(groups.flatMap((group) => [...group.resources]));
  const { findings, diagnostics: left } = outsideOf(
    found.isExcluded,
    told.flatMap((one) => one.findings),
  );
  return {
    roots: groups.flatMap(({ roots }) => roots),
    flows: told.flatMap(({ flows }) => flows),
    findings,
    withoutFlow: told.flatMap(({ withoutFlow }) => withoutFlow),
    notEvaluated,
    diagnostics: [...said, ...[...groups, ...told].flatMap((one) => one.diagnostics), ...left],
    accepting: [...new Map(parts.flatMap((part) => part.accepting).map((file) => [file.path, file])).values()],
    files,
    shard,
    resources: [...resources.values()].reduce((sum, count) => sum + count, 0),
  };
}

function takenOf(groups: readonly JudgedGroup[]): ReadonlySet<string> {
  return new Set(groups.flatMap(({ stated }) => stated));
}

function notWhole({ index, count }: Shard): Diagnostic {
  return {
    code: "shard",
    severity: "note",
    message: `this is shard ${index} of ${count}, which speaks of its own roots only`,
    hint: "reachlint merge tells what all shards say together",
  };
}

const KINDS: readonly Root["kind"][] = ["terraform", "terraform-plan", "cloudformation", "cdk", "deployed"];

/** By their first roots, however the scan was divided. */
function inOrder(groups: readonly JudgedGroup[], { terraform, documents }: Discovery): readonly JudgedGroup[] {
  const places = new Map([...terraform, ...documents].map((path, at) => [path, at]));
  const keyed = groups.map((group) => {
    const [{ kind, path }] = group.roots as readonly [Root, ...Root[]];
    return { group, kind: KINDS.indexOf(kind), at: places.get(path) ?? places.size };
  });
  return keyed.sort((a, b) => a.kind - b.kind || a.at - b.at).map(({ group }) => group);
}

function byPlace(all: readonly NotEvaluated[]): readonly NotEvaluated[] {
  return all.toSorted(
    (a, b) =>
      compareText(a.span?.file.path ?? "", b.span?.file.path ?? "") ||
      (a.span?.start ?? 0) - (b.span?.start ?? 0) ||
      compareText(a.address, b.address),
  );
}
