/** What a scan's roots have to do with others → parts of which none refers to another. */
import { connected } from "../base/collections.ts";
import { directoryOf } from "../base/files.ts";
import type { Discovery } from "../discover/discover.ts";
import { OfferedNames } from "../evaluate/cloudformation/linking/offered-names.ts";
import type { SurveyedName, TemplateSurvey } from "../evaluate/cloudformation/survey.ts";
import { rootDirectories } from "../evaluate/terraform/instances/roots.ts";
import { type DirectorySurvey, mayRead, stateAt, type WrittenState } from "../evaluate/terraform/survey.ts";
import { acrossDialects, mixedGroups, type OfDialect, readers, type SurveyedRoot, without } from "./mixed-groups.ts";
import type { Part } from "./part.ts";
import type { LinkSurvey, ShareSurvey } from "./survey.ts";

/** What the shares of a scan say together. */
export interface ScanSurvey extends Omit<ShareSurvey, "diagnostics"> {
  readonly links: LinkSurvey;
}

/**
 * Characters of source from which on a part is not made larger by roots that have nothing to do with it. What is kept of a part while it
 * is judged grows with it, and what each part takes by itself is not much less than this.
 */
const CHARACTERS_OF_A_PART = 200_000;

/**
 * The same parts whoever judges them, in the order of the first of their roots. Roots may be in one part that have nothing to do with each
 * other; they are never in two where they have.
 */
export function divide(
  survey: ScanSurvey,
  found: Pick<Discovery, "terraform" | "namedTerraform" | "assemblies" | "each" | "indexes">,
  charactersOfAPart = CHARACTERS_OF_A_PART,
): readonly Part[] {
  const { plans } = survey;
  const { assemblies } = found;
  // What a template exports and imports can be otherwise with each of its files of parameters.
  const areGivenInTurn = found.each.some(({ kind }) => kind === "parameters");
  const surveyed = surveyedRoots(survey, found);
  const roots = rootsOf(survey, found, surveyed);
  const templates = templatesOf(survey, found);
  const [isOneOfRoots, isOneOfTemplates] = [plans.length > 0, assemblies.length > 0 || areGivenInTurn];
  // Who reads of the same root of another repository is in one graph with the others.
  const reader = surveyed.find(readsOthers)?.directory;
  const importer = survey.links.templates.find(({ imports }) => imports.length > 0)?.path;
  const isBetween = found.indexes.length > 0 && reader !== undefined && importer !== undefined;
  const isSurveyed = (path: string): boolean => roots.characters.has(path) || templates.characters.has(path);
  const isAcross = ([one, other]: readonly [string, string]): boolean =>
    roots.characters.has(one) !== roots.characters.has(other) && isSurveyed(one) && isSurveyed(other);
  const across = [
    ...acrossDialects(surveyed, survey.templates),
    ...survey.stated.filter(isAcross),
    ...(isBetween ? [[reader, importer] as const] : []),
  ];
  const mixed = mixedGroups(roots, templates, across, isOneOfRoots, isOneOfTemplates);
  const taken = new Set(mixed.flatMap(({ roots, templates }) => [...roots, ...templates]));
  const partsOf = (linked: OfDialect, isOne: boolean) => groupsOf(without(linked, taken), isOne, charactersOfAPart);
  return [
    ...mixed.map((group) => ({
      ...NOTHING,
      ...group,
      ...(isOneOfRoots ? { plans } : {}),
      ...(assemblies.length > 0 ? { assemblies } : {}),
      groups: [[...group.roots, ...group.templates]],
      characters: charactersOf(group.roots, roots) + charactersOf(group.templates, templates),
    })),
    ...partsOf(roots, isOneOfRoots).map((part) => ({
      ...NOTHING,
      roots: part.all,
      plans,
      groups: part.groups,
      characters: charactersOf(part.all, roots),
    })),
    ...partsOf(templates, isOneOfTemplates).map((part) => ({
      ...NOTHING,
      templates: part.all,
      assemblies,
      groups: part.groups,
      characters: charactersOf(part.all, templates),
    })),
    ...(survey.templates.length === 0 && assemblies.length > 0 ? [{ ...NOTHING, assemblies }] : []),
    ...(survey.directories.length === 0 && plans.length > 0 ? [{ ...NOTHING, plans }] : []),
  ];
}

