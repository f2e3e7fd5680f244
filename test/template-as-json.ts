/** A template in YAML → the same in JSON, with its short functions written out. */
import { SourceFile } from "../src/base/source-file.ts";
import type { LocatedNode } from "../src/parse/located.ts";
import { parseYaml } from "../src/parse/yaml.ts";

export function templateAsJson(yaml: string): string {
  return JSON.stringify(value(parseYaml(new SourceFile("template.yaml", yaml)).output!.root), undefined, 2);
}

function value(node: LocatedNode): unknown {
  const { tag, ...plain } = node;
  if (tag === undefined) {
    if (plain.kind === "scalar") return plain.value;
    if (plain.kind === "sequence") return plain.elements.map(value);
    return Object.fromEntries(plain.entries.map((entry) => [entry.key.text, value(entry.value)]));
  }
  const inner = plain.kind === "scalar" && tag === "!GetAtt" ? plain.text.split(".") : value(plain);
  return { [tag === "!Ref" ? "Ref" : `Fn::${tag.slice(1)}`]: inner };
}
