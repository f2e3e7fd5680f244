/** What is missing → YAML to fill in, for `--assume FILE` or reachlint.yaml. */
import { jsonString, plain } from "../escape.ts";
import { placeText } from "../location.ts";
import { count } from "../words.ts";
import type { Missing, MissingThing } from "./missing.ts";
import { shapeText } from "./type-shapes.ts";

/** More are not named; each is a resource of its kind. */
const MOST_CANDIDATES = 3;

/** As it is printed it says nothing: each value has to be filled in. */
export function renderMissingYaml({ things, waiting, beyond }: Missing): string {
  if (waiting === 0) return "# No flow waits for anything.\n";
  const left =
    beyond === 0
      ? []
      : [
          comment(
            `${count(beyond, "flow")} ${beyond === 1 ? "waits" : "wait"} for what nothing can be said of here, too: see reachlint scan.`,
          ),
        ];
  if (things.length === 0) return [comment(`${count(waiting, "flow")} cannot be decided.`), ...left].join("");
  return [
    comment("What the source leaves open, most valuable first. Write what is known behind the names, and scan with"),
    comment("--assume and this file, or put it into reachlint.yaml. A name without a value says nothing yet."),
    "assume:\n",
    ...things.map(entry),
    ...left,
  ].join("");
}

function entry(thing: MissingThing): string {
  const { key, span, candidates } = thing;
  const place = span === undefined ? "" : `  ${placeText(span)}`;
  const some = candidates.slice(0, MOST_CANDIDATES).join(", ");
  const more = candidates.length > MOST_CANDIDATES ? ` and ${candidates.length - MOST_CANDIDATES} more` : "";
  return [
    `  ${comment(`${waitText(thing)}${place}`)}`,
    ...(candidates.length === 0 ? [] : [`  ${comment(`one of ${some}${more}`)}`]),
    `  ${yamlKey(key)}: # ${shape(thing)}\n`,
  ].join("");
}

function comment(text: string): string {
  return `# ${plain(text)}\n`;
}

/** `all that 3 flows wait for; one of 2 that 5 wait for`. */
function waitText({ settles, shares }: Pick<MissingThing, "settles" | "shares">): string {
  const sizes = [...new Set(shares.map(({ of }) => of))].sort((a, b) => a - b);
  const parts = [
    ...(settles.length === 0
      ? []
      : [`all that ${count(settles.length, "flow")} ${settles.length === 1 ? "waits" : "wait"} for`]),
    ...sizes.map((size) => {
      const flows = shares.filter(({ of }) => of === size).length;
      return `one of ${size} that ${count(flows, "flow")} ${flows === 1 ? "waits" : "wait"} for`;
    }),
  ];
  return parts.join("; ");
}

const SHAPES: Readonly<Partial<Record<MissingThing["form"], string>>> = {
  thing: "{ is: ADDRESS }, or its id",
  things: "[{ is: ADDRESS }, …], or ids",
  joined: "{ joined-by: ADDRESS }",
};

function shape({ form, kind, isWritten, type }: MissingThing): string {
  if (!isWritten) return SHAPES[form] ?? plain(shapeText(type));
  if (kind === "subnet") return "{ is: ADDRESS }, or { vpc: …, cidr: …, zone: …, network-acl: default }";
  if (kind === "security-group") return "{ is: ADDRESS }, or { vpc: …, egress: anywhere }";
  return kind === "cluster" ? "{ is: ADDRESS }, or { joined-by: ADDRESS }" : "{ is: ADDRESS }";
}

/** A key of a mapping as YAML reads it back, whatever is in it. */
function yamlKey(name: string): string {
  return /^[A-Za-z][\w./-]*$/.test(name) ? name : jsonString(name);
}