const NOTHING: Part = { roots: [], templates: [], assemblies: [], plans: [], groups: [], characters: 0 };

function charactersOf(paths: readonly string[], { characters }: OfDialect): number {
  return paths.reduce((sum, path) => sum + characters.get(path)!, 0);
}

/** Of a part that is too much for a worker, each group by itself. */
export function dividedFurther(part: Part): readonly Part[] {
  const { groups } = part;
  const [roots, templates] = [new Set(part.roots), new Set(part.templates)];
  return groups.map((group) => ({
    ...part,
    roots: group.filter((path) => roots.has(path)),
    templates: group.filter((path) => templates.has(path)),
    groups: [group],
  }));
}

/** Roots of one dialect that are judged together, in the order of the scan. */
interface OneDialect {
  readonly all: readonly string[];
  readonly groups: readonly (readonly string[])[];
}

/** `isOne`: what else is in the scan can have to do with any of them. */
function groupsOf(
  { characters, links, ...roots }: OfDialect,
  isOne: boolean,
  charactersOfAPart: number,
): readonly OneDialect[] {
  const paths = [...characters.keys()];
  if (paths.length === 0) return [];
  if (isOne || roots.isOne) return [{ all: paths, groups: [paths] }];
  const parts: (readonly string[])[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const group of connected(paths, links)) {
    if (size >= charactersOfAPart) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)!.push(group);
    for (const path of group) size += characters.get(path)!;
  }
  const places = new Map(paths.map((path, at) => [path, at]));
  return parts.map((groups) => ({ all: groups.flat().sort((a, b) => places.get(a)! - places.get(b)!), groups }));
}

/** Those of Terraform in the order of the scan. */
function surveyedRoots(
  { directories }: ScanSurvey,
  { terraform, namedTerraform }: Pick<Discovery, "terraform" | "namedTerraform">,
): readonly SurveyedRoot[] {
  const surveys = new Map(directories.map((one) => [one.directory, one]));
  const paths = rootDirectories(terraform, namedTerraform, (directory) => surveys.get(directory)?.calls ?? []);
  return paths.map((path) => withModules(path, surveys));
}

function rootsOf(
  { directories, links, stated }: ScanSurvey,
  { terraform, indexes }: Pick<Discovery, "terraform" | "indexes">,
  roots: readonly SurveyedRoot[],
): OfDialect {
  const surveys = new Map(directories.map((one) => [one.directory, one]));
  const paths = roots.map(({ directory }) => directory);
  return {
    characters: new Map(paths.map((path) => [path, surveys.get(path)?.characters ?? 0])),
    links: [
      ...lookUps(roots),
      ...states(roots, links.states),
      ...(indexes.length === 0 ? [] : readers(roots.filter(readsOthers).map(({ directory }) => directory))),
      ...dependencies(surveys),
      ...within(stated, new Set(paths)),
    ],
    isOne: terraform.some((directory) => surveys.get(directory)?.callsUnknown === true),
  };
}

function withModules(directory: string, surveys: ReadonlyMap<string, DirectorySurvey>): SurveyedRoot {
  const reached = new Set([directory, ...(surveys.get(directory)?.installed ?? [])]);
  for (const one of reached) for (const next of surveys.get(one)?.modules ?? []) reached.add(next);
  const all = [...reached].flatMap((one) => surveys.get(one) ?? []);
  return {
    directory,
    looksUp: new Set(all.flatMap(({ looksUp }) => looksUp)),
    offers: new Set(all.flatMap(({ offers }) => offers)),
    readsStates: all.flatMap(({ readsStates }) => readsStates),
  };
}

