/** A group of roots, as it was evaluated → the reader of user data, whose parsers of shell and TOML are loaded only where there is something to read. */
import { launches } from "../catalogue/catalogue.ts";
import type { RootGroup } from "../evaluate/resource.ts";
import type { ReadUserData } from "../normalize/user-data/read-user-data.ts";
import { parseYaml } from "../parse/yaml.ts";

export async function findUserDataReader({ worlds, choices }: RootGroup): Promise<ReadUserData> {
  const alternatives = (choices?.() ?? []).flatMap((choice) => choice.alternatives.flatMap((one) => one.worlds));
  if (![...worlds, ...alternatives].some(({ resources }) => resources.some(({ type }) => launches(type))))
    return () => ({ platform: undefined });
  const { userDataReader } = await import("../normalize/user-data/read-user-data.ts");
  return userDataReader((file) => parseYaml(file).output?.root);
}
