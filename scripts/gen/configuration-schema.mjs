/** The forms of `reachlint.yaml` and of files for --assume in src/configuration/ → their JSON schemas, by which editors complete the files. */
import { importSources } from "../sources.mjs";

export async function generate() {
  const { assumeSchema, configurationSchema } = await importSources(`
    export { assumeSchema } from "./src/configuration/assume-form.ts";
    export { configurationSchema } from "./src/configuration/form.ts";`);
  const textOf = (schema) => `${JSON.stringify(schema, undefined, 2)}\n`;
  return [
    { path: "schemas/assume.schema.json", text: textOf(assumeSchema()) },
    { path: "schemas/configuration.schema.json", text: textOf(configurationSchema()) },
  ];
}
