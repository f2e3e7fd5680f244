/** The resource graphs of a scan → a picture in SVG: what `dot` draws of them, for light and dark pages, without a reference to anything outside. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { UsageError } from "../../base/diagnostic.ts";
import { plain } from "../escape.ts";
import { type DrawnGroup, renderDot } from "./graph.ts";

/** Graphviz is a program in WebAssembly, which is loaded before it can draw. */
export async function svgRenderer(): Promise<(groups: readonly DrawnGroup[]) => string> {
  const graphviz = await Graphviz.load();
  return (groups) => renderSvg(graphviz, groups);
}

/** Nodes and edges: more would take `dot` minutes, and nobody could read it. */
const MOST_DRAWN = 2500;

function renderSvg(graphviz: Graphviz, groups: readonly DrawnGroup[]): string {
  const dot = renderDot(groups);
  const count = dot.match(/^ {2}n\d/gm)?.length ?? 0;
  if (count > MOST_DRAWN)
    throw new UsageError(
      `the graph has ${count} nodes and edges, and a picture at most ${MOST_DRAWN}`,
      "name the path of one root, or take --format dot, which other engines of Graphviz draw",
    );
  const drawn = graphviz.layout(dot, "svg", "dot");
  return `${drawn
    .slice(drawn.indexOf("<svg"))
    .replace("<svg ", '<svg role="img" aria-label="resource graph" ')
    .replace(/<!--[\s\S]*?-->\n|<title>[^<]*<\/title>\n/g, "")
    .replace(">\n", `>\n<style>${STYLE}</style>\n`)
    .split("\n")
    .map(plain)
    .join("\n")
    .trim()}\n`;
}

const STYLE = [
  "text{fill:#191d23;font-family:Helvetica,Arial,Liberation Sans,Nimbus Sans,sans-serif}",
  ".graph>polygon{fill:#fff}",
  ".node polygon,.node path{fill:#f6f7f9;stroke:#8a939f}",
  ".edge path{stroke:#8a939f}.edge polygon{fill:#8a939f;stroke:#8a939f}.edge text{fill:#58616d}",
  "@media (prefers-color-scheme:dark){text{fill:#e7eaee}.graph>polygon{fill:#0e1115}",
  ".node polygon,.node path{fill:#1b2027;stroke:#6b7684}.edge text{fill:#a2acb8}}",
].join("");
