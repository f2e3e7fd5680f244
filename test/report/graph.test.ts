/** Pictures of the resource graph, as those read them who draw them. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";
import { describe, expect, test } from "vitest";
import { Graph } from "../../src/graph/model.ts";
import { GRAPH_FORMATS, render } from "../../src/report/formats.ts";
import type { DrawnGroup } from "../../src/report/graph/graph.ts";
import { service, world } from "../check/sample.ts";

const HOSTILE = `a"];evil->x[label="</text></svg><script>alert(1)</script><!-- \\N \\`;

const drawn = (address = "aws_ecs_service.web"): readonly DrawnGroup[] => [
  { roots: [], worlds: [{ when: [], graph: world([], [{ ...service, address }]).graph }] },
];

function tags(node: DefaultTreeAdapterTypes.Node): readonly string[] {
  const children = "childNodes" in node ? node.childNodes.flatMap(tags) : [];
  return "tagName" in node ? [node.tagName, ...children] : children;
}

describe("the picture in SVG", () => {
  test("has a box for each node and a line for each reference", async () => {
    const json = JSON.parse(await render(GRAPH_FORMATS.json, drawn())) as {
      readonly graphs: readonly {
        readonly nodes: readonly unknown[];
        readonly edges: readonly { readonly to: string }[];
      }[];
    };
    const ids = world([])
      .graph.nodes()
      .map(({ id }) => id);
    const svg = await render(GRAPH_FORMATS.svg, drawn());
    expect(svg.match(/class="node"/g)).toHaveLength(json.graphs[0]!.nodes.length);
    expect(svg.match(/class="edge"/g)).toHaveLength(json.graphs[0]!.edges.filter(({ to }) => ids.includes(to)).length);
    expect(svg).toContain(">aws_ecs_service.web<");
  });
  test("is whole in itself: it names nothing outside, and begins as a picture", async () => {
    const svg = await render(GRAPH_FORMATS.svg, drawn());
    expect(svg).toMatch(/^<svg role="img"/);
    expect(svg.replace(/xmlns(?::xlink)?="[^"]*"/g, "")).not.toMatch(/https?:|href|DOCTYPE|@import|url\(/);
  });
  test("is the same for the same graph", async () => {
    expect(await render(GRAPH_FORMATS.svg, drawn())).toBe(await render(GRAPH_FORMATS.svg, drawn()));
  });
  test("has hostile names as text", async () => {
    const svg = await render(GRAPH_FORMATS.svg, drawn(HOSTILE));
    expect(new Set(tags(parseFragment(svg)))).toEqual(new Set(["svg", "style", "g", "polygon", "path", "text"]));
    expect(svg).toContain("&lt;script&gt;alert(1)");
  });
  test("of a graph that nobody could read is refused, with a way out", async () => {
    const { graph } = world([]);
    const nodes = Array.from({ length: 900 }, (_, at) => ({ ...service, id: `infra#${at}` }));
    const many = new Graph([...graph.nodes(), ...nodes]);
    await expect(render(GRAPH_FORMATS.svg, [{ roots: [], worlds: [{ when: [], graph: many }] }])).rejects.toThrow(
      /has \d+ nodes and edges/,
    );
  });
});

test("Graphviz reads the picture in its language, and no name ends a label", async () => {
  const graphviz = await Graphviz.load();
  const text = await render(GRAPH_FORMATS.dot, drawn(HOSTILE));
  const { objects } = JSON.parse(graphviz.layout(text, "json", "dot")) as {
    readonly objects: readonly { readonly name: string }[];
  };
  expect(objects.map(({ name }) => name)).toEqual(
    world([])
      .graph.nodes()
      .map((_, at) => `n${at}`),
  );
});
