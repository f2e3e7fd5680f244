/** What was evaluated → the reader of user data, whose parsers of shell and TOML are loaded only where there is something to read. */
import { launches } from "./catalogue/catalogue.ts";
import type { RootGroup } from "./evaluate/resource.ts";
import type { ReadUserData } from "./normalize/user-data/read-user-data.ts";
import { parseYaml } from "./parse/yaml.ts";

export async function findUserDataReader(groups: readonly RootGroup[]): Promise<ReadUserData> {
  const worlds = groups.flatMap(({ worlds, choices = [] }) => [
    ...worlds,
    ...choices.flatMap(({ alternatives }) => alternatives.flatMap((one) => one.worlds)),
  ]);
  if (!worlds.some(({ resources }) => resources.some(({ type }) => launches(type))))
    return () => ({ platform: undefined });
  const { userDataReader } = await import("./normalize/user-data/read-user-data.ts");
  return userDataReader((file) => parseYaml(file).output?.root);
}
