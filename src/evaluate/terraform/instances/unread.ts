/** Modules that are called, stacks that are deployed and code that is run, of which the scan has no source; with what each instance is given. */
import type { UnknownValue, Value } from "../../../base/value.ts";
import { everythingIn } from "../../../values/everything-in.ts";
import type { Unread } from "../../resource.ts";
import { isModuleInput, type MissingSource } from "../configuration/module-calls.ts";
import { argument } from "../configuration/module-configuration.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import type { Scope } from "../language/scope.ts";
import type { ModuleInstance } from "./module-instance.ts";
import type { InstanceSlot } from "./repetition.ts";
import type { NotRead, ResourceInstance } from "./resource-instance.ts";
import type { RootEvaluation } from "./root-evaluation.ts";
import { runIn } from "./runs.ts";
import { valuesIn } from "./values-in.ts";

/** A call of a module, by the name it has in the one that calls it. */
export interface UnreadCall {
  readonly module: ModuleInstance;
  readonly name: string;
  readonly missing: MissingSource;
  readonly slots: readonly InstanceSlot[];
}

/** To be asked when everything else of the root is evaluated. */
export function unreadIn(root: RootEvaluation): readonly Unread[] {
  const { id, unreadCalls, unreadStacks, unit } = root;
  const modules = unreadCalls.flatMap(({ module, name, missing: { text, hint }, slots }) => {
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
  const missing = unit?.missing();
  return [...modules, ...unreadStacks, ...runIn(root), ...(missing === undefined ? [] : [missing.unread])].map(
    (one) => {
      return { ...one, given: unknownsGiven(one.given, root) };
    },
  );
}

/** What names things. Who is given a resource or module as a whole is given all that its arguments or outputs name. */
function unknownsGiven(given: readonly Value[], root: RootEvaluation): readonly UnknownValue[] {
  const opened = new Set<string>();
  const all = everythingIn(given, (unknown) => {
    const { ref } = unknown;
    if (ref === undefined || ref.attribute !== "" || opened.has(`${ref.root} ${ref.address}`)) return undefined;
    opened.add(`${ref.root} ${ref.address}`);
    return root.whole(unknown);
  });
  return all.filter((value) => value.kind === "unknown");
}

/** A resource that deploys what cannot be read, with all its arguments. */
export function unreadStack(root: string, instance: ResourceInstance, { because, span, hint }: NotRead): Unread {
  const { address, declaration } = instance;
  return {
    root,
    address,
    because: `${address} is not read: ${because}`,
    span: span ?? declaration.block.headerSpan,
    hint: hint ?? `check by hand what ${address} makes`,
    given: [...valuesIn(instance.body())],
  };
}
