/** Where a reference stands: an argument of a view into the place that a link comes from. */
import type { Span } from "../base/source-file.ts";
import type { View } from "./view.ts";

export interface Site {
  readonly root: string;
  readonly span: Span;
  /** The module or template instance of the reference, where it stands in one. */
  readonly scope?: string;
}

export function siteOf(view: View, name: string): Site {
  return { root: view.resource.root, span: view.spanOf(name), scope: view.resource.scope };
}
