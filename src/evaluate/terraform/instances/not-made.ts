/** Services of a module of which there is no instance. */
import { resolvePath } from "../../../base/files.ts";
import { isOf } from "../../../catalogue/catalogue.ts";
import type { NotMade } from "../../resource.ts";
import { isLocalSource, writtenSource } from "../configuration/module-calls.ts";
import type { ModuleConfiguration, ResourceDeclaration } from "../configuration/module-configuration.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

/** A data source makes none. */
export function makesService({ mode, type }: ResourceDeclaration): boolean {
  return mode === "managed" && isOf("service", type);
}

/** With those of the modules that it calls, as far as these belong to the tree: nothing in it is evaluated. `address`: of its call. */
export function servicesNotMade(
  { id, loader }: RootEvaluation,
  called: ModuleConfiguration,
  address: string,
): readonly NotMade[] {
  const services = (module: ModuleConfiguration, at: string, around: readonly string[]): readonly NotMade[] => {
    const within = [...around, module.directory];
    const own = [...module.resources].filter(([, declaration]) => makesService(declaration));
    return [
      ...own.map(([key, { block }]): NotMade => {
        return { root: id, address: `${at}.${key}`, because: "count-0", span: block.headerSpan };
      }),
      ...[...module.calls].flatMap(([name, { block }]) => {
        const source = writtenSource(block);
        if (source === undefined || !isLocalSource(source)) return [];
        const directory = resolvePath(module.directory, source);
        const inner = within.includes(directory) ? undefined : loader.load(directory);
        return inner === undefined ? [] : services(inner, `${at}.module.${name}`, within);
      }),
    ];
  };
  return services(called, address, []);
}
