/** Collects what evaluation has to say besides its output; what is said twice is kept once. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import { NOT_READ } from "../../../base/files.ts";
import type { Span } from "../../../base/source-file.ts";
import type { Assumption } from "../../../base/value.ts";
import type { NotEvaluated } from "../../resource.ts";

export class Log {
  readonly #diagnostics = new Map<string, Diagnostic>();
  readonly #notEvaluated = new Map<string, NotEvaluated>();

  report(diagnostic: Diagnostic): void {
    const key = `${diagnostic.code}|${placeOf(diagnostic.span)}|${diagnostic.path ?? ""}|${diagnostic.message}`;
    if (!this.#diagnostics.has(key)) this.#diagnostics.set(key, diagnostic);
  }

  /** A file that is needed cannot be read. `what` is how people call it. */
  unreadable(code: string, what: string, path: string, because: keyof typeof NOT_READ): void {
    this.report({
      code,
      severity: "error",
      message: `${what} cannot be read: ${NOT_READ[because]}`,
      path,
      notAnalysed: true,
    });
  }

  notEvaluated(entry: NotEvaluated): void {
    const key = `${entry.address}|${placeOf(entry.span)}|${entry.because}`;
    if (!this.#notEvaluated.has(key)) this.#notEvaluated.set(key, entry);
  }

  get diagnostics(): readonly Diagnostic[] {
    return [...this.#diagnostics.values()];
  }

  get missing(): readonly NotEvaluated[] {
    return [...this.#notEvaluated.values()];
  }
}

/** Assumptions by their text, in order of first use. */
export class Assumptions {
  readonly #byText = new Map<string, Assumption>();

  add(assumption: Assumption): void {
    if (!this.#byText.has(assumption.text)) this.#byText.set(assumption.text, assumption);
  }

  get all(): readonly Assumption[] {
    return [...this.#byText.values()];
  }
}

function placeOf(span: Span | undefined): string {
  return span === undefined ? "" : `${span.file.path}:${span.start}:${span.end}`;
}
