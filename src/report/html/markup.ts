/** HTML in which whatever comes from a scan is text: nothing but this file makes markup of strings. */
import { plain, wellFormed } from "../escape.ts";

/** HTML that is whole in itself: what is put into it later is escaped. */
export class Markup {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** Takes a text as it is: only for what was written in this project, never for what a scan found. */
  static written(text: string): Markup {
    return new Markup(text);
  }
}

/** What may stand in a hole of a template: strings are escaped, lists are put one after the other, nothing is left out. */
export type Hole = Markup | string | number | undefined | readonly Hole[];

/** The template with its holes filled; a hole in an attribute stands between double quotes. */
export function html(parts: TemplateStringsArray, ...holes: readonly Hole[]): Markup {
  return Markup.written(parts.map((part, at) => part + filled(holes[at])).join(""));
}

function filled(hole: Hole): string {
  if (hole === undefined) return "";
  if (hole instanceof Markup) return hole.text;
  return typeof hole === "object" ? hole.map(filled).join("") : escaped(String(hole));
}

/** A name that may be broken where its parts end, before it is broken anywhere. */
export function name(text: string): Markup {
  const parts = text.split(/(?<=[._/:\]-])(?=\w)|(?<=[a-z])(?=[A-Z])/);
  return html`${parts.map((part, at) => (at === 0 ? part : html`<wbr>${part}`))}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text on one line that is nothing but text, between tags and in quoted attributes. */
function escaped(text: string): string {
  return wellFormed(plain(text)).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
