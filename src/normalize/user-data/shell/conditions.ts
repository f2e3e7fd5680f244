/** `[ … ]`, `test` and `[[ … ]]`: true, false, or what only the instance can tell
 *  (https://www.gnu.org/software/bash/manual/html_node/Bash-Conditional-Expressions.html). */
import type { TestExpression, Word } from "unbash";
import { all, any, not, type Truth, truthOf } from "../../../base/truth.ts";
import type { FlatText } from "../../../values/text-runs.ts";
import { isEmpty, known } from "../text.ts";
import { contentOf, pathOf } from "./files.ts";
import { literalPattern, patternOf } from "./patterns.ts";
import { type State, sameText } from "./state.ts";
import { expandText, type Scope } from "./words.ts";

export function judge(expression: TestExpression, scope: Scope): Truth {
  switch (expression.type) {
    case "TestGroup":
      return judge(expression.expression, scope);
    case "TestNot": {
      const truth = judge(expression.operand, scope);
      return expression.negations.length % 2 === 1 ? not(truth) : truth;
    }
    case "TestLogical": {
      const truths = expression.operands.map((one) => judge(one, scope));
      if (expression.operator === "&&") return all(truths);
      return any(truths);
    }
    case "TestUnary":
      return unary(expression.operator, expandText(expression.operand, scope), scope.state);
    case "TestBinary": {
      const { operator, left, right } = expression;
      const [a, b] = [expandText(left, scope), expandText(right, scope)];
      if (operator !== "==" && operator !== "=" && operator !== "!=") return binary(a, operator, b);
      const truth = fits(a, b, right);
      return operator === "!=" ? not(truth) : truth;
    }
  }
}

/** The right side of `==` in `[[` is a pattern where it is not quoted. */
function fits(subject: FlatText, wanted: FlatText, word: Word): Truth {
  const [a, b] = [known(subject), known(wanted)];
  if (a === undefined || b === undefined) return equal(subject, wanted);
  const bare = word.parts === undefined || word.parts.some(({ type }) => type === "Literal" || type === "Glob");
  const pattern = bare ? patternOf(b) : literalPattern(b);
  return pattern === undefined ? "unknown" : truthOf(pattern(a));
}

/** The loosest binding one first. */
const OPERATORS = [
  ["-o", any],
  ["-a", all],
] as const;

/** The words between `[` and `]`. */
export function judgeWords(words: readonly FlatText[], state: State): Truth {
  const [first, second, third] = words;
  if (first === undefined) return "false";
  for (const [operator, joined] of OPERATORS) {
    const at = words.findIndex(({ characters }, index) => characters === operator && index > 0);
    if (at !== -1 && words.length > 3)
      return joined([judgeWords(words.slice(0, at), state), judgeWords(words.slice(at + 1), state)]);
  }
  if (first.characters === "!" && words.length > 1) return not(judgeWords(words.slice(1), state));
  if (second === undefined) return not(isEmpty(first));
  if (third === undefined) return unary(first.characters, second, state);
  return words.length === 3 ? binary(first, second.characters, third) : "unknown";
}

function unary(operator: string, operand: FlatText, state: State): Truth {
  switch (operator) {
    case "-z":
      return isEmpty(operand);
    case "-n":
      return not(isEmpty(operand));
    case "-s":
    case "-f":
    case "-e":
    case "-r": {
      const path = pathOf(operand, state);
      const content = path === undefined || !state.files.has(path) ? undefined : contentOf(path, state);
      if (content === undefined) return "unknown";
      return operator === "-s" ? not(isEmpty(content)) : "true";
    }
    default:
      return "unknown";
  }
}

const NUMERIC: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ["-eq", (a, b) => a === b],
  ["-ne", (a, b) => a !== b],
  ["-lt", (a, b) => a < b],
  ["-le", (a, b) => a <= b],
  ["-gt", (a, b) => a > b],
  ["-ge", (a, b) => a >= b],
]);

function binary(a: FlatText, operator: string, b: FlatText): Truth {
  if (operator === "=" || operator === "==") return equal(a, b);
  if (operator === "!=") return not(equal(a, b));
  const compare = NUMERIC.get(operator);
  const [left, right] = [a, b].map((text) =>
    /^-?\d{1,15}$/.test(known(text) ?? "") ? Number(text.characters) : undefined,
  );
  if (compare === undefined || left === undefined || right === undefined) return "unknown";
  return truthOf(compare(left, right));
}

function equal(a: FlatText, b: FlatText): Truth {
  if (known(a) !== undefined && known(b) !== undefined) return truthOf(a.characters === b.characters);
  return a.holes.size === b.holes.size && sameText(a, b) ? "true" : "unknown";
}
