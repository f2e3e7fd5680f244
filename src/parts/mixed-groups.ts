/** Roots of Terraform and templates of which one may refer to the other, which have to be in one part. */
import { connected } from "../base/collections.ts";
import type { WrittenState } from "../evaluate/terraform/survey.ts";
import type { SurveyedTemplate } from "./survey.ts";

/** Roots of one dialect, with the pairs that may refer to each other. */
export interface OfDialect {
  /** By path. */
  readonly characters: ReadonlyMap<string, number>;
  readonly links: Iterable<readonly [string, string]>;
  /** Any of them may refer to any other. */
  readonly isOne: boolean;
}

/** A root with all its modules. */
export interface SurveyedRoot {
  readonly directory: string;
  readonly looksUp: ReadonlySet<string>;
  readonly offers: ReadonlySet<string>;
  readonly readsStates: readonly WrittenState[];
}

/** What is left of one dialect. */
export function without({ characters, links, ...linked }: OfDialect, taken: ReadonlySet<string>): OfDialect {
  if (taken.size === 0) return { characters, links, ...linked };
  return {
    ...linked,
    characters: new Map([...characters].filter(([path]) => !taken.has(path))),
    links: [...links].filter(([path]) => !taken.has(path)),
  };
}

/** Roots of Terraform and templates of which one may refer to another, each in the order of the scan. */
interface MixedGroup {
  readonly roots: readonly string[];
  readonly templates: readonly string[];
}

/** Those of both dialects that are judged together; where all of a dialect are, with all of it. */
export function mixedGroups(
  roots: OfDialect,
  templates: OfDialect,
  across: readonly (readonly [string, string])[],
  isOneOfRoots: boolean,
  isOneOfTemplates: boolean,
): readonly MixedGroup[] {
  if (across.length === 0) return [];
  const all = [...roots.characters.keys(), ...templates.characters.keys()];
  const together = [
    ...(isOneOfRoots || roots.isOne ? readers([...roots.characters.keys()]) : []),
    ...(isOneOfTemplates || templates.isOne ? readers([...templates.characters.keys()]) : []),
  ];
  const groups = connected(all, [...roots.links, ...templates.links, ...across, ...together]);
  return groups.flatMap((group) => {
    const paths = new Set(group);
    const mixed = {
      roots: [...roots.characters.keys()].filter((path) => paths.has(path)),
      templates: [...templates.characters.keys()].filter((path) => paths.has(path)),
    };
    return mixed.roots.length > 0 && mixed.templates.length > 0 ? [mixed] : [];
  });
}

/** A data source finds what a template has, and a template reads what Terraform keeps: all of the type count. */
export function acrossDialects(
  roots: readonly SurveyedRoot[],
  templates: readonly SurveyedTemplate[],
): readonly (readonly [string, string])[] {
  const pairs = (readers: readonly string[], writers: readonly string[]): readonly (readonly [string, string])[] => {
    const [first] = readers;
    const [other] = writers;
    if (first === undefined || other === undefined) return [];
    return [...readers.map((path) => [path, other] as const), ...writers.map((path) => [first, path] as const)];
  };
  const types = new Set([...roots, ...templates].flatMap(({ looksUp }) => [...looksUp]));
  return [...types].flatMap((type) => [
    ...pairs(
      roots.filter(({ looksUp }) => looksUp.has(type)).map(({ directory }) => directory),
      templates.filter(({ offers }) => offers.includes(type)).map(({ path }) => path),
    ),
    ...pairs(
      templates.filter(({ looksUp }) => looksUp.includes(type)).map(({ path }) => path),
      roots.filter(({ offers }) => offers.has(type)).map(({ directory }) => directory),
    ),
  ]);
}

/** Two that read of the same root of another repository are in one graph. */
export function* readers(paths: readonly string[]): Generator<readonly [string, string]> {
  const [first, ...more] = paths;
  for (const path of more) yield [first!, path];
}
