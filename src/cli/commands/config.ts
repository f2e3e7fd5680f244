/** `reachlint config`: the settings in force, each with where it comes from. */
import { renderSettings } from "../../configuration/render.ts";
import { findRules } from "../../find-rules.ts";
import { EXIT } from "../../report/exit-code.ts";
import { requestOf, settingsFor } from "../asked.ts";
import type { SettingFlags } from "../flags.ts";
import { writeOutput } from "../streams.ts";

export async function configCommand(paths: readonly string[], flags: SettingFlags): Promise<number> {
  const settings = settingsFor(paths, flags);
  // Rules that are not there, or not valid, are mistakes here as they are in a scan.
  await findRules(process.cwd(), requestOf(settings).rules);
  await writeOutput(renderSettings(settings));
  return EXIT.clean;
}
