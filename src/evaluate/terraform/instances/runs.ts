/** Commands that Terraform runs where a resource is made, and functions that it invokes: they may call AWS. */
import type { Block } from "../../../parse/hcl/syntax.ts";
import type { Unread } from "../../resource.ts";
import { argument, type ResourceDeclaration } from "../configuration/module-configuration.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import type { Scope } from "../language/scope.ts";
import type { ResourceInstance } from "./resource-instance.ts";
import type { RootEvaluation } from "./root-evaluation.ts";
import { valuesIn } from "./values-in.ts";

/** With what each is given: the arguments of a command (https://developer.hashicorp.com/terraform/language/resources/provisioners/local-exec), or those of the resource. */
export function runIn(root: RootEvaluation): readonly Unread[] {
  return root.modules().flatMap((module) =>
    [...module.configuration.resources].flatMap(([key, declaration]) => {
      const commands = commandsOf(declaration);
      const invokes = declaration.mode === "managed" && root.provider.invokesCode(declaration.type);
      if (commands.length === 0 && !invokes) return [];
      const instances = module.expandResource(key, declaration)?.instances ?? [];
      return instances.map((instance) => ({
        root: root.id,
        address: instance.address,
        because: invokes
          ? `the code of the function that ${instance.address} invokes is not read`
          : `the command that ${instance.address} runs is not read`,
        span: commands[0]?.headerSpan ?? declaration.block.headerSpan,
        hint: `check by hand what ${instance.address} does`,
        given: [
          ...commands.flatMap((command) => argumentsOf(command, instance)),
          ...(invokes ? valuesIn(instance.body()) : []),
        ],
      }));
    }),
  );
}

/** Without those that are run when the resource is destroyed. */
function commandsOf({ block }: ResourceDeclaration): readonly Block[] {
  const commands = block.body.blocks.filter(
    ({ type, labels }) => type === "provisioner" && labels[0]?.value === "local-exec",
  );
  return commands.filter((command) => argument(command, "when") === undefined);
}

const SETTINGS: ReadonlySet<string> = new Set(["on_failure", "quiet"]);

function argumentsOf({ body }: Block, { scope }: ResourceInstance) {
  // What is wrong with a command is nothing that flows depend on.
  const silent: Scope = { ...scope, report: () => {}, reportStatic: () => {} };
  return body.attributes
    .filter(({ name }) => !SETTINGS.has(name))
    .map(({ expression }) => evaluate(expression, silent));
}
