/** What imports find: the exports and imports of roots, and which export each import means in one world. The names of clusters and
 *  of stored parameters link templates as those of exports do: they too are unique in an account and region
 *  (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html). */
import { remembered } from "../../../base/collections.ts";
import type { Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";
import { chosenFor, type Deployment } from "./deployments.ts";
import { EqualNames, type ExportIndex, keyOf, type Match } from "./export-index.ts";

export interface Export {
  readonly root: string;
  /** The logical path of the stack in its root. */
  readonly address: string;
  /** The output that has the value; none where the name is that of a cluster, which has no value, or of a stored parameter. */
  readonly output: string | undefined;
  /** The logical id of the stored parameter. */
  readonly resource?: string;
  readonly name: Value;
  readonly span: Span;
}

export interface Import {
  readonly root: string;
  readonly name: Value;
  readonly span: Span;
  /** A flow can depend on it. */
  readonly matters: boolean;
  /** It is no import, but the name of a cluster or of a stored parameter. */
  readonly isName: boolean;
}

/** What an import finds. */
export type ImportTarget =
  /** `assumed`: the sentence that says what is taken as given where the names alone do not prove it. */
  | { readonly kind: "export"; readonly export: Export; readonly assumed?: string }
  /** `paths`: the templates that export it, each once. */
  | { readonly kind: "ambiguous"; readonly paths: readonly string[] }
  /** `hint`: what makes one of the scan's templates export it. */
  | { readonly kind: "none"; readonly hint?: string };

/** What an unknown is, because only so an import finds the export that it is taken to mean. */
export interface Bound {
  readonly value: Value;
  /** Says so. */
  readonly assumed: string;
}

export interface Links {
  target(root: string, name: Value): ImportTarget;
  /** By the symbol of a parameter or of a stack's name. */
  bound(symbol: string): Bound | undefined;
}

export const NO_LINKS: Links = { target: () => ({ kind: "none" }), bound: () => undefined };

/**
 * What the imports of each root mean: by its own deployment, and of what is borrowed by those of its importers, where they agree.
 * `differing`: the exporters of the imports for which several are tried. `first`: the deployment that counts before all others.
 */
export function linksOf(
  deployments: ReadonlyMap<string, Deployment>,
  index: ExportIndex,
  scanned: readonly string[],
  differing: ReadonlyMap<string, ReadonlySet<string>>,
  first?: Deployment,
): Links {
  const deploymentsWith = (root: string): readonly Deployment[] => {
    if (first?.roots.includes(root) === true) return [first];
    const own = deployments.get(root);
    return own === undefined ? [...deployments.values()].filter(({ roots }) => roots.includes(root)) : [own];
  };
  const assumptionOf = (root: string, { fit, export: { root: exporter } }: Match, key: string): string | undefined => {
    const others = differing.get(key);
    if (others !== undefined)
      return `${root} imports from one of ${[...others].join(", ")}, and the verdict is the same with each of them`;
    if (fit.kind !== "same") return `${root} imports from ${exporter}, whose exports end so`;
    // Of another repository it is said of all together that it is as its index tells.
    return scanned.includes(exporter) || index.isOffered(exporter)
      ? undefined
      : `${root} imports from ${exporter}, the template of the repository that exports so`;
  };
  const meant = meaningsOf([...deployments.keys(), ...(first?.roots ?? [])], deploymentsWith, index, assumptionOf);
  return {
    target: (root: string, name: Value): ImportTarget => {
      const shape = `${root}\u0000${meant.names.shapeOf(name)}`;
      const found = new Map(
        deploymentsWith(root).flatMap((one) => {
          const match = meant.chosen.get(one)?.get(shape) ?? chosenFor(one, root, name, index);
          return match === undefined ? [] : [[match.export, match] as const];
        }),
      );
      const [only, second] = found.values();
      if (only === undefined || second !== undefined) {
        const matches = index.matches(root, name);
        return matches.length === 0 ? { kind: "none" } : { kind: "ambiguous", paths: pathsOf(matches) };
      }
      const assumed = assumptionOf(root, only, meant.keys.get(shape) ?? keyOf(root, name));
      return { kind: "export", export: only.export, ...(assumed === undefined ? {} : { assumed }) };
    },
    bound: (symbol): Bound | undefined => {
      const value = meant.names.meaning(symbol);
      const assumed = meant.assumed.get(symbol);
      return value === undefined || assumed === undefined ? undefined : { value, assumed };
    },
  };
}

const paths = new WeakMap<readonly Match[], readonly string[]>();

/** Found once: each of thousands of imports may mean any of thousands of exports. */
function pathsOf(matches: readonly Match[]): readonly string[] {
  return remembered(paths, matches, () => [...new Set(matches.map((match) => match.export.root))]);
}

interface Meanings {
  readonly names: EqualNames;
  /** Of a deployment, what an import of a root means, by the shape of its name when the unknown parts are what they are. */
  readonly chosen: ReadonlyMap<Deployment, ReadonlyMap<string, Match>>;
  /** That shape into the key of the import as it was read. */
  readonly keys: ReadonlyMap<string, string>;
  /** By symbol, the sentence that says why it is what it is. */
  readonly assumed: ReadonlyMap<string, string>;
}

function meaningsOf(
  roots: readonly string[],
  deploymentsWith: (root: string) => readonly Deployment[],
  index: ExportIndex,
  assumptionOf: (root: string, match: Match, key: string) => string | undefined,
): Meanings {
  const names = new EqualNames();
  const assumed = new Map<string, string>();
  const deployments = new Set(roots.flatMap(deploymentsWith));
  const imports = [...deployments].flatMap((deployment) =>
    deployment.roots
      .filter((root) => deploymentsWith(root).includes(deployment))
      .flatMap((root) =>
        index.importsOf(root).flatMap(({ name }) => {
          const key = keyOf(root, name);
          const match = deployment.chosen.get(key);
          return match === undefined ? [] : [{ deployment, root, name, key, match }];
        }),
      ),
  );
  for (const { root, name, key, match } of imports) {
    const text = assumptionOf(root, match, key);
    for (const symbol of names.add(name, match.export.name))
      if (text !== undefined && !assumed.has(symbol)) assumed.set(symbol, text);
  }
  const chosen = new Map<Deployment, Map<string, Match>>();
  const keys = new Map<string, string>();
  for (const { deployment, root, name, key, match } of imports) {
    const shape = `${root}\u0000${names.shapeOf(name)}`;
    const own = chosen.get(deployment) ?? new Map<string, Match>();
    chosen.set(deployment, own.set(shape, match));
    keys.set(shape, key);
  }
  return { names, chosen, keys, assumed };
}
