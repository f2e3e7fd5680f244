/** An import that nothing in the scan exports into the parameter that would make one of its templates do so: tried before it is said. */
import type { Value } from "../../../base/value.ts";
import { textOfValue } from "../values.ts";
import { equationsOf } from "./export-index.ts";
import type { TemplateInterface } from "./interface.ts";

/** What a template exports and imports, were other values given. `given` are values of parameters besides those of the user. */
export interface InterfaceVariants {
  /** Where every parameter without a value from the user is unknown, default or not. */
  exportsWithoutDefaults(path: string): TemplateInterface["exports"];
  importsWithoutDefaults(path: string): TemplateInterface["imports"];
  with(path: string, given: ReadonlyMap<string, string>): TemplateInterface;
}

/** How the user makes a template of the scan export what a root imports; undefined where no single parameter does. */
export function exportHint(
  root: string,
  name: Value,
  roots: readonly string[],
  interfaces: InterfaceVariants,
): string | undefined {
  const own = textOfValue(name);
  if (own === undefined) return undefined;
  for (const exporter of roots.filter((path) => path !== root))
    for (const [parameter, text] of candidates(root, name, exporter, interfaces).slice(0, MAXIMUM_TRIALS)) {
      const given = new Map([[parameter, text]]);
      const before = common(interfaces.with(root, NONE), interfaces.with(exporter, NONE));
      const after = common(interfaces.with(root, given), interfaces.with(exporter, given));
      const gained = [...after].filter((exported) => !before.has(exported));
      const one = gained.find((exported) => exported === own) ?? gained[0];
      if (one !== undefined)
        return `give --parameter ${parameter}=${text}: then ${exporter} exports ${one}, and ${root} imports it`;
    }
  return undefined;
}

/** Values that are tried with one exporter. */
const MAXIMUM_TRIALS = 8;

const NONE: ReadonlyMap<string, string> = new Map();

/** Parameters with a value that makes a name of the exporter be the one that is imported, or the other way round. */
function candidates(
  root: string,
  name: Value,
  exporter: string,
  interfaces: InterfaceVariants,
): readonly (readonly [string, string])[] {
  const exports = interfaces.exportsWithoutDefaults(exporter).map((one) => one.name);
  const wanted = interfaces
    .importsWithoutDefaults(root)
    .map((one) => one.name)
    .filter((pattern) => equationsOf(name, pattern).length > 0);
  const pairs = [
    ...exports.map((pattern) => [exporter, equationsOf(name, pattern)] as const),
    ...wanted.flatMap((pattern) =>
      interfaces.with(exporter, NONE).exports.map((one) => [root, equationsOf(pattern, one.name)] as const),
    ),
  ];
  return pairs.flatMap(([path, equations]) =>
    equations.flatMap(([hole, value]) => {
      const text = textOfValue(value);
      const symbol = hole.kind === "unknown" ? hole.symbol : "";
      const parameter = symbol.startsWith(`${path}#`) ? symbol.slice(path.length + 1) : "";
      return text !== undefined && /^[A-Za-z0-9]+$/.test(parameter) ? [[parameter, text] as const] : [];
    }),
  );
}

/** The names that one template imports and the other exports. */
function common(importer: TemplateInterface, exporter: TemplateInterface): ReadonlySet<string> {
  const exported = new Set(exporter.exports.map((one) => textOfValue(one.name)));
  const imported = importer.imports.flatMap((one) => textOfValue(one.name) ?? []);
  return new Set(imported.filter((text) => exported.has(text)));
}
