/**
 * The text of a script, a workflow or a dotenv file → the variables of Terraform that its environment gives by `TF_VAR_name`
 * (https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_var_name), as shells, YAML, make, dotenv and Jenkins write that.
 */
import type { Word } from "./commands.ts";

/** `name=text`, with its place in the text of the file. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

/** Of each name the first value that the file sets; then, of those that it sets again, the second one, and so on: one environment each. */
export function environmentsIn(
  text: string,
  commands: readonly (readonly Word[])[],
): readonly (readonly NamedText[])[] {
  const settings = [...inWords(commands), ...onLines(text)].sort((a, b) => a.at - b.at);
  const times = new Map<string, number>();
  const environments: NamedText[][] = [];
  for (const setting of settings) {
    const before = times.get(setting.name) ?? 0;
    times.set(setting.name, before + 1);
    if (before === environments.length && before < MOST_ENVIRONMENTS) environments.push([]);
    environments[before]?.push(setting);
  }
  return environments;
}

/** More ways to deploy are not told apart. */
const MOST_ENVIRONMENTS = 20;

/** `export TF_VAR_port=80`, `TF_VAR_port=80 terraform apply`, `docker run -e TF_VAR_port=80`. */
function inWords(commands: readonly (readonly Word[])[]): readonly NamedText[] {
  return commands.flat().flatMap(({ text, at }) => {
    const [, name, value] = /^TF_VAR_([\w-]+)=(.*)$/s.exec(text) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, text: value, at }];
  });
}

/** With a colon or with blanks around the sign: `TF_VAR_port: 80`, `export TF_VAR_port := 80`, `TF_VAR_port = "80"`. */
const LINE =
  /^[ \t]*(?:(?:-|export|override)[ \t]+)*["']?TF_VAR_(?<name>[\w-]+)["']?(?::[ \t]|[ \t]*[:?]=|[ \t]+=)(?<rest>[^\n]*)$/gm;

function onLines(text: string): readonly NamedText[] {
  return [...text.matchAll(LINE)].flatMap(({ groups, index }) => {
    const value = scalar(groups!.rest!.trim());
    return value === undefined ? [] : [{ name: groups!.name!, text: value, at: index }];
  });
}

/** What stands there is one text: in quotes without escapes, or plain; a comment may follow. */
function scalar(rest: string): string | undefined {
  const quoted = /^(?:"([^"\\]*)"|'([^']*)')[ \t]*,?[ \t]*(?:#.*)?$/.exec(rest);
  if (quoted !== null) return quoted[1] ?? quoted[2];
  const [plain = ""] = rest.split(/\s#/, 1);
  // A block, an anchor, a tag, an alias or a collection of YAML, or quotes with more in them.
  return /^["'|>&!*{[%@`#]/.test(plain) ? undefined : plain.trim();
}
