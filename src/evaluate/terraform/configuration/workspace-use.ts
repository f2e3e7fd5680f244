/** Whether anything in a root module, or in what it calls, asks in which workspace Terraform runs; and of which workspaces it speaks. */
import { compareText } from "../../../base/collections.ts";
import type { SourceFile } from "../../../base/source-file.ts";
import type { Repository } from "../../input.ts";
import type { ModuleManifest } from "./installed-modules.ts";
import { ownModule, resolveModule, writtenSource } from "./module-calls.ts";
import type { ModuleConfiguration, ModuleLoader } from "./module-configuration.ts";
import { blocksOf, NamedWorkspaces } from "./workspace-names.ts";

/** By this name something can be said of it, as of any other value that is not known. It is the same for all roots of a scan, as the flag is. */
export const WORKSPACE = "terraform.workspace";

/** What modules are looked for with. */
export interface ModulePlaces {
  readonly loader: ModuleLoader;
  readonly manifest: () => ModuleManifest;
  readonly repository: Repository | undefined;
}

/** True also where it is not known what is called: a source that has to be evaluated first. A module that is not there is not read. */
export function asksForWorkspace(root: ModuleConfiguration, places: ModulePlaces): boolean {
  for (const { module, isAllWritten } of modulesFrom(root, places))
    if (!isAllWritten || filesOf(module).some(({ text }) => ASKED.test(text))) return true;
  return false;
}

const ASKED = /\bterraform\s*\.\s*(?:workspace|env)\b/;

/** In the order of their names, without the one that is there always. */
export function workspacesNamed(root: ModuleConfiguration, places: ModulePlaces): readonly string[] {
  const found = [...modulesFrom(root, places)].flatMap(({ named }) => [...named.names()]);
  const names = found.filter((name) => NAME.test(name) && name !== "default");
  return [...new Set(names)].sort(compareText);
}

/** Terraform writes a workspace into paths and URLs and takes no name that would have to be escaped there. */
const NAME = /^[\w.~][\w.~-]*$/;

/** A root module, or one that it calls. */
interface Reached {
  readonly module: ModuleConfiguration;
  readonly named: NamedWorkspaces;
  /** The source of each call in it is written as a text. */
  readonly isAllWritten: boolean;
}

/** Each once, as it is called where it is met first. */
function* modulesFrom(root: ModuleConfiguration, { loader, manifest, repository }: ModulePlaces): Generator<Reached> {
  const visited = new Set([root]);
  const pending = [{ module: root, callPath: "", named: new NamedWorkspaces(root, new Set()) }];
  for (const { module, callPath, named } of pending) {
    const calls = [...module.calls].map(([name, { block }]) => ({ name, block, source: writtenSource(block) }));
    yield { module, named, isAllWritten: calls.every(({ source }) => source !== undefined) };
    for (const { name, block, source } of calls) {
      if (source === undefined) continue;
      const path = callPath === "" ? name : `${callPath}.${name}`;
      const installed = manifest().get(path)?.directory;
      const directory = resolveModule(source, module.directory, installed, loader) ?? ownModule(source, repository);
      const called = directory === undefined ? undefined : loader.load(directory);
      if (called === undefined || visited.has(called)) continue;
      visited.add(called);
      const given = block.body.attributes.filter(({ expression }) => named.isWorkspace(expression));
      const variables = new Set(given.map((attribute) => attribute.name));
      pending.push({ module: called, callPath: path, named: new NamedWorkspaces(called, variables) });
    }
  }
}

/** Those in which something is declared. */
function filesOf(module: ModuleConfiguration): readonly SourceFile[] {
  const declared = blocksOf(module).map(({ span }) => span);
  const spans = [...declared, ...[...module.locals.values()].map(({ nameSpan }) => nameSpan)];
  return [...new Set(spans.map(({ file }) => file))];
}
