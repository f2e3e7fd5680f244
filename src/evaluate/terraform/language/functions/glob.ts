/** A directory and a pattern into the files of the scan that match it. */
import type { Files } from "../../../../base/files.ts";

/** So many directories are looked into. */
const MAX_DIRECTORIES = 20_000;

/**
 * The regular files below a directory whose relative path matches, in no particular order: `*` and `?` inside a name, `[a-z]`, `{a,b}`,
 * and `**` for any number of directories. A pattern may begin with `../`.
 */
export function filesMatching(
  files: Files,
  directory: string,
  pattern: string,
): readonly string[] | "outside" | "bad-pattern" | "too-many" {
  const segments = pattern.split("/").filter((segment) => segment !== "" && segment !== ".");
  const above: string[] = [];
  while (segments[0] === "..") above.push(segments.shift()!);
  const matchers = expandBraces(segments.join("/")).map((one) => one.split("/").map(matcherOf));
  if (matchers.some((one) => one.includes(undefined))) return "bad-pattern";
  const start = [directory, ...above].join("/");
  const probe = files.read(start);
  if (!probe.ok && probe.because === "outside") return "outside";
  const found = new Set<string>();
  let budget = MAX_DIRECTORIES;
  const visit = (path: string, prefix: string, remaining: readonly Matcher[]): boolean => {
    const [first, ...rest] = remaining;
    if (first === undefined || budget-- <= 0) return budget > 0;
    if (first === "anywhere" && rest.length > 0 && !visit(path, prefix, rest)) return false;
    for (const name of files.list(path) ?? []) {
      const plain = name.replace(/\/$/, "");
      const below = name.endsWith("/");
      if (first === "anywhere") {
        if (below && !visit(`${path}/${plain}`, `${prefix}${plain}/`, remaining)) return false;
        if (!below && rest.length === 0) found.add(prefix + plain);
      } else if (first.test(plain)) {
        if (below && rest.length > 0 && !visit(`${path}/${plain}`, `${prefix}${plain}/`, rest)) return false;
        if (!below && rest.length === 0) found.add(prefix + plain);
      }
    }
    return true;
  };
  const prefix = above.map((one) => `${one}/`).join("");
  const complete = matchers.every((one) =>
    visit(
      start,
      prefix,
      one.filter((matcher) => matcher !== undefined),
    ),
  );
  return complete ? [...found] : "too-many";
}

type Matcher = RegExp | "anywhere";

/** A name's pattern as a regular expression; undefined where it is malformed. */
function matcherOf(segment: string): Matcher | undefined {
  if (segment === "**") return "anywhere";
  let source = "";
  for (let at = 0; at < segment.length; at++) {
    const character = segment[at]!;
    if (character === "*") source += source.endsWith("[^/]*") ? "" : "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "\\") source += escaped(segment[++at] ?? "");
    else if (character === "[") {
      const end = segment.indexOf("]", at + 2);
      if (end < 0) return undefined;
      source += `[${segment
        .slice(at + 1, end)

        .replace(/[[\]]/g, "\\$&")}]`;
      at = end;
    } else source += escaped(character);
  }
  try {
    return new RegExp(`^${source}$`, "su");
  } catch {
    return undefined;
  }
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

const MAX_EXPANSIONS = 256;

function expandBraces(pattern: string): readonly string[] {
  const match = /\{([^{}]*)\}/.exec(pattern);
  if (match === null) return [pattern];
  const options = match[1]!
    .split(",")
    .map((option) => pattern.slice(0, match.index) + option + pattern.slice(match.index + match[0].length));
  return options.flatMap(expandBraces).slice(0, MAX_EXPANSIONS);
}
