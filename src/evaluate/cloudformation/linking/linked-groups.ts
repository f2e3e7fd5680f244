/** The interfaces of a scan's roots into groups: who imports from whom, which templates of the repository are borrowed for it, and which
 *  ways to deploy a root have to be told apart. */
import { connected } from "../../../base/collections.ts";
import { mayImportForHosts } from "../template/resource-types.ts";
import { type Deployment, type Deployments, deploymentsOf, joined } from "./deployments.ts";
import { ExportIndex, keyOf, lastWordOf } from "./export-index.ts";
import type { TemplateInterface } from "./interface.ts";
import { type Import, type Links, linksOf } from "./links.ts";

/** How often templates that export what is missing are looked for: for a root, for what it imports from, and so on. */
const MAXIMUM_ROUNDS = 3;

export interface LinkedGroup {
  /** In the order of the scan. */
  readonly roots: readonly string[];
  /** Templates around the scan that are deployed with them. */
  readonly borrowed: readonly string[];
  readonly links: Links;
  readonly choices: readonly LinkedChoice[];
}

export interface LinkedChoice {
  readonly root: string;
  readonly alternatives: readonly {
    /** The exporters in which it differs from the others. */
    readonly name: string;
    readonly paths: readonly string[];
    readonly links: Links;
  }[];
}

/** Imports of one root that the same templates can satisfy. */
export interface AmbiguousImports {
  readonly imports: readonly Import[];
  readonly exporters: readonly string[];
  /** There are more ways to deploy the root than are told apart. */
  readonly cut: boolean;
}

export interface LinkRequest {
  readonly roots: readonly string[];
  /** Those that the user named. */
  readonly named: readonly string[];
  readonly interfaces: ReadonlyMap<string, TemplateInterface>;
  /** Roots of which the user says that one names a resource of the other. */
  readonly edges: readonly (readonly [string, string])[];
  /** InterfaceVariants of further templates around `from` whose text may have what is wanted. */
  readonly around: (from: string, wanted: (text: string) => boolean) => ReadonlyMap<string, TemplateInterface>;
  /** Roots of other repositories, whose interfaces are known. */
  readonly offered: readonly string[];
  readonly strict: boolean;
}

export function linkRoots(request: LinkRequest): {
  readonly groups: readonly LinkedGroup[];
  readonly ambiguous: readonly AmbiguousImports[];
} {
  const { roots, strict } = request;
  const offered = strict ? [] : request.offered;
  const interfaces = new Map([...roots, ...offered].map((root) => [root, request.interfaces.get(root)!] as const));
  const add = (from: string, wanted: (text: string) => boolean): boolean => {
    const before = interfaces.size;
    if (!strict)
      for (const [path, found] of request.around(from, wanted)) interfaces.set(path, interfaces.get(path) ?? found);
    return interfaces.size > before;
  };
  const asked = roots.filter((root) => interfaces.get(root)?.services === true || request.named.includes(root));
  let known = new ExportIndex(interfaces, roots, offered);
  const indexNow = (): ExportIndex => {
    if (known.size !== interfaces.size) known = new ExportIndex(interfaces, roots, offered);
    return known;
  };
  for (const root of asked) findExporters(root, indexNow, add);

  let index = indexNow();
  const found = new Map(roots.map((root) => [root, deploymentsOf(root, index)] as const));
  const certain = [...found.values()].map((one) => one.certain);
  const linked = connected([...interfaces.keys()], [...certain.flatMap(edgesOf), ...request.edges]).filter((group) =>
    group.some((path) => request.interfaces.has(path) && roots.includes(path)),
  );
  const hasHosts = (paths: readonly string[]): boolean => paths.some((path) => interfaces.get(path)?.hosts === true);
  const withHosts = (deployment: Deployment, root: string, group: readonly string[]): Deployment => {
    if (strict || interfaces.get(root)?.needsHosts !== true || hasHosts([...deployment.roots, ...group]))
      return deployment;
    if (deployment.roots.length > 1 && add(root, mayImportForHosts)) index = indexNow();
    let whole = deployment;
    for (const [path, { hosts, clusters }] of interfaces)
      if (hosts && !clusters && !deployment.roots.includes(path)) whole = joined(whole, path, index) ?? whole;
    return whole;
  };

  const groups = linked.map((group): LinkedGroup => {
    const own = roots.filter((root) => group.includes(root));
    const deployments = new Map(own.map((root) => [root, withHosts(found.get(root)!.certain, root, group)] as const));
    const members = new Set([...group, ...[...deployments.values()].flatMap((one) => one.roots)]);
    const choices = strict ? [] : own.filter((root) => interfaces.get(root)?.services === true);
    return {
      roots: own,
      borrowed: [...members].filter((path) => !roots.includes(path)),
      links: linksOf(deployments, index, roots, new Map()),
      choices: choices.flatMap((root) => {
        const { alternatives } = found.get(root)!;
        if (alternatives.length === 0) return [];
        const whole = alternatives.map((one) => withHosts(one, root, group));
        return [choiceOf(root, whole, deployments, [...members], index, roots)];
      }),
    };
  });
  return { groups, ambiguous: asked.flatMap((root) => ambiguousImports(root, found.get(root)!, index)) };
}

