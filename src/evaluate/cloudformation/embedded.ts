/** A template that a configuration of another dialect deploys, given as a text and with its parameters' values, into its resources. */

import type { Files } from "../../base/files.ts";
import type { StringValue, Value } from "../../base/value.ts";
import type { LocatedScalar } from "../../parse/located.ts";
import { flatten } from "../../values/text-runs.ts";
import type { CloudFormationOptions, DeployedStack, Parsers, StackContents, Surroundings } from "../input.ts";
import { NO_LINKS } from "./linking/links.ts";
import { GivenValues } from "./stack/given.ts";
import { nestedStack } from "./stack/nested.ts";
import { collectResources } from "./stack/resources.ts";
import { Stack } from "./stack/stack.ts";
import { Library } from "./template/library.ts";
import { Log } from "./template/log.ts";
import { runOnce } from "./worlds/worlds.ts";

export interface StackReading {
  readonly files: Files;
  readonly around: Surroundings;
  readonly parse: Parsers;
  readonly options: CloudFormationOptions;
}

/**
 * Its resources in one world: a condition that neither a given value nor a default decides leaves unknown what depends on it. Undefined
 * where the text is no template.
 */
export function readDeployedStack(deployed: DeployedStack, reading: StackReading): StackContents | undefined {
  const { files, around, parse, options } = reading;
  const log = new Log();
  const library = new Library([], files, around, parse, log);
  const template = library.literal(scalarOf(deployed.template, deployed.span));
  if (template === undefined) return undefined;
  const contents = runOnce({
    paths: [template.path],
    library,
    options,
    links: NO_LINKS,
    given: new GivenValues(new Map(), () => false),
    log,
    ways: 1,
    makeStacks: (run) => {
      const stack = new Stack({
        run,
        template,
        root: deployed.root,
        address: deployed.address,
        qualifier: deployed.qualifier,
        environment: { region: options.region, account: undefined, stackName: deployed.name },
        given: (parameter) => deployed.parameters.get(parameter),
        around: [],
        constructs: new Map(),
        nested: nestedStack,
      });
      return new Map([[template.path, stack]]);
    },
  });
  const stack = contents.stacks.get(template.path)!;
  collectResources(stack, true);
  const outputs = new Map<string, Value>();
  for (const { key, node } of stack.section("Outputs").entries) {
    const value = stack.output(key, node.span, stack.context(false));
    if (value !== undefined) outputs.set(key, value);
  }
  return {
    resources: contents.resources,
    outputs,
    assumptions: contents.assumptions.all,
    notEvaluated: log.missing,
    diagnostics: log.diagnostics,
  };
}

/** The text as if it stood in a document, with the places of its characters as far as they stand in one file. */
function scalarOf(template: StringValue, fallback: LocatedScalar["span"]): LocatedScalar {
  const { characters, runs } = flatten(template);
  const file = runs.find(({ verbatim }) => verbatim)?.origin?.span.file;
  const placed = runs.flatMap(({ start, origin, verbatim }) =>
    verbatim && origin?.span.file === file && origin !== undefined ? [{ at: start, offset: origin.span.start }] : [],
  );
  const scalar = { kind: "scalar", value: characters, text: characters, style: "literal" } as const;
  if (file === undefined || placed[0]?.at !== 0)
    return { ...scalar, span: fallback, runs: [{ at: 0, offset: fallback.start }] };
  return { ...scalar, span: { file, start: placed[0].offset, end: file.text.length }, runs: placed };
}