/** A data source finds a resource where it is the only one that it can mean: all of the type count. */
function* lookUps(roots: readonly SurveyedRoot[]): Generator<readonly [string, string]> {
  const wanted = new Set(roots.flatMap(({ looksUp }) => [...looksUp]));
  for (const type of wanted) {
    const [first, ...more] = roots.filter(({ looksUp, offers }) => looksUp.has(type) || offers.has(type));
    for (const { directory } of more) yield [first!.directory, directory];
  }
}

function* states(
  roots: readonly SurveyedRoot[],
  written: ReadonlyMap<string, WrittenState>,
): Generator<readonly [string, string]> {
  const all = [...written].map(([writer, state]) => ({ writer, state: stateAt(writer, state) }));
  // Those that may write one state are linked by the first who reads it, and to others by any of them.
  const linked = new Map<string, string | undefined>();
  for (const { directory, readsStates } of roots)
    for (const one of readsStates) {
      const read = stateAt(directory, one);
      const name = JSON.stringify([read.backend, read.parts]);
      const writers = linked.has(name) ? [] : all.filter(({ state }) => mayRead(read, state));
      if (!linked.has(name)) linked.set(name, writers[0]?.writer);
      for (const { writer } of writers) yield [directory, writer];
      const first = linked.get(name);
      if (first !== undefined) yield [directory, first];
    }
}

function readsOthers({ looksUp, readsStates }: SurveyedRoot): boolean {
  return looksUp.size > 0 || readsStates.length > 0;
}

/** Where outputs of one root are passed to another. What is not surveyed is made by what lies around it. */
function* dependencies(surveys: ReadonlyMap<string, DirectorySurvey>): Generator<readonly [string, string]> {
  for (const { directory, dependencies } of surveys.values())
    for (const path of dependencies) {
      let at = path;
      while (!surveys.has(at) && at !== directoryOf(at)) at = directoryOf(at);
      yield [directory, at];
    }
}

function within(pairs: ScanSurvey["stated"], paths: ReadonlySet<string>): ScanSurvey["stated"] {
  return pairs.filter((pair) => pair.every((path) => paths.has(path)));
}

function templatesOf({ templates, links, stated }: ScanSurvey, { indexes }: Pick<Discovery, "indexes">): OfDialect {
  const paths = new Set(templates.map(({ path }) => path));
  const importers = links.templates.filter((one) => one.imports.length > 0).map(({ path }) => path);
  return {
    characters: new Map(templates.map(({ path, characters }) => [path, characters])),
    links: [
      ...nested(links.templates),
      ...imports(links.templates),
      ...within(stated, paths),
      ...(indexes.length === 0 ? [] : readers(importers)),
    ],
    isOne: links.templates.some(({ isGivenResources }) => isGivenResources),
  };
}

function* nested(templates: readonly TemplateSurvey[]): Generator<readonly [string, string]> {
  for (const { path, nested } of templates) for (const other of nested) yield [path, other];
}

function* imports(templates: readonly TemplateSurvey[]): Generator<readonly [string, string]> {
  const offered = templates.flatMap(({ path, exports }) => exports.map((name) => ({ path, name })));
  const names = new OfferedNames(offered, ({ name }) => piecesOf(name));
  // Those that offer what one importer may mean are linked by it, and to others by any of them.
  const linked = new Set<readonly (typeof offered)[number][]>();
  for (const { path, imports } of templates)
    for (const name of imports) {
      const found = names.thatMayBe(piecesOf(name));
      for (const other of linked.has(found) ? found.slice(0, 1) : found) yield [path, other.path];
      linked.add(found);
    }
}

const UNKNOWN = {};

function piecesOf(name: SurveyedName): readonly (string | object)[] {
  return name.map((piece) => piece ?? UNKNOWN);
}
