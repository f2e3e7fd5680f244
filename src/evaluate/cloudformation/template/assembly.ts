/** The manifests of a CDK cloud assembly into the stacks that it deploys
 *  (https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema). */
import { remembered } from "../../../base/collections.ts";
import { directoryOf, type Files, resolvePath } from "../../../base/files.ts";
import { SourceFile, type Span } from "../../../base/source-file.ts";
import type { LocatedMapping, LocatedNode } from "../../../parse/located.ts";
import type { CloudFormationInput } from "../../input.ts";
import type { Log } from "./log.ts";
import { entryAt, lastEntries, mappingAt, textAt } from "./template.ts";

export interface AssemblyStack {
  /** The template's path. */
  readonly path: string;
  readonly stackName: string | undefined;
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** Where in the app's source the constructs are made, by construct path or logical id, as far as traces say it. */
  readonly constructs: ReadonlyMap<string, Span>;
}

/** Assemblies in each other: an app has stages, which may have stages. A link may lead back to the one around it. */
const MAXIMUM_DEPTH = 10;
/** Of all manifests of a scan. */
const MAXIMUM_CHARACTERS = 1 << 25;
/** What a manifest counts as besides. */
const CHARACTERS_OF_A_MANIFEST = 1 << 14;

/** Stages, which are assemblies inside an assembly, are followed. */
export function readAssemblies(
  { assemblies: manifests, files, parse }: Pick<CloudFormationInput, "assemblies" | "files" | "parse">,
  log: Log,
): readonly AssemblyStack[] {
  const stacks = new Map<string, AssemblyStack>();
  const rootOf = (path: string): LocatedNode | undefined => {
    const read = files.read(path);
    return read.ok ? parse.json(new SourceFile(path, read.text)).output?.root : undefined;
  };
  const visited = new Set<string>();
  let left = MAXIMUM_CHARACTERS;
  const visit = (path: string, app: string, around = 0): void => {
    if (visited.has(path)) return;
    visited.add(path);
    const read = files.read(path);
    if (!read.ok) {
      log.unreadable("assembly", "the cloud assembly", path, read.because);
      return;
    }
    left -= CHARACTERS_OF_A_MANIFEST + read.text.length;
    if (around > MAXIMUM_DEPTH || left < 0) {
      const why = left < 0 ? "the assemblies are larger than any that is read" : `it is in ${MAXIMUM_DEPTH} others`;
      log.report({
        code: "assembly",
        severity: "error",
        message: `the cloud assembly is not analysed: ${why}`,
        path,
        hint: "scan it by itself",
        notAnalysed: true,
      });
      return;
    }
    const parsed = parse.json(new SourceFile(path, read.text));
    for (const diagnostic of parsed.diagnostics) log.report(diagnostic);
    for (const { key, value } of lastEntries(mappingAt(parsed.output?.root, "artifacts"))) {
      const properties = mappingAt(value, "properties");
      const type = textAt(value, "type");
      if (type === "cdk:cloud-assembly") {
        const directory = textAt(properties, "directoryName");
        if (directory !== undefined)
          visit(resolvePath(resolvePath(directoryOf(path), directory), "manifest.json"), app, around + 1);
      }
      const template = textAt(properties, "templateFile");
      if (type !== "aws:cloudformation:stack" || template === undefined) continue;
      const place = /^aws:\/\/([^/]+)\/(.+)$/.exec(textAt(value, "environment") ?? "");
      const file = resolvePath(directoryOf(path), template);
      const aside = textAt(value, "additionalMetadataFile");
      const more = aside === undefined ? undefined : rootOf(resolvePath(directoryOf(path), aside));
      const metadata = [mappingAt(value, "metadata"), more].filter((one) => one?.kind === "mapping");
      stacks.set(file, {
        path: file,
        stackName: textAt(properties, "stackName") ?? key.text,
        account: known(place?.[1]),
        region: known(place?.[2]),
        constructs: constructPlaces(metadata, app, files),
      });
    }
  };
  // An app writes its assembly into a directory of its own.
  for (const manifest of manifests) visit(manifest, resolvePath(directoryOf(manifest), ".."));
  return [...stacks.values()];
}

function known(part: string | undefined): string | undefined {
  return part === undefined || part.startsWith("unknown-") ? undefined : part;
}

/** Source files of an app that are looked for; of further ones nothing is said, and no verdict depends on them. */
const MAXIMUM_SOURCES = 1000;
/** Characters of a path. */
const MAXIMUM_PATH = 1024;

