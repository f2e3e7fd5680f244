/** New names that are told from old ones, so that what a scan says under new names can be read as if nothing had been renamed. */
import type { Random } from "./random.ts";

/** One begins before every usual name and one behind. */
const TERRAFORM = ["a0qq_", "zzqq_"];
const CLOUDFORMATION = ["A0qq", "Zzqq"];

export function renamedTerraform(name: string, random: Random): string {
  return random.pick(TERRAFORM) + name;
}

export function renamedTemplate(name: string, random: Random): string {
  return random.pick(CLOUDFORMATION) + name;
}

/** The text with the old names. */
export function withOldNames(text: string, renamed: ReadonlyMap<string, string>): string {
  let result = text.replaceAll(/a0qq_|zzqq_|A0qq|Zzqq/g, "");
  for (const [to, from] of renamed) result = result.replaceAll(to, from);
  return result;
}
