/** Entries of a list, of which a page shows so many that it can be read. */
import { html, type Markup } from "./markup.ts";
import { sign } from "./verdicts.ts";

const MOST = 200;

export function shortList<T>(all: readonly T[], entry: (one: T) => Markup): readonly (Markup | undefined)[] {
  const left = all.length - MOST;
  return [
    ...all.slice(0, MOST).map(entry),
    left > 0 ? html`<li class="entry">${sign("note")}<div><p>and ${left} more</p></div></li>\n` : undefined,
  ];
}
