/** Samples changed by chance: in ways that know their syntax, and in ways that do not. */
import fc from "fast-check";
import type { Hostile } from "./hostile.ts";
import { wrapped } from "./hostile.ts";
import { JSON_PARTS, YAML_PARTS } from "./hostile-documents.ts";
import { IGNORE_PARTS } from "./hostile-patterns.ts";
import { SCRIPT_PARTS } from "./hostile-scripts.ts";
import { TERRAFORM_PARTS } from "./hostile-terraform.ts";
import { type Language, type Sample, samplesOf } from "./samples.ts";
import { type Range, slotsOf } from "./slots.ts";

const PARTS: Readonly<Record<Language, Hostile>> = {
  hcl: TERRAFORM_PARTS,
  "hcl-json": JSON_PARTS,
  expression: TERRAFORM_PARTS,
  yaml: YAML_PARTS,
  json: JSON_PARTS,
  plan: JSON_PARTS,
  rule: YAML_PARTS,
  configuration: YAML_PARTS,
  baseline: JSON_PARTS,
  "user-data": SCRIPT_PARTS,
  tfvars: TERRAFORM_PARTS,
  modules: JSON_PARTS,
  parameters: JSON_PARTS,
  assembly: JSON_PARTS,
  ignore: IGNORE_PARTS,
  unit: TERRAFORM_PARTS,
  facts: JSON_PARTS,
  assume: YAML_PARTS,
  index: JSON_PARTS,
};

/** Numbers of any size, of which each choice is the rest of a division: what they choose from need not be known when they are drawn. */
interface Step {
  readonly way: number;
  readonly where: number;
  readonly other: number;
  readonly what: number;
}

/** A text, and another one of the same language, from which parts may come. */
interface Scene {
  readonly language: Language;
  readonly text: string;
  readonly donor: string;
}

interface Edit extends Range {
  readonly text: string;
}

type Way = (scene: Scene, step: Step) => readonly Edit[];

/** Drawn evenly: fast-check would prefer small numbers, and so the beginning of everything. */
const steps: fc.Arbitrary<readonly Step[]> = fc.noBias(
  fc.array(
    fc.record({
      way: fc.nat(),
      where: fc.nat(),
      other: fc.nat(),
      what: fc.nat(),
    }),
    { minLength: 1, maxLength: 5 },
  ),
);

export function mutantOf(language: Language, among: readonly Sample[] = samplesOf(language)): fc.Arbitrary<string> {
  const sample = fc.noBias(fc.nat({ max: among.length - 1 })).map((at) => among[at]!.text);
  return fc.tuple(sample, sample, steps).map(([text, donor, all]) => mutated({ language, text, donor }, all));
}

/** The steps that change the same part do not add up: the first of them counts. */
function mutated(scene: Scene, all: readonly Step[]): string {
  const edits: Edit[] = [];
  for (const step of all) {
    const added = choose(WAYS, step.way)(scene, step);
    if (!added.some((one) => edits.some((edit) => meet(one, edit)))) edits.push(...added);
  }
  let text = scene.text;
  for (const { start, end, text: instead } of edits.sort((a, b) => b.start - a.start || b.end - a.end))
    text = text.slice(0, start) + instead + text.slice(end);
  for (const step of all) {
    const damage = DAMAGES[step.way % (DAMAGES.length + SPARED)];
    if (damage !== undefined) text = damage(text, step, PARTS[scene.language]);
  }
  return inBytes(text, (bytes) => bytes);
}

function meet(a: Range, b: Range): boolean {
  return (a.start < b.end && b.start < a.end) || (a.start === b.start && a.end === b.end);
}

function choose<T>(among: readonly T[], number: number): T {
  return among[number % among.length]!;
}

/** The parts of the sample that each way changes; none where there are none. */
function at(among: readonly Range[], number: number, use: (range: Range) => readonly Edit[]): readonly Edit[] {
  return among.length === 0 ? [] : use(choose(among, number));
}

