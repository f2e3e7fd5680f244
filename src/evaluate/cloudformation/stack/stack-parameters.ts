/** The parameters of one stack into their values: what its maker gives, else the default, one of the allowed values, or nothing. */
import type { Origin } from "../../../base/origin.ts";
import type { Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";
import type { ParameterDeclaration } from "../template/template.ts";
import { NO_VALUE, textOfValue, unknown, usedAt } from "../values.ts";
import type { Context } from "./context.ts";
import { allowedTexts, defaultValue, isListType, missingValue, shaped } from "./parameters.ts";
import type { StackSettings } from "./stack.ts";

/** Runs what must not depend on itself; undefined where it does. */
type Once = <T>(what: string, span: Span, run: () => T) => T | undefined;

type Settings = Pick<StackSettings, "given" | "made" | "run">;

export class StackParameters {
  readonly #settings: Settings;
  readonly #prefix: string;
  readonly #once: Once;
  readonly #values = new Map<string, Value>();

  constructor(settings: Settings, prefix: string, once: Once) {
    this.#settings = settings;
    this.#prefix = prefix;
    this.#once = once;
  }

  value(declaration: ParameterDeclaration, { settles, symbolic }: Pick<Context, "settles" | "symbolic">): Value {
    const key = `${declaration.name}:${settles}:${symbolic}`;
    const before = this.#values.get(key);
    if (before !== undefined) return before;
    const origin: Origin = { kind: "variable-default", span: declaration.nameSpan };
    const value =
      this.#once(`parameter ${declaration.name}`, declaration.nameSpan, () => {
        const given = this.#settings.given(declaration.name, { settles, symbolic });
        if (given !== undefined && given.kind !== "null") return shaped(given, declaration, origin);
        return this.#ownValue(declaration, symbolic, origin);
      }) ?? unknown("error", `${this.#prefix}${declaration.name}`, "it depends on itself", origin);
    // Without a default the decisions taken later may still settle it.
    if (symbolic || value.kind !== "unknown") this.#values.set(key, value);
    return value;
  }

  #ownValue(declaration: ParameterDeclaration, symbolic: boolean, origin: Origin): Value {
    const { made, run } = this.#settings;
    const { decisions, symbols } = run;
    const symbol = `${this.#prefix}${declaration.name}`;
    const allowed = allowedTexts(declaration) ?? symbols.imposed.get(symbol);
    const { name } = declaration;
    const hint = made === undefined ? `give it with --parameter ${name}=…` : `pass ${name} to ${made.declaration.id}`;
    const standard = declaration.default === undefined ? undefined : defaultValue(declaration.default, hint);
    // Nobody but the stack around can give a nested stack's parameter a value, and it does not.
    if (standard !== undefined && made !== undefined) return shaped(standard, declaration, origin);
    if (made === undefined) symbols.names.set(symbol, declaration.name);
    const usual = standard === undefined ? undefined : textOfValue(shaped(standard, declaration, origin));
    const choice = allowed !== undefined && allowed.length > 1 && !isListType(declaration.type);
    if (standard !== undefined && (!choice || usual === undefined || !allowed.includes(usual)))
      return shaped(standard, declaration, origin);
    const bound = standard === undefined ? run.bound(symbol) : undefined;
    const isAllowed = allowed === undefined || allowed.includes(textOfValue(bound?.value ?? NO_VALUE) ?? "");
    if (bound !== undefined && isAllowed) {
      run.assumptions.add({ kind: "stack-export", text: bound.assumed, span: declaration.nameSpan });
      return shaped(usedAt(bound.value, "variable-default", declaration.nameSpan), declaration, origin);
    }
    if (choice) {
      symbols.domains.set(symbol, allowed);
      if (usual !== undefined) symbols.defaults.set(symbol, usual);
    }
    const text = symbolic ? undefined : decisions.textOf(symbol);
    if (text !== undefined) {
      if (text === usual) return shaped(standard!, declaration, origin);
      return shaped({ kind: "string", value: text, origin }, declaration, origin);
    }
    return missingValue(declaration, symbol, symbolic ? allowed : (decisions.allowed(symbol) ?? allowed));
  }
}
