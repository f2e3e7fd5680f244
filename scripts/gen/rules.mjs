/** rules/*.yaml, validated by schemas/rule.schema.json → the built-in rules as plain data, the schema as a module, docs/rules/. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const top = fileURLToPath(new URL("../../", import.meta.url));
const HEADER = "/** Made by scripts/gen/rules.mjs; change its sources and run `npm run gen`. */\n";

export async function generate() {
  const schema = JSON.parse(readFileSync(`${top}schemas/rule.schema.json`, "utf8"));
  const schemaText = `${HEADER}const schema: object = ${JSON.stringify(schema, undefined, 1)};\nexport default schema;\n`;
  const { loadRules, parseYaml, renderRuleLanguage, renderRulePage, renderRuleIndex, SourceFile } =
    await sources(schemaText);
  const documents = readdirSync(`${top}rules`)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => {
      const { output, diagnostics } = parseYaml(
        new SourceFile(`rules/${name}`, readFileSync(`${top}rules/${name}`, "utf8")),
      );
      if (output === undefined || diagnostics.length > 0) throw new Error(`rules/${name}: ${diagnostics[0]?.message}`);
      return output;
    });
  const rules = loadRules(documents);
  const data = JSON.stringify(rules, undefined, 1);
  return [
    { path: "src/check/rule-schema.generated.ts", text: schemaText },
    {
      path: "src/check/builtin-rules.generated.ts",
      text: `${HEADER}import type { Rule } from "./rule.ts";\n\nexport const builtinRules: readonly Rule[] = ${data};\n`,
    },
    { path: "docs/rule-language.md", text: renderRuleLanguage(schema) },
    { path: "docs/rules/README.md", text: renderRuleIndex(rules) },
    ...rules.map((rule) => ({ path: `docs/rules/${rule.id}.md`, text: renderRulePage(rule) })),
  ];
}

/** The code of src/ that this needs, with the schema of this moment in the place of the generated one. */
async function sources(schemaText) {
  const entry = `
    export { loadRules } from "./src/check/load-rules.ts";
    export { renderRuleLanguage } from "./src/check/rule-language.ts";
    export { parseYaml } from "./src/parse/yaml.ts";
    export { renderRulePage, renderRuleIndex } from "./src/report/rule-page.ts";
    export { SourceFile } from "./src/base/source-file.ts";`;
  const result = await build({
    stdin: { contents: entry, resolveDir: top, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "warning",
    banner: { js: 'import { createRequire as $r } from "node:module"; const require = $r(import.meta.url);' },
    plugins: [
      {
        name: "schema",
        setup(setup) {
          setup.onLoad({ filter: /rule-schema\.generated\.ts$/ }, () => ({ contents: schemaText, loader: "ts" }));
          setup.onResolve({ filter: /rule-schema\.generated\.ts$/ }, () => ({
            path: `${top}src/check/rule-schema.generated.ts`,
          }));
        },
      },
    ],
  });
  const folder = `${top}node_modules/.cache/reachlint`;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/rules-${process.pid}.mjs`;
  writeFileSync(file, result.outputFiles[0].text);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(file);
  }
}
