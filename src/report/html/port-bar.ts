/** Sets of ports → a bar from 0 to 65535 on which they are drawn, with the same in words. */
import { formatPorts, isNoPorts, type PortSet, subtractPorts } from "../../sets/port-set.ts";
import { html, type Markup } from "./markup.ts";

/** Three parts of the ports that have to get through, of which no two share a port. */
export interface JudgedPorts {
  readonly required: PortSet;
  readonly open: PortSet;
  readonly closed: PortSet;
}

/** Ports there are. */
const ALL = 65536;
/** The bar's width in units of its picture; a single port would be thinner than a hair, so nothing is narrower than the latter. */
const WIDTH = 1000;
const THINNEST = 5;

/** `closedWord` says what closed means there. Undefined where not even the required ports are known. */
export function portBar({ required, open, closed }: JudgedPorts, closedWord = "closed"): Markup | undefined {
  if (isNoPorts(required)) return undefined;
  const unknown = subtractPorts(subtractPorts(required, open), closed);
  const parts = [
    { name: "open", label: "open", set: open },
    { name: "closed", label: closedWord, set: closed },
    { name: "unknown", label: "not known", set: unknown },
  ].filter(({ set }) => !isNoPorts(set));
  const words = ["required", ...parts.map(({ label }) => label)];
  const sets = [required, ...parts.map(({ set }) => set)].map(formatPorts);
  const said = words.map((word, at) => `${word} ${sets[at]}`).join(", ");
  return html`<figure class="ports">
<svg viewBox="0 0 ${WIDTH} 26" preserveAspectRatio="none" role="img" aria-label="Ports from 0 to 65535: ${said}">
<rect class="track" x="0" y="9" width="${WIDTH}" height="14" rx="3"/>
${rectangles(required, "required", 0, 4)}${parts.map(({ name, set }) => rectangles(set, name, 9, 14))}
</svg>
<div class="scale" aria-hidden="true"><span>0</span><span>16384</span><span>32768</span><span>49152</span><span>65535</span></div>
<figcaption>${words.map((word, at) => html`<span class="key"><span class="swatch ${at === 0 ? "required" : parts[at - 1]!.name}"></span>${word} <b>${sets[at]}</b></span> `)}</figcaption>
</figure>`;
}

function rectangles({ intervals }: PortSet, name: string, y: number, height: number): readonly Markup[] {
  return intervals.map(({ first, last }) => {
    const width = Math.max(THINNEST, ((last - first + 1) / ALL) * WIDTH);
    const x = Math.min((first / ALL) * WIDTH, WIDTH - width);
    return html`<rect class="${name}" x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${height}"/>`;
  });
}
