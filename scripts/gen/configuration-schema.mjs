/** The forms of `reachlint.yaml`, of files for --assume and of indexes → their JSON schemas, by which editors complete and programs check them. */
import { importSources } from "../sources.mjs";

export async function generate() {
  const { assumeSchema, configurationSchema, indexSchema } = await importSources(`
    export { assumeSchema } from "./src/configuration/assume-form.ts";
    export { configurationSchema } from "./src/configuration/form.ts";
    export { indexSchema } from "./src/offers/index-form.ts";`);
  const textOf = (schema) => `${JSON.stringify(schema, undefined, 2)}\n`;
  return [
    { path: "schemas/assume.schema.json", text: textOf(assumeSchema()) },
    { path: "schemas/configuration.schema.json", text: textOf(configurationSchema()) },
    { path: "schemas/index.schema.json", text: textOf(indexSchema()) },
  ];
}
