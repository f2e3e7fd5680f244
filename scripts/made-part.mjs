/** A page of which a part is made by a script: that part between its markers. */
import { readFileSync } from "node:fs";

const END = "<!-- end of what is made -->\n";

/** The page with `part` in the place of what `script` made before; as a file for `scripts/gen.mjs`. */
export function withMadePart(path, script, part) {
  const begin = `<!-- Made by ${script}: npm run gen -->\n`;
  const [before, rest] = readFileSync(new URL(`../${path}`, import.meta.url), "utf8").split(begin);
  if (rest === undefined) throw new Error(`${path} has no place for what ${script} makes`);
  return { path, text: `${before}${begin}\n${part}\n${rest.slice(rest.indexOf(END))}` };
}
