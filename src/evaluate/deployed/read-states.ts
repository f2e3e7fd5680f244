/** What `terraform output -json` and `terraform state pull` printed → the outputs of states, by the names of their files. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import { type Files, whyNotRead } from "../../base/files.ts";
import { SourceFile } from "../../base/source-file.ts";
import type { Value } from "../../base/value.ts";
import type { FactFile } from "../../discover/facts.ts";
import type { LocatedNode } from "../../parse/located.ts";
import type { Parsers } from "../input.ts";
import { entries, isTrue, member } from "../plan/document.ts";
import { valueAt } from "./shape.ts";

export interface ReadStates {
  /** By the path below `states`, without its ending: the key of the state in its backend, with or without the bucket before it. */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  readonly diagnostics: readonly Diagnostic[];
}

export function readStates(found: readonly FactFile[], files: Files, parse: Parsers): ReadStates {
  const states = new Map<string, ReadonlyMap<string, Value>>();
  const diagnostics: Diagnostic[] = [];
  for (const { path, state } of found) {
    if (state === undefined) continue;
    const refuse = (message: string): void => {
      const hint = "terraform output -json, or terraform state pull, prints what is read there";
      diagnostics.push({ code: "not-a-state", severity: "error", message, path, hint, notAnalysed: true });
    };
    const read = files.read(path);
    if (!read.ok) {
      refuse(`the file cannot be read: ${whyNotRead(read.because)}`);
      continue;
    }
    const parsed = parse.json(new SourceFile(path, read.text, true));
    diagnostics.push(...parsed.diagnostics);
    if (parsed.output === undefined) continue;
    const outputs = outputsIn(parsed.output.root);
    if (outputs === undefined) refuse(`${path} is neither outputs of a state nor a state`);
    else states.set(state, outputs);
  }
  return { states, diagnostics };
}

/**
 * Each output has a value, and whether it is sensitive
 * (https://developer.hashicorp.com/terraform/cli/commands/output). A state has them under `outputs`.
 */
function outputsIn(root: LocatedNode): ReadonlyMap<string, Value> | undefined {
  const isState = member(root, "lineage") !== undefined;
  const outputs = isState ? member(root, "outputs") : root;
  const all = entries(outputs);
  if (outputs?.kind !== "mapping" || all.some(([, output]) => member(output, "value") === undefined)) return undefined;
  return new Map(
    all.map(([name, output]) => {
      const value = valueAt(member(output, "value"))!;
      return [name, isTrue(member(output, "sensitive")) ? { ...value, sensitive: true as const } : value];
    }),
  );
}
