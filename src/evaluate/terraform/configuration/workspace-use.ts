/** Whether anything in a root module, or in what it calls, asks in which workspace Terraform runs. */
import type { SourceFile } from "../../../base/source-file.ts";
import type { Repository } from "../../input.ts";
import type { ModuleManifest } from "./installed-modules.ts";
import { ownModule, resolveModule, writtenSource } from "./module-calls.ts";
import type { ModuleConfiguration, ModuleLoader } from "./module-configuration.ts";

/** What modules are looked for with. */
export interface ModulePlaces {
  readonly loader: ModuleLoader;
  readonly manifest: () => ModuleManifest;
  readonly repository: Repository | undefined;
}

/** True also where it is not known what is called: a source that has to be evaluated first. A module that is not there is not read. */
export function asksForWorkspace(root: ModuleConfiguration, { loader, manifest, repository }: ModulePlaces): boolean {
  const visited = new Set<ModuleConfiguration>();
  const asks = (module: ModuleConfiguration, callPath: string): boolean => {
    if (visited.has(module)) return false;
    visited.add(module);
    if (filesOf(module).some(({ text }) => WORKSPACE.test(text))) return true;
    return [...module.calls].some(([name, { block }]) => {
      const source = writtenSource(block);
      if (source === undefined) return true;
      const path = callPath === "" ? name : `${callPath}.${name}`;
      const installed = manifest().get(path)?.directory;
      const directory = resolveModule(source, module.directory, installed, loader) ?? ownModule(source, repository);
      const called = directory === undefined ? undefined : loader.load(directory);
      return called !== undefined && asks(called, path);
    });
  };
  return asks(root, "");
}

const WORKSPACE = /\bterraform\s*\.\s*(?:workspace|env)\b/;

/** Those in which something is declared. */
function filesOf(module: ModuleConfiguration): readonly SourceFile[] {
  const { variables, outputs, resources, calls, settings, providers, locals } = module;
  const declared = [variables, outputs, resources, calls].flatMap((all) => [...all.values()].map(({ block }) => block));
  const spans = [...declared, ...settings, ...providers].map(({ span }) => span);
  const files = [...spans, ...[...locals.values()].map(({ nameSpan }) => nameSpan)].map(({ file }) => file);
  return [...new Set(files)];
}
