/** How many have each verdict → a bar with a part for each, for eyes only: numbers stand beside it. */
import type { FlowVerdict } from "../../reach/flow.ts";
import { html, type Markup } from "./markup.ts";
import { toneOf, VERDICTS } from "./verdicts.ts";

type Counted = readonly (readonly [verdict: FlowVerdict, number: number])[];

/** The gravest first, without those that none has. */
export function proportionsOf(numberOf: (verdict: FlowVerdict) => number): Counted {
  return (Object.keys(VERDICTS) as FlowVerdict[])
    .map((verdict) => [verdict, numberOf(verdict)] as const)
    .filter(([, number]) => number > 0);
}

/** Units of the bar's width. */
const WIDTH = 1000;
const GAP = 4;

export function proportions(verdicts: Counted, className: string): Markup | undefined {
  const all = verdicts.reduce((sum, [, number]) => sum + number, 0);
  if (all === 0) return undefined;
  let x = 0;
  const parts = verdicts.map(([verdict, number]) => {
    const width = (number / all) * WIDTH;
    const part = html`<rect class="${toneOf(verdict)}" x="${x.toFixed(1)}" y="0" width="${Math.max(GAP, width - GAP).toFixed(1)}" height="10"/>`;
    x += width;
    return part;
  });
  return html`<svg class="${className}" viewBox="0 0 ${WIDTH - GAP} 10" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}
