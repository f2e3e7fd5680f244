/** The text of a script or workflow → the commands in it, as words with their places. Nothing is run, and what a shell would replace stays as it is written. */

export interface Word {
  readonly text: string;
  /** Where it begins, in the text of the file. */
  readonly at: number;
}

/** Whether a shell, make or a workflow would put something else there. */
export function isOpen(text: string): boolean {
  return /[$`]|\{\{/.test(text);
}

/** By lines, `;`, `&` and `|`; a line that ends with a backslash goes on in the next. A quote ends with its line. */
export function commandsIn(text: string): readonly (readonly Word[])[] {
  const commands: Word[][] = [[]];
  let word: { text: string; readonly at: number } | undefined;
  let quote = "";
  const end = (): void => {
    if (word !== undefined) commands.at(-1)!.push(word);
    word = undefined;
  };
  const add = (at: number, more: string): void => {
    word ??= { text: "", at };
    word.text += more;
  };
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at]!;
    const next = text[at + 1] ?? "";
    if (one === "\\" && (next === "\n" || next === "\r")) {
      end();
      at += next === "\r" ? 2 : 1;
    } else if (one === "\n") {
      quote = "";
      end();
      if (commands.at(-1)!.length > 0) commands.push([]);
    } else if (quote === "" && word === undefined && one === "#") {
      const close = text.indexOf("\n", at);
      at = (close === -1 ? text.length : close) - 1;
    } else if (quote === "" && /[;&|]/.test(one)) {
      end();
      commands.push([]);
    } else if (quote === "" && /\s/.test(one)) end();
    else if (quote === "" && (one === '"' || one === "'")) {
      quote = one;
      add(at, "");
    } else if (one === quote) quote = "";
    else if (one === "\\" && quote !== "'" && next !== "") {
      add(at, next);
      at += 1;
    } else add(at, one);
  }
  end();
  return commands.filter((words) => words.length > 0);
}
