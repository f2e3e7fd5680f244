/** Random HCL: texts that the language allows, and texts that were damaged a little. */
import fc from "fast-check";

/** What may stand between tokens on one line. */
const gap = fc.constantFrom(" ", "  ", "\t", " /* c */ ");
/** What may stand between tokens inside brackets. */
const wideGap = fc.constantFrom("", " ", "\n", "\r\n", "\n\n  ", " # c\n", " // c\n", "/* c\n */");
const name = fc.constantFrom("a", "b", "each", "var", "local-x", "größe", "for_each", "if", "in", "名", "x1", "_y");

const text = fc
  .array(
    fc.constantFrom(
      "a",
      " ",
      "-",
      "ä",
      "é",
      "😀",
      ".",
      "/",
      "#",
      "'",
      "{",
      "}",
      "~",
      "$",
      "%",
      "$${",
      "%%{",
      "\\n",
      '\\"',
      "\\\\",
      "\\u00e9",
      "\\U0001F600",
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(""))
  // A `$` or `%` before a brace, or at the end before what follows, would begin a sequence.
  .map((joined) =>
    joined.replace(/([$%])(?=\{|$)/g, (mark, _, at: number) =>
      joined[at - 1] === mark && at + 1 < joined.length ? mark : `${mark}.`,
    ),
  );

/** One count of depth for all kinds of nodes, so that texts stay short. */
const NESTING = { maxDepth: 4, depthIdentifier: fc.createDepthIdentifier() };

const trees = fc.letrec<Record<"expression" | "operand" | "term" | "quoted" | "parts" | "steps" | "object", string>>(
  (tie) => ({
    expression: fc.oneof(
      NESTING,
      tie("operand"),
      fc.tuple(tie("operand"), gap, operator(), gap, tie("expression")).map((all) => all.join("")),
      fc.tuple(tie("operand"), tie("expression"), tie("expression")).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
    ),
    operand: fc.oneof(
      NESTING,
      // A dot behind digits would be taken as a part of the number.
      fc
        .tuple(tie("term"), tie("steps"))
        .map(([term, steps]) => (/^[0-9]/.test(term) ? `(${term})${steps}` : term + steps)),
      fc.tuple(fc.constantFrom("-", "!", "- ", "!!"), tie("term")).map((all) => all.join("")),
    ),
    term: fc.oneof(
      NESTING,
      fc.constantFrom("0", "1", "42", "1.5", "10e2", "true", "false", "null"),
      name,
      tie("quoted"),
      fc.tuple(wideGap, tie("expression"), wideGap).map(([before, inside, after]) => `(${before}${inside}${after})`),
      call(tie("expression")),
      list(tie("expression")).map((elements) => `[${elements}]`),
      tie("object"),
      fc
        .tuple(names(), tie("expression"), tie("expression"), fc.option(tie("expression"), { nil: undefined }), wideGap)
        .map(
          ([words, from, value, condition, space]) =>
            `[${space}for ${words} in ${from} : ${space}${value}${condition === undefined ? "" : ` if ${condition}`}]`,
        ),
      fc
        .tuple(
          names(),
          tie("expression"),
          tie("expression"),
          tie("expression"),
          fc.constantFrom("", "...", " ..."),
          wideGap,
        )
        .map(
          ([words, from, key, value, group, space]) =>
            `{${space}for ${words} in ${from} :${space}${key} => ${value}${group}${space}}`,
        ),
    ),
    quoted: tie("parts").map((inside) => `"${inside}"`),
    parts: fc.array(sequences(tie("expression"), text), { maxLength: 3 }).map((pieces) => pieces.join("")),
    steps: fc
      .array(
        fc.oneof(
          name.map((attribute) => `.${attribute}`),
          fc.constantFrom("[0]", ".0.a", "[*]", ".*.a", '["k"]', "[*].a[*]", "[\n0\n]"),
          tie("expression").map((index) => `[${index}]`),
        ),
        { maxLength: 3 },
      )
      // An attribute splat cannot be inside another.
      .map((steps) => steps.map((step, at) => (step === ".*.a" && steps.indexOf(step) < at ? "[*]" : step)).join("")),
    object: fc
      .array(
        fc.tuple(
          objectKey(tie("quoted"), tie("expression")),
          fc.constantFrom(" = ", ": ", "="),
          tie("expression"),
          fc.constantFrom("\n", ", ", ",\n", " # c\n"),
        ),
        {
          maxLength: 3,
        },
      )
      .map((entries) => `{ ${entries.map((entry) => entry.join("")).join("")} }`),
  }),
);

function operator(): fc.Arbitrary<string> {
  return fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||");
}

function names(): fc.Arbitrary<string> {
  return fc.oneof(
    name,
    fc.tuple(name, name).map(([key, value]) => `${key}, ${value}`),
  );
}

function list(element: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(fc.array(element, { maxLength: 3 }), wideGap, fc.boolean()).map(([elements, space, trailing]) => {
    const inside = elements.map((one) => `${space}${one}`).join(`${space},`);
    return `${inside}${trailing && elements.length > 0 ? "," : ""}${space}`;
  });
}

function call(argument: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const callee = fc.constantFrom("f", "core::max", "provider::aws::x");
  return fc.oneof(
    fc.tuple(callee, list(argument)).map(([word, values]) => `${word}(${values})`),
    fc.tuple(callee, argument).map(([word, value]) => `${word}(${value}...)`),
  );
}

function objectKey(quoted: fc.Arbitrary<string>, expression: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    name,
    fc.constantFrom("true", "null", "1", "a.b"),
    quoted,
    expression.map((inside) => `(${inside})`),
  );
}

function sequences(expression: fc.Arbitrary<string>, between: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const open = fc.constantFrom("", "~", "~ ", " ");
  const close = fc.constantFrom("", "~", " ~", " ");
  const directive = (words: string) => fc.tuple(open, close).map(([before, after]) => `%{${before}${words}${after}}`);
  return fc.oneof(
    between,
    fc.tuple(open, expression, close).map(([before, inside, after]) => `\${${before}${inside}${after}}`),
    fc
      .tuple(open, expression, between, fc.option(directive("else")), directive("endif"))
      .map(
        ([before, condition, inside, otherwise, end]) =>
          `%{${before}if ${condition}}${inside}${otherwise === null ? "" : otherwise + inside}${end}`,
      ),
    fc
      .tuple(open, names(), expression, between, directive("endfor"))
      .map(([before, words, from, inside, end]) => `%{${before}for ${words} in ${from}}${inside}${end}`),
  );
}

const heredoc = fc
  .tuple(
    fc.constantFrom("<<EOT", "<<-EOT", "<<-é1"),
    fc.array(
      fc.tuple(
        fc.constantFrom("", "  ", "    ", "\t"),
        fc.array(sequences(trees.expression, text), { maxLength: 2 }),
        fc.constantFrom("\n", "\r\n"),
      ),
      { maxLength: 4 },
    ),
    fc.constantFrom("", "  ", "\t"),
  )
  .map(([introduction, lines, indent]) => {
    const body = lines.map(([space, pieces, end]) => space + pieces.join("") + end).join("");
    return `${introduction}\n${body}${indent}${introduction.replace(/^<<-?/, "")}`;
  });

/** An expression on its own. */
export const randomExpression: fc.Arbitrary<string> = trees.expression;

/** A whole file. */
export const randomConfig: fc.Arbitrary<string> = fc.letrec<Record<"body" | "block", string>>((tie) => ({
  body: fc
    .tuple(
      fc.array(fc.oneof({ weight: 3, arbitrary: trees.expression }, { weight: 1, arbitrary: heredoc }), {
        maxLength: 3,
      }),
      fc.array(tie("block"), { maxLength: 2 }),
    )
    .map(([values, blocks]) => [...values.map((value, at) => `k${at} = ${value}\n`), ...blocks].join("")),
  block: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(name, trees.expression).map(([type, value]) => `${type} { one = ${value} }\n`),
    fc
      .tuple(name, fc.array(label(), { maxLength: 2 }), tie("body"))
      .map(([type, labels, inside]) => `${[type, ...labels].join(" ")} {\n${inside}} # c\n`),
  ),
})).body;

function label(): fc.Arbitrary<string> {
  return fc.oneof(
    name,
    text.map((inside) => `"${inside}"`),
  );
}

const SCRAPS = [
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  '"',
  "${",
  "%{",
  "~}",
  "\n",
  "\r",
  "=",
  ",",
  ".",
  "*",
  "?",
  ":",
  "::",
  "...",
  "=>",
  "<<A\n",
  "A\n",
  "#",
  "/*",
  "*/",
  "'",
  "\\",
  "for",
  "in",
  "if",
  "else",
  "endif",
  "1",
  "1.",
  ".2",
  "e5",
  "-",
  "a",
  "$",
  "%",
  "\t",
  "\u00a0",
  "“",
];

/** A file in which up to three places were deleted, repeated or had something put in. */
export const damagedConfig: fc.Arbitrary<string> = fc
  .tuple(
    randomConfig,
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 8 }), fc.constantFrom("", "", ...SCRAPS)), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([config, damages]) => {
    const characters = [...config];
    for (const [at, length, scrap] of damages)
      characters.splice(at % (characters.length + 1), scrap === "" ? length : length >> 2, scrap);
    return characters.join("");
  });
