/** How user data is told to other repositories: its reader, with the parsers of shell and TOML, is loaded for nothing else here. */
import type { SayAgain } from "../offers/write-index.ts";
import { parseYaml } from "../parse/yaml.ts";

export async function userDataSaidAgain(): Promise<SayAgain> {
  const { userDataReader } = await import("../normalize/user-data/read-user-data.ts");
  const { saidAgain } = await import("../normalize/user-data/said-again.ts");
  const read = userDataReader((file) => parseYaml(file).output?.root);
  return (value, span) => saidAgain(value, span, read);
}