/** Looks for templates that export what a root lacks, and what those lack that it may import from. */
function findExporters(
  root: string,
  indexNow: () => ExportIndex,
  add: (from: string, wanted: (text: string) => boolean) => boolean,
): void {
  const asked = new Set<string>();
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const index = indexNow();
    const reached = new Set([root]);
    const words = new Set<string>();
    for (const path of reached)
      for (const { name, matters, isName } of index.importsOf(path)) {
        const matches = index.matches(path, name);
        for (const { export: one } of matches) reached.add(one.root);
        if (matters && !isName && matches.every((match) => index.isOffered(match.export.root)))
          words.add(lastWordOf(name));
      }
    const unasked = [...words].filter((word) => !asked.has(word));
    for (const word of unasked) asked.add(word);
    const wanted = (text: string): boolean => text.includes("Export") && unasked.some((word) => text.includes(word));
    if (unasked.length === 0 || !add(root, wanted)) return;
  }
}

function choiceOf(
  root: string,
  alternatives: readonly Deployment[],
  certain: ReadonlyMap<string, Deployment>,
  members: readonly string[],
  index: ExportIndex,
  scanned: readonly string[],
): LinkedChoice {
  const exporters = new Map<string, Set<string>>();
  for (const { chosen } of alternatives)
    for (const [key, { export: one }] of chosen) exporters.set(key, (exporters.get(key) ?? new Set()).add(one.root));
  const differing = new Map([...exporters].filter(([, paths]) => paths.size > 1));
  return {
    root,
    alternatives: alternatives.map((one) => {
      const differs = [...one.chosen].flatMap(([key, match]) => (differing.has(key) ? [match.export.root] : []));
      const deployments = new Map([...[...certain].filter(([path]) => path !== root), [root, one] as const]);
      return {
        name: [...new Set(differs)].join(" and "),
        paths: [...new Set([...members, ...one.roots])],
        links: linksOf(deployments, index, scanned, differing, one),
      };
    }),
  };
}

/** Those that matter and that several stacks can satisfy, of which the deployments do not say which one does. */
function ambiguousImports(
  root: string,
  { certain, alternatives, cut }: Deployments,
  index: ExportIndex,
): readonly AmbiguousImports[] {
  const groups = new Map<string, { readonly imports: Import[]; readonly exporters: readonly string[]; cut: boolean }>();
  for (const one of index.importsOf(root)) {
    const key = keyOf(root, one.name);
    if (!one.matters || one.isName || certain.chosen.has(key)) continue;
    const tried = alternatives.flatMap(({ chosen }) => chosen.get(key) ?? []);
    const matches = tried.length > 0 ? tried : index.matches(root, one.name);
    const exporters = [...new Set(matches.map((match) => match.export.root))];
    if (exporters.length < 2) continue;
    const group = groups.get(exporters.join("\u0000")) ?? { imports: [], exporters, cut };
    group.imports.push(one);
    groups.set(exporters.join("\u0000"), group);
  }
  return [...groups.values()];
}

function edgesOf({ chosen }: Deployment): readonly (readonly [string, string])[] {
  return [...chosen].map(([key, match]) => [key.slice(0, key.indexOf("\u0000")), match.export.root] as const);
}
