/** The file in which programs keep who a user is at other machines (https://everything.curl.dev/usingcurl/netrc.html). */

export interface Login {
  readonly user: string;
  readonly password: string;
}

/**
 * By machine, the first of each as other readers take it. The `default` of the file is left out: an address that a stranger wrote would get it.
 */
export function readNetrc(text: string): ReadonlyMap<string, Login> {
  const logins = new Map<string, Login>();
  const words = wordsOf(text);
  for (let at = 0; at < words.length; ) {
    const [machine, from] = words[at] === "machine" ? [words[at + 1], at + 2] : [undefined, at + 1];
    const said: Record<string, string> = {};
    for (at = from; at < words.length && words[at] !== "machine" && words[at] !== "default"; at += 2)
      said[words[at]!] ??= words[at + 1] ?? "";
    if (machine !== undefined && !logins.has(machine.toLowerCase()))
      logins.set(machine.toLowerCase(), { user: said.login ?? "", password: said.password ?? "" });
  }
  return logins;
}

/** Without comments, and without macros, which end at an empty line. */
function wordsOf(text: string): readonly string[] {
  const lines = text
    .replaceAll("\r", "")
    .replaceAll(/(^|\n)[ \t]*macdef[\s\S]*?(?:\n[ \t]*\n|$)/g, "$1")
    .split("\n");
  return lines.flatMap((line) =>
    line
      .replace(/(?:^|\s)#.*/, "")
      .split(/\s+/)
      .filter((word) => word !== ""),
  );
}