interface Frame {
  /** As the trace has it, with forward slashes: absolute, on the machine that ran the app. */
  readonly path: string;
  readonly line: number;
  readonly column: number | undefined;
}

/**
 * By construct path, `App/Web/Service/Resource`, and by logical id where only one construct has it. `metadata` maps `/` and that path
 * to entries, of which the one of type `aws:cdk:logicalId` may have a trace, innermost frame first
 * (https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema.MetadataEntry.html).
 * The app was run in some directory of some machine; `directory` is the one of the scan that stands for it. That other directory is the
 * one under which most files of the traces have their like in the scan, and only files under it are taken for those of the scan.
 */
function constructPlaces(
  metadata: readonly LocatedMapping[],
  directory: string,
  files: Files,
): ReadonlyMap<string, Span> {
  const traces = metadata.flatMap(lastEntries).flatMap(({ key, value }) => {
    const entries = value.kind === "sequence" ? value.elements : [];
    const entry = entries.find((one) => textAt(one, "type") === "aws:cdk:logicalId");
    const id = textAt(entry, "data");
    return id === undefined ? [] : [{ construct: key.text.replace(/^\//, ""), id, frames: framesOf(entry) }];
  });
  const uses = new Map<string, number>();
  for (const { id } of traces) uses.set(id, (uses.get(id) ?? 0) + 1);
  const sources = new Map<string, SourceFile | undefined>();
  const source = (path: string): SourceFile | undefined =>
    remembered(sources, path, () => {
      const read = files.read(resolvePath(directory, path));
      return read.ok ? new SourceFile(resolvePath(directory, path), read.text) : undefined;
    });
  const all = new Set(traces.flatMap(({ frames }) => frames.map(({ path }) => path)));
  const paths = new Set([...all].slice(0, MAXIMUM_SOURCES));
  const home = homeOf(paths, source);
  const places = new Map<string, Span>();
  if (home === undefined) return places;
  for (const { construct, id, frames } of traces) {
    for (const frame of frames) {
      const file =
        paths.has(frame.path) && frame.path.startsWith(home) ? source(frame.path.slice(home.length)) : undefined;
      const span = file === undefined ? undefined : spanOf(file, frame);
      if (span === undefined) continue;
      places.set(construct, span);
      if (uses.get(id) === 1) places.set(id, span);
      break;
    }
  }
  return places;
}

/** Frames in the app's own code. */
function framesOf(entry: LocatedNode | undefined): readonly Frame[] {
  const trace = entryAt(entry, "trace")?.value;
  if (trace?.kind !== "sequence") return [];
  return trace.elements.flatMap((line): readonly Frame[] => {
    // `new Web (/home/me/app/lib/web.ts:12:5)`, or the place alone.
    const match =
      line.kind === "scalar" ? /^(?:.*\()?(?:file:\/\/)?([^()]+?):(\d+)(?::(\d+))?\)?$/.exec(line.text) : null;
    const path = match?.[1]?.replaceAll("\\", "/") ?? "";
    if (path.length > MAXIMUM_PATH || !path.includes("/") || /(?:^|\/)node_modules\/|^node:/.test(path)) return [];
    return [{ path, line: Number(match![2]), column: match![3] === undefined ? undefined : Number(match![3]) }];
  });
}

/** The directory, with a slash at its end, in which most of the paths have their longest end that is a file. */
function homeOf(paths: ReadonlySet<string>, source: (path: string) => unknown): string | undefined {
  const votes = new Map<string, number>();
  for (const path of paths) {
    let slash = path.indexOf("/");
    while (slash !== -1 && source(path.slice(slash + 1)) === undefined) slash = path.indexOf("/", slash + 1);
    if (slash === -1) continue;
    const home = path.slice(0, slash + 1);
    votes.set(home, (votes.get(home) ?? 0) + 1);
  }
  const most = Math.max(0, ...votes.values());
  const best = [...votes].filter(([, count]) => count === most);
  return best.length === 1 ? best[0]![0] : undefined;
}

/** From where the frame points to the end of the line; undefined where the file has no such place, so that it is another. */
function spanOf(file: SourceFile, { line, column }: Frame): Span | undefined {
  const text = file.line(line).trimEnd();
  const from = column === undefined ? text.search(/\S/) : column - 1;
  const start = file.lineStarts[line - 1];
  if (start === undefined || from < 0 || from >= text.length) return undefined;
  return { file, start: start + from, end: start + text.length };
}