const WAYS: readonly Way[] = [
  // A member is taken away.
  (scene, { where }) => at(members(scene), where, (range) => [{ ...range, text: "" }]),
  // A member stands twice.
  (scene, { where }) =>
    at(members(scene), where, (range) => [
      { ...range, text: around(scene.text, range, separator(scene, range), inside(scene.text, range)) },
    ]),
  // Two members change places.
  (scene, { where, other }) =>
    at(members(scene), where, (one) =>
      at(members(scene), other, (two) =>
        meet(one, two)
          ? []
          : [
              { ...one, text: moved(scene.text, two, scene.text, one) },
              { ...two, text: moved(scene.text, one, scene.text, two) },
            ],
      ),
    ),
  // Something is put around a member.
  (scene, { where, what }) =>
    at(members(scene), where, (range) => {
      const wrapper = choose(PARTS[scene.language].aroundMembers, what).replaceAll(
        "\n",
        `\n${indentOf(scene.text, range)}`,
      );
      return [{ ...range, text: wrapped(wrapper, inside(scene.text, range)) }];
    }),
  // A member of the other text stands in the place of one, or beside it.
  (scene, { where, other, what }) =>
    at(members(scene), where, (range) =>
      at(slotsOf(scene.language, scene.donor).members, other, (from) => {
        const foreign = moved(scene.donor, from, scene.text, range);
        return [
          { ...range, text: what % 2 === 0 ? foreign : around(scene.text, range, separator(scene, range), foreign) },
        ];
      }),
    ),
  // A value is a hostile one. This is what finds most, so it is there twice.
  hostileValue,
  hostileValue,
  // A value is another one of the same text.
  (scene, { where, other }) =>
    at(values(scene), where, (range) =>
      at(values(scene), other, (from) => [{ ...range, text: moved(scene.text, from, scene.text, range) }]),
    ),
  // A value is one of the other text.
  (scene, { where, other }) =>
    at(values(scene), where, (range) =>
      at(slotsOf(scene.language, scene.donor).values, other, (from) => [
        { ...range, text: moved(scene.donor, from, scene.text, range) },
      ]),
    ),
  // Something is put around a value, once or many times.
  (scene, { where, other, what }) =>
    at(values(scene), where, (range) => {
      const wrapper = choose(PARTS[scene.language].aroundValues, what);
      // What doubles with each time would be millions of characters.
      const times = other % 16 === 0 && wrapper.split("§").length === 2 ? 1 + (other % 300) : 1 + (other % 2);
      let text = inside(scene.text, range);
      for (let time = 0; time < times; time++) text = wrapped(wrapper, text);
      return [{ ...range, text }];
    }),
  // A name is another one.
  (scene, { where, what }) =>
    at(names(scene), where, (range) => [{ ...range, text: choose(PARTS[scene.language].names, what) }]),
  (scene, { where, other }) =>
    at(names(scene), where, (range) =>
      at(names(scene), other, (from) => [{ ...range, text: inside(scene.text, from) }]),
    ),
];

function hostileValue(scene: Scene, { where, what }: Step): readonly Edit[] {
  return at(values(scene), where, (range) => [{ ...range, text: choose(PARTS[scene.language].values, what) }]);
}

const members = ({ language, text }: Scene): readonly Range[] => slotsOf(language, text).members;
const values = ({ language, text }: Scene): readonly Range[] => slotsOf(language, text).values;
const names = ({ language, text }: Scene): readonly Range[] => slotsOf(language, text).names;
const inside = (text: string, { start, end }: Range): string => text.slice(start, end);

function around(text: string, range: Range, between: string, more: string): string {
  return inside(text, range) + between + more;
}

/** What stands between members: a line break where each begins its own line, a comma within brackets. */
function separator({ text }: Scene, range: Range): string {
  const before = beforeInLine(text, range.start);
  if (/^[\s-]*$/.test(before)) return (/^\s*"/.test(inside(text, range)) ? "," : "") + `\n${before}`;
  return ", ";
}

function beforeInLine(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
}

function indentOf(text: string, { start }: Range): string {
  return beforeInLine(text, start).replace(/[^\s]/g, " ");
}

/** The text at `from` with its lines indented for the place `to`. */
function moved(source: string, from: Range, target: string, to: Range): string {
  const had = indentOf(source, from);
  const has = indentOf(target, to);
  const text = inside(source, from);
  return had === has ? text : text.replaceAll(`\n${had}`, `\n${has}`);
}

/** Of so many steps as this and the damages together, these do no damage. */
const SPARED = 24;

/** Changes that know nothing of syntax. Those of bytes may end or begin inside a character. */
const DAMAGES: readonly ((text: string, step: Step, parts: Hostile) => string)[] = [
  (text, { where, what }) =>
    inBytes(text, (bytes) => {
      if (bytes.length > 0) bytes[where % bytes.length]! ^= 1 << (what % 8);
      return bytes;
    }),
  (text, { where }) => inBytes(text, (bytes) => bytes.subarray(0, where % (bytes.length + 1))),
  (text, { where, other }) =>
    text.slice(0, where % (text.length + 1)) + text.slice((where % (text.length + 1)) + (other % 60)),
  (text, { where, other }) => {
    const start = where % (text.length + 1);
    return text.slice(0, start + (other % 60)) + text.slice(start);
  },
  (text, { where, what }, { scraps }) => {
    const start = where % (text.length + 1);
    return text.slice(0, start) + choose(scraps, what) + text.slice(start);
  },
  (text, { where, what }) => {
    const digits = [...text.matchAll(/[0-9]+/g)];
    if (digits.length === 0) return text;
    const { index, 0: found } = choose(digits, where);
    const number = choose(["9".repeat(40), "-1", "0", "1e999", "65536", "0.5", "١"], what);
    return text.slice(0, index) + number + text.slice(index + found.length);
  },
];

/** As files are read: what is no UTF-8 becomes the sign for that. */
function inBytes(text: string, change: (bytes: Uint8Array) => Uint8Array): string {
  return new TextDecoder().decode(change(new TextEncoder().encode(text)));
}
