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
import { ofWholeScan } from "./evaluate-sources.ts";
import type { JudgedGroup } from "./judge-groups.ts";
import type { JudgedScan } from "./judge-scan.ts";

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
}

/** A scan is complete for a group where everything was read, and no instances of other groups may join. */
export function joinParts({ parts, diagnostics }: JudgedScan, found: Discovery, request: ScanRequest): JoinedParts {
  const groups = inOrder(
    parts.flatMap((part) => part.groups),
    found,
  );
  const notEvaluated = byPlace(parts.flatMap((part) => part.notEvaluated));
  const files = found.terraformFiles.length + parts.reduce((sum, { documents }) => sum + documents, 0);
  const ofSources = [...found.diagnostics, ...diagnostics, ...parts.flatMap((part) => part.diagnostics)];
  const ofScan = ofWholeScan(
    files,
    ofSources,
    parts.map(({ names }) => names),
    request,
  );
  const said = [...ofSources, ...ofScan];
  const isAllRead = notEvaluated.length === 0 && !said.some(({ severity }) => severity === "error");
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
    resources: [...resources.values()].reduce((sum, count) => sum + count, 0),
  };
}

const KINDS: readonly Root["kind"][] = ["terraform", "terraform-plan", "cloudformation", "cdk"];

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
