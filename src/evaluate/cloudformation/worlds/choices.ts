/** The choices of a root's user: which parameters of nested stacks are its own passed on, and what people call what was chosen. */

import { formulaOf } from "../stack/condition.ts";
import type { EvaluationContext } from "../stack/context.ts";
import { combine, type Formula, negate, symbolsOf } from "../stack/formula.ts";
import { passedOn } from "../stack/nested.ts";
import { allowedTexts, isListType } from "../stack/parameters.ts";
import type { Stack } from "../stack/stack.ts";
import { entryAt } from "../template/template.ts";
import type { DecidedCondition, Decisions, SymbolTable } from "./decisions.ts";

/** A parameter without allowed values of its own that is passed on to a nested stack which has some can be any of these: a default of
 *  the stack around does not take the choice away from who makes it. */
export function imposeChoices(stack: Stack, symbols: SymbolTable): void {
  for (const declaration of stack.declarations.values()) {
    const child = stack.child(declaration);
    if (child === undefined) continue;
    for (const parameter of child.settings.template.parameters.values()) {
      const allowed = allowedTexts(parameter);
      const symbol =
        allowed === undefined || isListType(parameter.type) ? undefined : rootSymbol(child, parameter.name);
      if (allowed === undefined || symbol === undefined) continue;
      const before = symbols.imposed.get(symbol) ?? allowed;
      symbols.imposed.set(
        symbol,
        before.filter((text) => allowed.includes(text)),
      );
    }
    imposeChoices(child, symbols);
  }
}

/** The symbol of the root's parameter that a stack's parameter is. */
function rootSymbol({ prefix, settings: { made } }: Stack, parameter: string): string | undefined {
  if (made === undefined) return `${prefix}${parameter}`;
  const name = passedOn(made.declaration, parameter);
  return name === undefined ? undefined : rootSymbol(made.parent, name);
}

/** A parameter with more allowed values is not looked into for words. */
const MAXIMUM_VALUES = 200;
/** More values are not listed. */
const MOST_NAMED = 4;

/**
 * Says what must be given so that a condition is decided so: `UseNacl = true`, `Stage = test or live`, `Mode is not host`. Where more than
 * one parameter decides it, the condition's own name.
 */
export function choiceText(
  { path, formula, value }: DecidedCondition,
  decisions: Decisions,
  symbols: SymbolTable,
): string {
  const plain = `${path} = ${value}`;
  const [symbol, second] = symbolsOf(formula);
  if (symbol === undefined || second !== undefined) return plain;
  const name = nameOf(symbol, symbols.names);
  if (name === undefined || (symbols.domains.get(symbol)?.length ?? 0) > MAXIMUM_VALUES) return plain;
  const forced = decisions.forced(symbol);
  if (forced !== undefined) return `${name} = ${forced === "" ? '""' : forced}`;
  const left = decisions.allowed(symbol);
  if (left !== undefined && left.length > 0 && left.length <= MOST_NAMED) return `${name} = ${left.join(" or ")}`;
  if (formula.kind !== "equal" || value) return plain;
  const text = [formula.left, formula.right].find((side) => "text" in side);
  return text !== undefined && "text" in text ? `${name} is not ${text.text === "" ? "empty" : text.text}` : plain;
}

/** A parameter that two roots have is told with its root. */
function nameOf(symbol: string, names: ReadonlyMap<string, string>): string | undefined {
  if (/^AWS::[A-Za-z]+$/.test(symbol)) return symbol;
  const name = names.get(symbol);
  const shared = [...names].some(([other, own]) => own === name && other !== symbol);
  return name !== undefined && shared ? `${name} of ${symbol.slice(0, symbol.lastIndexOf("#"))}` : name;
}

/** Where its condition holds, each of a rule's assertions holds. Rules that say nothing of parameters that are not known are left out. */
export function addRules(stack: Stack, symbols: SymbolTable): void {
  if (symbols.rules.length > 0) return;
  const context: EvaluationContext = { ...stack.context(false), symbolic: true };
  for (const { node: value } of stack.section("Rules").entries) {
    const condition = entryAt(value, "RuleCondition")?.value;
    const assertions = entryAt(value, "Assertions")?.value;
    if (assertions?.kind !== "sequence") continue;
    const holds = assertions.elements.flatMap((assertion): Formula[] => {
      const node = entryAt(assertion, "Assert")?.value;
      return node === undefined ? [] : [formulaOf(node, context)];
    });
    const all = combine("and", holds);
    const rule = condition === undefined ? all : combine("or", [negate(formulaOf(condition, context)), all]);
    if (rule.kind !== "constant") symbols.rules.push(rule);
  }
}
