/** rules/*.yaml, validated by the rule schema → the built-in rules as plain data, and their pages in docs/rules/. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { importSources } from "../sources.mjs";

const folder = fileURLToPath(new URL("../../rules/", import.meta.url));
const HEADER = "/** Made by scripts/gen/rules.mjs; change its sources and run `npm run gen`. */\n";

export async function generate() {
  const { loadRules, parseYaml, renderRulePage, renderRuleIndex, SourceFile } = await importSources(`
    export { loadRules } from "./src/check/load-rules.ts";
    export { parseYaml } from "./src/parse/yaml.ts";
    export { renderRulePage, renderRuleIndex } from "./src/report/rule-page.ts";
    export { SourceFile } from "./src/base/source-file.ts";`);
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  const documents = names.sort().map((name) => {
    const file = new SourceFile(`rules/${name}`, readFileSync(`${folder}${name}`, "utf8"));
    const { output, diagnostics } = parseYaml(file);
    if (output === undefined || diagnostics.length > 0) throw new Error(`rules/${name}: ${diagnostics[0]?.message}`);
    return output;
  });
  const rules = loadRules(documents);
  const data = JSON.stringify(rules, undefined, 1);
  return [
    {
      path: "src/check/builtin-rules.generated.ts",
      text: `${HEADER}import type { Rule } from "./rule.ts";\n\nexport const builtinRules: readonly Rule[] = ${data};\n`,
    },
    { path: "docs/rules/README.md", text: renderRuleIndex(rules) },
    ...rules.map((rule) => ({ path: `docs/rules/${rule.id}.md`, text: renderRulePage(rule) })),
  ];
}
