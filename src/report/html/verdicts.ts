/** Verdicts → the words, signs and colours that the page has for them: never a colour alone. */
import type { Severity } from "../../base/diagnostic.ts";
import type { FlowVerdict, HopVerdict } from "../../reach/flow.ts";
import { html, type Markup } from "./markup.ts";

/** The gravest first: the order in which flows are told. */
export const VERDICTS: Readonly<Record<FlowVerdict, string>> = {
  blocked: "blocked",
  partial: "partly blocked",
  undetermined: "undetermined",
  reachable: "reachable",
};

/** The classes of colours in the style sheet, each with a sign of its own. */
type Tone = "good" | "bad" | "part" | "unsure";

const TONES: Readonly<Record<FlowVerdict | HopVerdict, Tone>> = {
  reachable: "good",
  open: "good",
  partial: "part",
  blocked: "bad",
  closed: "bad",
  undetermined: "unsure",
  "not-applicable": "unsure",
};

export function toneOf(verdict: FlowVerdict | HopVerdict): Tone {
  return TONES[verdict];
}

/** A sign of the sprite, for eyes only: words always stand beside it. */
export function sign(name: Tone | Severity | "balancer" | "host" | "container"): Markup {
  return html`<svg class="sign" aria-hidden="true" viewBox="0 0 16 16"><use href="#sign-${name}"/></svg>`;
}

export function badge(verdict: FlowVerdict): Markup {
  return html`<span class="badge ${toneOf(verdict)}">${sign(toneOf(verdict))}${VERDICTS[verdict]}</span>`;
}

/** What the signs and patterns are drawn from, once on the page. */
export const SPRITE: Markup = html`<svg class="sprite" aria-hidden="true" width="0" height="0">
<symbol id="sign-good" viewBox="0 0 16 16"><path d="M3.5 8.5l3 3 6-7" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="sign-bad" viewBox="0 0 16 16"><path d="M4 4l8 8M12 4l-8 8" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></symbol>
<symbol id="sign-part" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.75"/><path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/></symbol>
<symbol id="sign-unsure" viewBox="0 0 16 16"><path d="M5.3 5.8a2.7 2.7 0 1 1 4.1 2.3c-.9.6-1.4 1-1.4 1.9" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"/><circle cx="8" cy="12.7" r="1.15" fill="currentColor"/></symbol>
<symbol id="sign-error" viewBox="0 0 16 16"><path d="M5.2 1.8h5.6l3.4 3.4v5.6l-3.4 3.4H5.2l-3.4-3.4V5.2z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/><path d="M8 5v3.6" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"/><circle cx="8" cy="11.1" r="1" fill="currentColor"/></symbol>
<symbol id="sign-warning" viewBox="0 0 16 16"><path d="M8 2l6.3 11.5H1.7z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/><path d="M8 6.2v3.2" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"/><circle cx="8" cy="11.5" r="1" fill="currentColor"/></symbol>
<symbol id="sign-note" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 7.5v3.7" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"/><circle cx="8" cy="4.9" r="1" fill="currentColor"/></symbol>
<symbol id="sign-balancer" viewBox="0 0 16 16"><path d="M1.5 8h4M5.5 8l5-4.5M5.5 8h5M5.5 8l5 4.5" fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round"/><circle cx="12.3" cy="3.2" r="1.6" fill="currentColor"/><circle cx="12.3" cy="8" r="1.6" fill="currentColor"/><circle cx="12.3" cy="12.8" r="1.6" fill="currentColor"/></symbol>
<symbol id="sign-host" viewBox="0 0 16 16"><rect x="2" y="2.5" width="12" height="4.6" rx="1.2" fill="none" stroke="currentColor" stroke-width="1.3"/><rect x="2" y="8.9" width="12" height="4.6" rx="1.2" fill="none" stroke="currentColor" stroke-width="1.3"/><circle cx="4.7" cy="4.8" r=".9" fill="currentColor"/><circle cx="4.7" cy="11.2" r=".9" fill="currentColor"/></symbol>
<symbol id="sign-container" viewBox="0 0 16 16"><path d="M8 1.7l5.6 3.1v6.4L8 14.3l-5.6-3.1V4.8z M2.4 4.8L8 8l5.6-3.2M8 8v6.3" fill="none" stroke="currentColor" stroke-width="1.3" stroke-linejoin="round"/></symbol>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><rect class="hatch-line" width="2" height="6"/></pattern>
<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="dots-ground" width="6" height="6"/><circle class="dots-dot" cx="3" cy="3" r="1.2"/></pattern>
</svg>`;
