/** Bottlerocket's settings in TOML (https://bottlerocket.dev/en/os/latest/#/api/settings/). */
import { parseTOML } from "toml-eslint-parser";
import type { FlatText } from "../../values/text-runs.ts";
import { undone } from "./text.ts";

export interface Settings {
  readonly cluster: FlatText | undefined;
  readonly ports: FlatText | undefined;
}

type Table = ReturnType<typeof parseTOML>["body"][0];
type KeyValue = Extract<Table["body"][number], { type: "TOMLKeyValue" }>;

/** Undefined where the text is no TOML. */
export function readBottlerocket(text: FlatText): Settings | undefined {
  let top: Table;
  try {
    [top] = parseTOML(text.characters).body;
  } catch (error) {
    // A text that is no TOML is a SyntaxError (`ParseError`); one that nests too deeply exhausts the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
  const found = new Map<string, FlatText>();
  const visit = (node: Table["body"][number], before: readonly string[]): void => {
    if (node.type === "TOMLTable") for (const one of node.body) visit(one, node.resolvedKey.map(String));
    else visitValue(node, before);
  };
  const visitValue = ({ key, value }: KeyValue, before: readonly string[]): void => {
    const path = [...before, ...key.keys.map((one) => (one.type === "TOMLBare" ? one.name : one.value))];
    if (value.type === "TOMLInlineTable") for (const one of value.body) visitValue(one, path);
    if (value.type !== "TOMLValue" || value.kind !== "string") return;
    found.set(JSON.stringify(path), undone(text, value.range[0] + 1, value.range[1] - 1, value.value));
  };
  for (const node of top.body) visit(node, []);
  const at = (...path: readonly string[]): FlatText | undefined => found.get(JSON.stringify(path));
  return {
    cluster: at("settings", "ecs", "cluster"),
    ports: at("settings", "kernel", "sysctl", "net.ipv4.ip_local_port_range"),
  };
}
