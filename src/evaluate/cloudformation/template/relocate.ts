/** A tree that was read from a scalar's text into the same tree with its places in the file that the scalar stands in. */

import { type Span, spanInside } from "../../../base/source-file.ts";
import type { LocatedNode, LocatedScalar } from "../../../parse/located.ts";

/** `span` is one of the scalar's decoded text. */
export function relocatedSpan({ start, end }: Span, within: LocatedScalar): Span {
  return spanInside(within, start, end);
}

export function relocated(node: LocatedNode, within: LocatedScalar): LocatedNode {
  const span = relocatedSpan(node.span, within);
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
  const span = relocatedSpan(scalar.span, within);
  const runs: { readonly at: number; readonly offset: number }[] = [];
  let expected: number | undefined;
  for (let at = 0; at < scalar.text.length; at += 1) {
    const offset = relocatedSpan(spanInside(scalar, at, at + 1), within).start;
    if (offset !== expected) runs.push({ at, offset });
    expected = offset + 1;
  }
  return { ...scalar, span, runs: runs.length === 0 ? [{ at: 0, offset: span.start }] : runs };
}
