/** The path of a flow → a picture of it in the language of Mermaid (https://mermaid.js.org/syntax/flowchart.html), which GitHub draws. */
import type { Flow, HopKind, HopVerdict } from "../../reach/flow.ts";
import { mermaidText } from "../escape.ts";
import { type Arrow, filtersOf, type Gate, type Lane, lanesOf, type Passing } from "../lanes.ts";
import { openText, sourceName } from "../words.ts";

/**
 * The lines of a `flowchart`, from the top down: side by side, boxes with addresses in them are shrunk to what nobody can read. A cross ends the
 * arrow behind which nothing goes on; dashed is what is not, or not for all, known to go on. Of two directions one that is open is an arrow only.
 */
export function pathPicture(flow: Flow): readonly string[] {
  const { there, back } = lanesOf(flow);
  const ends = [
    box("balancer", [sourceName(flow)], "plain"),
    box("target", [flow.service.address, containerText(flow)], "plain"),
  ];
  const obstacles = (flow.obstacles ?? []).filter(({ effect }) => effect === "shuts");
  const way =
    there.gates.length === 0 && obstacles.length > 0
      ? [
          ...obstacles.map(({ text, proof }, at) => box(`o${at}`, [text], proof === undefined ? "unsure" : "bad")),
          ...arrows(
            ["balancer", ...obstacles.map((_, at) => `o${at}`), "target"],
            [ALL, ...obstacles.map(() => there.arrow)],
          ),
        ]
      : isOpen(there) && !isOpen(back)
        ? arrows(["balancer", "target"], [there.arrow])
        : lane(there, "g", "balancer", "target");
  return ["flowchart TB", ...[...ends, ...way, ...answersOf(back), ...STYLES].map((line) => `  ${line}`)];
}

const ALL: Arrow = { passing: "all", label: "" };
const ANSWERS: Arrow = { passing: "all", label: "answers" };

function isOpen({ gates }: Lane): boolean {
  return gates.every(({ arrow }) => arrow.passing === "all");
}

/** Security groups let answers back by themselves. */
function answersOf(back: Lane): readonly string[] {
  if (back.gates.length === 0) return [];
  return isOpen(back) ? arrows(["target", "balancer"], [ANSWERS]) : lane(back, "r", "target", "balancer");
}

function containerText({ container: { name, port } }: Flow): string {
  return `container ${name ?? "of unknown name"}${port === undefined ? "" : `:${port}`}`;
}

function lane({ arrow, gates }: Lane, prefix: string, from: string, to: string): readonly string[] {
  const names = gates.map((_, at) => `${prefix}${at}`);
  return [
    ...gates.map((gate, at) => gateBox(names[at]!, gate)),
    ...arrows([from, ...names, to], [arrow, ...gates.map((gate) => gate.arrow)]),
  ];
}

/** One from each to the next. */
function arrows(names: readonly string[], all: readonly Arrow[]): readonly string[] {
  return all.map(({ passing, label }, at) => {
    const text = label === "" ? "" : `|"${mermaidText(label)}"|`;
    return `${names[at]} ${ARROW[passing]}${text} ${names[at + 1]}`;
  });
}

const ARROW: Readonly<Record<Passing, string>> = { all: "-->", part: "-.->", unknown: "-.->", nothing: "--x" };

const WHAT: Readonly<Record<HopKind, string>> = {
  "load-balancer-egress": "security group, out",
  "load-balancer-acl-out": "network ACL, out",
  "target-acl-in": "network ACL, in",
  "target-ingress": "security group, in",
  "return-target-acl-out": "network ACL, answers out",
  "return-load-balancer-acl-in": "network ACL, answers in",
};

function gateBox(name: string, { kind, lines }: Gate): string {
  const answers = lines.flatMap(({ hop }) => [filtersOf(hop), openText(hop)]);
  const verdicts = lines.map(({ hop }) => hop.verdict);
  return box(name, [WHAT[kind], ...new Set(answers)], toneOf(verdicts));
}

type Tone = "plain" | "good" | "bad" | "unsure";

/** That of the gravest answer. */
function toneOf(verdicts: readonly HopVerdict[]): Tone {
  if (verdicts.includes("closed") || verdicts.includes("partial")) return "bad";
  return verdicts.includes("undetermined") ? "unsure" : "good";
}

/** Longer lines make a box that nobody can look at. */
const LONGEST = 100;

function box(name: string, lines: readonly string[], tone: Tone): string {
  const short = lines.map((line) => {
    const characters = [...line];
    return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : line;
  });
  return `${name}["${short.map(mermaidText).join("<br/>")}"]:::${tone}`;
}

/** Borders alone, so that the page's own colours hold in light and dark; a broken border also where no colour is seen. */
const STYLES = [
  "classDef plain stroke-width:1px",
  "classDef good stroke:#2da44e,stroke-width:2px",
  "classDef bad stroke:#cf222e,stroke-width:4px",
  "classDef unsure stroke:#9a6700,stroke-width:2px,stroke-dasharray:4",
];
