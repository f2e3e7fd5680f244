/** Where source and account differ, for people at a terminal: each pair of paths with both verdicts, and the line that decides. */
import { groupBy } from "../base/collections.ts";
import type { Flow } from "../reach/flow.ts";
import { plain } from "../report/escape.ts";
import { placeText } from "../report/location.ts";
import { fold, type Style, styleOf, type TextOptions } from "../report/text/lines.ts";
import { count } from "../report/words.ts";
import type { Drift, DriftedPath } from "./drift.ts";

/** Services of one side are named up to so many. */
const MOST_NAMED = 5;

export function renderDrift(drift: Drift, options: TextOptions): string {
  const style = styleOf(options);
  const alike = groupBy(drift.differences, keyOf);
  const blocks = [...[...alike.values()].map((group) => differenceLines(group, style)), summary(drift, style)];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Traffic and health checks mostly go the same way, and are told together. */
function keyOf({ source, deployed, closedIn, reason }: DriftedPath): string {
  const { file, start } = reason?.span ?? { file: undefined, start: 0 };
  const path = (flow: Flow) => [flow.service.id, flow.container.name, flow.requiredText, flow.verdict];
  return JSON.stringify([path(source), path(deployed), closedIn, reason?.text, file?.path, start]);
}

function differenceLines(group: readonly [DriftedPath, ...DriftedPath[]], style: Style): readonly string[] {
  const [{ source, deployed, closedIn, reason }] = group;
  const side = (name: "source" | "deployed", flow: Flow): readonly string[] => {
    const paint = name === closedIn ? style.bad : style.good;
    return [
      ...fold(
        `${style.dim(name.padEnd(8))} ${paint(flow.verdict)} ${plain(flow.service.address)} in ${plain(flow.root)}`,
        style,
        "  ",
        "           ",
      ),
      ...(name !== closedIn || reason === undefined
        ? []
        : [
            ...fold(plain(reason.text), style, "           "),
            `           ${style.link(plain(placeText(reason.span)))}`,
          ]),
    ];
  };
  const purposes = group.map((one) => (one.source.purpose === "traffic" ? "traffic" : "health checks"));
  const what = [...new Set(purposes)].sort().reverse().join(" and ");
  return [
    ...fold(
      `${style.bold(style.bad("differs"))} ${plain(source.container.name ?? "a container")}, ${what} on ${source.protocol} ${plain(source.requiredText)}`,
      style,
      "",
      "  ",
    ),
    ...side("source", source),
    ...side("deployed", deployed),
  ];
}

function summary(drift: Drift, style: Style): readonly string[] {
  const { differences, alike, undecided, onlySource, onlyDeployed } = drift;
  const all = differences.length + alike + undecided;
  const parts = [
    `${count(all, "path")} of services that are in both: ${differences.length === 0 ? "none differs" : `${differences.length} ${differences.length === 1 ? "differs" : "differ"}`}`,
    ...(undecided === 0 ? [] : [`${undecided} not known on one side`]),
    ...named("only in source", onlySource),
    ...named("only deployed", onlyDeployed),
  ];
  return fold(parts.join(" · "), style, "");
}

function named(what: string, services: Drift["onlySource"]): readonly string[] {
  if (services.length === 0) return [];
  const names = services.slice(0, MOST_NAMED).map(({ address }) => plain(address));
  const more = services.length > MOST_NAMED ? ` and ${services.length - MOST_NAMED} more` : "";
  return [`${what}: ${names.join(", ")}${more}`];
}
