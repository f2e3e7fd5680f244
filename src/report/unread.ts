/** What could not be evaluated → lines of the text report: services may stand in it that nobody has judged. */
import { count } from "./count.ts";
import { plain } from "./escape.ts";
import { fold } from "./fold.ts";
import { placeText } from "./location.ts";
import type { ScanResult } from "./scan-result.ts";
import type { Style, TextOptions } from "./style.ts";

const MOST_PLACES = 5;

/** Things that are not there for the same reason are one line. */
export function unreadBlock(
  { coverage }: ScanResult,
  style: Style,
  options: TextOptions,
): readonly (readonly string[])[] {
  const reasons = new Map<string, { readonly place: string; times: number }>();
  for (const { because, span } of coverage.notEvaluated) {
    const known = reasons.get(because);
    if (known === undefined) reasons.set(because, { place: span === undefined ? "" : placeText(span), times: 1 });
    else known.times += 1;
  }
  if (reasons.size === 0) return [];
  const lines = [...reasons].slice(0, MOST_PLACES).flatMap(([because, { place, times }]) => {
    const again = times === 1 ? "" : style.dim(` (${times} times)`);
    return fold(`${style.open("?")} ${plain(because)}${again}  ${style.link(plain(place))}`, options.width, "  ");
  });
  const more = reasons.size - Math.min(reasons.size, MOST_PLACES);
  return [
    [
      `${style.open("not read")} ${count(coverage.notEvaluated.length, "part")} of the configuration: services in them are not judged`,
      ...lines,
      ...(more > 0 ? [style.dim(`  and ${more} more, all in the JSON report`)] : []),
    ],
  ];
}
