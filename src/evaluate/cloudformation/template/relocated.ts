/** A tree that was read from a text inside of a document → the same tree with its places in the document. */
import { spanInside } from "../../../base/source-file.ts";
import type { LocatedNode, LocatedScalar } from "../../../parse/located.ts";

/** The same where it stands in the file: the node's places are those of the scalar's decoded text. */
export function relocated(node: LocatedNode, within: LocatedScalar): LocatedNode {
  const span = spanInside(within, node.span.start, node.span.end);
  switch (node.kind) {
    case "scalar":
      return relocatedScalar(node, within);
    case "sequence":
      return { ...node, span, elements: node.elements.map((element) => relocated(element, within)) };
    case "mapping": {
      const entries = node.entries.map(({ key, value }) => ({
        key: relocatedScalar(key, within),
        value: relocated(value, within),
      }));
      return { ...node, span, entries };
    }
  }
}

function relocatedScalar(scalar: LocatedScalar, within: LocatedScalar): LocatedScalar {
  const span = spanInside(within, scalar.span.start, scalar.span.end);
  const runs: { readonly at: number; readonly offset: number }[] = [];
  let expected: number | undefined;
  for (let at = 0; at < scalar.text.length; at += 1) {
    const { start, end } = spanInside(scalar, at, at + 1);
    const offset = spanInside(within, start, end).start;
    if (offset !== expected) runs.push({ at, offset });
    expected = offset + 1;
  }
  return { ...scalar, span, runs: runs.length === 0 ? [{ at: 0, offset: span.start }] : runs };
}
