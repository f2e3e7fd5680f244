/** A paragraph → lines of a width, broken at blanks; colours do not count. */
import { displayWidth } from "./display-width.ts";

/** Select Graphic Rendition, which is all that picocolors writes. */
const COLOR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

export function fold(text: string, width: number, margin: string): readonly string[] {
  const room = Math.max(30, width - margin.length);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && displayWidth(longer.replace(COLOR, "")) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines.map((one) => margin + one);
}
