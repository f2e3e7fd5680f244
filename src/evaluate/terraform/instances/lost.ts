/** What of the files of a root could not be read. */
import type { Lost } from "../../resource.ts";
import type { LostBlock, LostPart } from "../configuration/lost-parts.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

/** Without that of which nothing but values is made: what refers to it is not known by itself. With what stacks that are deployed lack. */
export function lostIn(root: RootEvaluation): readonly Lost[] {
  const modules = new Set(root.modules().map(({ configuration }) => configuration));
  const parts = [...modules].flatMap(({ lost }) => lost.flatMap((part) => ofPart(part, root.id) ?? []));
  return [...parts, ...root.lostInStacks];
}

function ofPart({ path, span, blocks }: LostPart, root: string): Lost | undefined {
  const making = blocks.filter(({ type }) => type === "resource" || type === "module");
  const [first] = making;
  if (blocks.length > 0 && first === undefined) return undefined;
  const isOpen = first === undefined || making.some(({ type, labels }) => type === "resource" && labels.length === 0);
  return {
    root,
    address: first === undefined ? (span === undefined ? path : `a part of ${path}`) : nameOf(first),
    path,
    span,
    types: isOpen ? undefined : making.map(({ type, labels }) => (type === "module" ? type : labels[0]!)),
  };
}

function nameOf({ type, labels }: LostBlock): string {
  return (type === "module" ? [type, ...labels] : labels).join(".");
}
