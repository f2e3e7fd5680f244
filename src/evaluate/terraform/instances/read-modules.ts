/** The module instances of a root in which there may be something to read; of those that are not there it is said. */
import { type MissingSource, Relevance } from "../configuration/module-calls.ts";
import { argument } from "../configuration/module-configuration.ts";
import type { ModuleInstance } from "./module-instance.ts";
import { servicesNotMade } from "./not-made.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

/** Callers before callees. */
export function readModules(root: RootEvaluation): readonly ModuleInstance[] {
  const relevance = new Relevance(root.input.reads, root.loader);
  const found: ModuleInstance[] = [];
  const visit = (module: ModuleInstance): void => {
    found.push(module);
    for (const [name, declaration] of module.configuration.calls) {
      if (!relevance.ofCall(declaration, module.directory)) continue;
      const expansion = module.expandCall(name, declaration);
      for (const instance of expansion?.instances.values() ?? []) visit(instance);
      const { missing, configuration, repetition } = expansion ?? {};
      if (configuration !== undefined && repetition?.slots.length === 0)
        root.notMade.push(...servicesNotMade(root, configuration, module.addressOf(`module.${name}`)));
      if (repetition !== undefined && missing !== undefined) {
        tellMissing(module, name, missing);
        root.unreadCalls.push({ module, name, missing, slots: repetition.slots });
      }
    }
  };
  visit(root.module);
  return found;
}

/** What a module that is not there is given is all that is known of it. */
function tellMissing(module: ModuleInstance, name: string, { text, hint }: MissingSource): void {
  const { block } = module.configuration.calls.get(name)!;
  const address = module.addressOf(`module.${name}`);
  const span = argument(block, "source")?.span ?? block.headerSpan;
  module.root.notEvaluated.push({ address, because: text, span, ...(hint === undefined ? {} : { hint }) });
}
