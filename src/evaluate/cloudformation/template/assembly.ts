/** The manifests of a CDK cloud assembly into the stacks that it deploys
 *  (https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema). */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Files } from "../../../base/files.ts";
import { directoryOf, resolvePath } from "../../../base/paths.ts";
import { SourceFile, type Span } from "../../../base/source-file.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import type { Parsers } from "../../input.ts";
import { constructPlaces } from "./construct-places.ts";
import { lastEntries, mappingAt, textAt } from "./template.ts";

export interface AssemblyStack {
  /** The template's path. */
  readonly path: string;
  readonly stackName: string | undefined;
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** Where in the app's source the constructs are made, by construct path or logical id, as far as traces say it. */
  readonly constructs: ReadonlyMap<string, Span>;
}

/** Stages, which are assemblies inside an assembly, are followed. */
export function readAssemblies(
  manifests: readonly string[],
  files: Files,
  parse: Pick<Parsers, "json">,
): { readonly output: readonly AssemblyStack[]; readonly diagnostics: readonly Diagnostic[] } {
  const stacks = new Map<string, AssemblyStack>();
  const diagnostics: Diagnostic[] = [];
  const rootOf = (path: string): LocatedNode | undefined => {
    const read = files.read(path);
    return read.ok ? parse.json(new SourceFile(path, read.text)).output?.root : undefined;
  };
  const visited = new Set<string>();
  const visit = (path: string, app: string): void => {
    if (visited.has(path)) return;
    visited.add(path);
    const read = files.read(path);
    if (!read.ok) {
      diagnostics.push({
        code: "assembly",
        severity: "error",
        message: `the cloud assembly ${path} cannot be read: ${read.because}`,
        path,
        notAnalysed: true,
      });
      return;
    }
    const parsed = parse.json(new SourceFile(path, read.text));
    diagnostics.push(...parsed.diagnostics);
    for (const { key, value } of lastEntries(mappingAt(parsed.output?.root, "artifacts"))) {
      const properties = mappingAt(value, "properties");
      const type = textAt(value, "type");
      if (type === "cdk:cloud-assembly") {
        const directory = textAt(properties, "directoryName");
        if (directory !== undefined)
          visit(resolvePath(resolvePath(directoryOf(path), directory), "manifest.json"), app);
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
  return { output: [...stacks.values()], diagnostics };
}

function known(part: string | undefined): string | undefined {
  return part === undefined || part.startsWith("unknown-") ? undefined : part;
}
