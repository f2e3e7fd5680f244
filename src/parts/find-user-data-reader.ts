/** Worlds, as they were evaluated → the reader of user data, whose parsers of shell and TOML are loaded only where there is something to read. */
import { launches } from "../catalogue/catalogue.ts";
import type { EvaluatedWorld } from "../evaluate/resource.ts";
import type { ReadUserData } from "../normalize/user-data/read-user-data.ts";
import { parseYaml } from "../parse/yaml.ts";

export async function findUserDataReader(worlds: readonly EvaluatedWorld[]): Promise<ReadUserData> {
  if (!worlds.some(({ resources }) => resources.some(({ type }) => launches(type))))
    return () => ({ platform: undefined });
  const { userDataReader } = await import("../normalize/user-data/read-user-data.ts");
  return userDataReader((file) => parseYaml(file).output?.root);
}
