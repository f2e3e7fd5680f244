/** The exports and imports of many templates into which exports each import can mean. */
import { remembered } from "../../../base/collections.ts";
import type { Value } from "../../../base/value.ts";
import { type Fit, fitOf, shapeOf } from "./export-names.ts";
import type { TemplateInterface } from "./interface.ts";
import type { Export, Import } from "./links.ts";

export interface Match {
  readonly export: Export;
  readonly fit: Fit;
}

export class ExportIndex {
  readonly #interfaces: ReadonlyMap<string, TemplateInterface>;
  /** Roots of the scan: where one of them has what is imported, no template around it is thought of. */
  readonly #scanned: ReadonlySet<string>;
  readonly #exports: readonly Export[];
  readonly #matches = new Map<string, readonly Match[]>();
  readonly #imports = new Map<string, readonly Import[]>();
  readonly #covered = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();

  constructor(interfaces: ReadonlyMap<string, TemplateInterface>, scanned: readonly string[]) {
    this.#interfaces = interfaces;
    this.#scanned = new Set(scanned);
    this.#exports = [...interfaces.values()].flatMap(({ exports }) => exports);
  }

  isScanned(root: string): boolean {
    return this.#scanned.has(root);
  }

  exportsOf(root: string): readonly Export[] {
    return this.#interfaces.get(root)?.exports ?? [];
  }

  /** Each name once; it matters where one import of it does. */
  importsOf(root: string): readonly Import[] {
    return remembered(this.#imports, root, () => {
      const distinct = new Map<string, Import>();
      for (const one of this.#interfaces.get(root)?.imports ?? []) {
        const key = keyOf(root, one.name);
        const same = distinct.get(key);
        if (same === undefined || (one.matters && !same.matters)) distinct.set(key, one);
      }
      return [...distinct.values()];
    });
  }

  /** The exports that a name can mean. Where names are equal in every character, none is thought of that needs a stack of that name. */
  matches(root: string, name: Value): readonly Match[] {
    return remembered(this.#matches, keyOf(root, name), () => {
      const all = this.#exports.flatMap((one): readonly Match[] => {
        const fit = fitOf(name, one.name);
        return fit === undefined || (one.root === root && fit.kind !== "same") ? [] : [{ export: one, fit }];
      });
      const named = all.some(({ fit }) => fit.kind === "same");
      return withoutTwins(named ? all.filter(({ fit }) => fit.kind !== "stack") : all, root);
    });
  }

  /** Of a root's imports with this family, how many names the stack exports. */
  covered(root: string, family: string, stack: string): number {
    return this.#familiesOf(root).get(`${family}\u0000${stack}`)?.size ?? 0;
  }

  /** How many names of the family a root imports that some stack exports. */
  demanded(root: string, family: string): number {
    return this.#familiesOf(root).get(family)?.size ?? 0;
  }

  #familiesOf(root: string): ReadonlyMap<string, ReadonlySet<string>> {
    return remembered(this.#covered, root, () => {
      const names = new Map<string, Set<string>>();
      const add = (key: string, name: string): unknown => remembered(names, key, () => new Set<string>()).add(name);
      for (const { name } of this.importsOf(root))
        for (const { fit, export: one } of this.matches(root, name)) {
          if (fit.kind !== "stack") continue;
          add(fit.family, shapeOf(name));
          add(`${fit.family}\u0000${stackOf(one)}`, shapeOf(name));
        }
      return names;
    });
  }
}

/** A stack among those of all roots. */
export function stackOf({ root, address }: Export): string {
  return `${root}#${address}`;
}

export function keyOf(root: string, name: Value): string {
  return `${root}\u0000${shapeOf(name)}`;
}

/** Of a template that stands there in JSON and in YAML, the one in the importer's format. */
function withoutTwins(matches: readonly Match[], importer: string): readonly Match[] {
  const stem = (path: string): string => path.replace(/\.[^./]*$/, "");
  const isJson = (path: string): boolean => /\.json$/i.test(path);
  return matches.filter(
    ({ export: { root } }) =>
      isJson(root) === isJson(importer) ||
      !matches.some(
        ({ export: other }) =>
          other.root !== root && stem(other.root) === stem(root) && isJson(other.root) === isJson(importer),
      ),
  );
}
