/** Modules that are called and not in the scan, with what each instance is given. */
import type { Unread } from "../../resource.ts";
import { isModuleInput, type MissingSource } from "../configuration/module-calls.ts";
import { argument } from "../configuration/module-configuration.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import type { Scope } from "../language/scope.ts";
import type { ModuleInstance } from "./module-instance.ts";
import type { InstanceSlot } from "./repetition.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

/** A call of a module, by the name it has in the one that calls it. */
export interface UnreadCall {
  readonly module: ModuleInstance;
  readonly name: string;
  readonly missing: MissingSource;
  readonly slots: readonly InstanceSlot[];
}

/** To be asked when everything else of the root is evaluated. */
export function unreadModules({ id, unread }: RootEvaluation): readonly Unread[] {
  return unread.flatMap(({ module, name, missing: { text, hint }, slots }) => {
    const { block } = module.configuration.calls.get(name)!;
    const inputs = block.body.attributes.filter((attribute) => isModuleInput(attribute.name));
    return slots.map((slot) => {
      // What is wrong with an input is told where the module can be read.
      const scope: Scope = { ...module.scope(slot.binding), report: () => {}, reportStatic: () => {} };
      return {
        root: id,
        address: module.addressOf(`module.${name}`, slot),
        because: text,
        span: argument(block, "source")?.span ?? block.headerSpan,
        ...(hint === undefined ? {} : { hint }),
        given: inputs.map(({ expression }) => evaluate(expression, scope)),
      };
    });
  });
}
