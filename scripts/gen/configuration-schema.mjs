/** The form of `reachlint.yaml` in src/configuration/ → its JSON schema, by which editors complete the file. */
import { importSources } from "../sources.mjs";

export async function generate() {
  const { configurationSchema } = await importSources(`
    export { configurationSchema } from "./src/configuration/form.ts";`);
  const text = `${JSON.stringify(configurationSchema(), undefined, 2)}\n`;
  return [{ path: "schemas/configuration.schema.json", text }];
}
