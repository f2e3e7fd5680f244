/** A template → the blocks `Metadata: reachlint` of its resources, which accept what is found in a resource: JSON has no comments. */
import type { Diagnostic, Parsed } from "../base/diagnostic.ts";
import type { SourceFile, Span } from "../base/source-file.ts";
import type { LocatedDocument, LocatedNode } from "../parse/located.ts";
import type { Acceptance, AcceptedInMetadata } from "./acceptance.ts";
import { metadataForm } from "./acceptance.ts";

type Parse = (file: SourceFile) => Parsed<LocatedDocument | undefined>;

/** Empty where the text is no template. */
export function acceptedByMetadata(file: SourceFile, parse: Parse): Parsed<readonly Acceptance[]> {
  const output: Acceptance[] = [];
  const diagnostics: Diagnostic[] = [];
  // Parsed again only where there is such a block.
  if (!/\breachlint["']?\s*:/.test(file.text) || !/\.(?:ya?ml|json|template|cfn)$/i.test(file.path))
    return { output, diagnostics };
  const resources = childOf(parse(file).output?.root, "Resources");
  if (resources?.kind !== "mapping") return { output, diagnostics };
  for (const { key, value } of resources.entries) {
    const block = childOf(childOf(value, "Metadata"), "reachlint");
    if (block === undefined) continue;
    const told = metadataForm.read(block, ({ span, message }) => diagnostics.push(wrongForm(span, message)));
    const resource = { file, start: key.span.start, end: value.span.end };
    for (const accepted of told?.ignore ?? []) output.push(acceptanceOf(accepted, resource));
  }
  return { output, diagnostics };
}

function acceptanceOf({ rule, reason, until, span }: AcceptedInMetadata, resource: Span): Acceptance {
  const covers: Acceptance["covers"] = ({ places, atFault }) =>
    [...places, ...atFault.map((node) => node.span)].some((place) => isWithin(place, resource));
  return { rule, reason: reason?.value.trim() ?? "", until, span, covers };
}

function isWithin({ file, start }: Span, outer: Span): boolean {
  return file.path === outer.file.path && outer.start <= start && start < outer.end;
}

/** The last entry of a name counts. */
function childOf(node: LocatedNode | undefined, name: string): LocatedNode | undefined {
  return node?.kind === "mapping" ? node.entries.findLast(({ key }) => key.text === name)?.value : undefined;
}

function wrongForm(span: Span, message: string): Diagnostic {
  return {
    code: "suppression-form",
    severity: "warning",
    message: `Metadata reachlint: ${message}`,
    span,
    hint: "write ignore: [{ rule: RULE-ID, reason: WHY }]",
  };
}
