/** `data.terraform_remote_state` into the outputs of the root of the scan that writes that state. */
import type { Value } from "../../../base/value.ts";
import { joinPath } from "../configuration/load-module.ts";
import { evaluate } from "../expression/evaluate.ts";
import type { RootEvaluation } from "../root-evaluation.ts";
import type { DataReading } from "./data-source.ts";

/** What tells one state from another, by backend (https://developer.hashicorp.com/terraform/language/backend). */
const IDENTITY: ReadonlyMap<string, readonly string[]> = new Map([
  ["s3", ["bucket", "key"]],
  ["gcs", ["bucket", "prefix"]],
  ["azurerm", ["storage_account_name", "container_name", "key"]],
  ["remote", ["organization"]],
]);

export function remoteState({ root, instance, name }: DataReading): Value | undefined {
  if (instance.configured(name) !== undefined) return undefined;
  const target = root.linkedState(instance.address, () => findState(root, instance));
  if (target === undefined) return undefined;
  const span = instance.declaration.block.headerSpan;
  if (name === "outputs") return target.instanceUnknown("", `${target.prefix}output`, span);
  return target.module.output(name);
}

function findState(root: RootEvaluation, instance: DataReading["instance"]): RootEvaluation | undefined {
  const backend = instance.configured("backend");
  if (backend?.kind !== "string" || root.input.options.strict) return undefined;
  const config = configOf(instance);
  const wanted = identity(backend.value, config, root);
  if (wanted === undefined) return undefined;
  const found = root.scan.roots().filter((other) => other !== root && stateOf(other) === wanted);
  return found.length === 1 ? found[0] : undefined;
}

/** `config = {…}`, or the `config {…}` block of Terraform 0.11. */
function configOf(instance: DataReading["instance"]): ReadonlyMap<string, Value> {
  const config = instance.configured("config");
  if (config?.kind === "map") return config.entries;
  const block = instance.blocks().blocks.find((one) => one.type === "config");
  return new Map([...(block?.body.attributes ?? [])].map(([name, { value }]) => [name, value]));
}

/** The identity of the state that a root writes; undefined where its backend does not say. */
function stateOf(root: RootEvaluation): string | undefined {
  const { settings } = root.module.configuration;
  const backend = settings.flatMap((block) => block.body.blocks).find((block) => block.type === "backend");
  if (backend === undefined) return identity("local", new Map(), root);
  const scope = root.module.scope();
  const config = new Map(backend.body.attributes.map(({ name, expression }) => [name, evaluate(expression, scope)]));
  return identity(backend.labels[0]?.value ?? "", config, root);
}

function identity(backend: string, config: ReadonlyMap<string, Value>, root: RootEvaluation): string | undefined {
  if (backend === "local") {
    const path = config.get("path") ?? { kind: "string", value: "terraform.tfstate" };
    return path.kind === "string" ? `local ${joinPath(root.path, path.value)}` : undefined;
  }
  const parts = IDENTITY.get(backend)?.map((name) => config.get(name));
  if (parts === undefined) return undefined;
  const texts = parts.map((part) => (part?.kind === "string" ? part.value : undefined));
  return texts.includes(undefined) ? undefined : `${backend} ${texts.join(" ")}`;
}
