/** The files of src/ with what each imports: what the architecture test holds, and the picture of the rooms is drawn from. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../src/", import.meta.url));

/** Every file that a person wrote, by its path. */
export function readSources() {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts"))
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map((path) => sourceOf(path, readFileSync(SOURCES + path, "utf8")));
}

/** A file of src/ with that text. */
export function sourceOf(path, text) {
  const uncommented = blank(text, "comments");
  return {
    path,
    stage: path.split("/")[0],
    text,
    uncommented,
    code: blank(text, "all"),
    imports: importsOf(uncommented),
  };
}

/** Blanks comments, and with `all` the contents of strings too. A pattern literal is told from a division by what precedes it. */
function blank(text, what) {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|(?<=[=(,:[!&|?{};\n>]\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g;
  return text.replace(token, (match) => {
    const comment = match.startsWith("//") || match.startsWith("/*");
    return comment || what === "all" ? match.replace(/[^\n]/g, " ") : match;
  });
}

/** The file under src/ that a relative import leads to; undefined for a package. */
export function target(source, from) {
  return from.startsWith(".") ? join(dirname(source.path), from).replaceAll("\\", "/") : undefined;
}

function importsOf(code) {
  const found = [];
  for (const [, type, names, from] of code.matchAll(/^(?:import|export)\s+(type\s+)?([^"';]*?)\s*from\s+"([^"]+)"/gm)) {
    const named = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
    const specifiers = named
      ?.split(",")
      .map((one) => one.trim())
      .filter(Boolean);
    found.push({
      from,
      typeOnly: type !== undefined || (specifiers?.every((one) => one.startsWith("type ")) ?? false),
    });
  }
  for (const [, from] of code.matchAll(/^import\s+"([^"]+)"/gm)) found.push({ from, typeOnly: false });
  for (const [, from] of code.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g)) found.push({ from, typeOnly: false });
  return found;
}
