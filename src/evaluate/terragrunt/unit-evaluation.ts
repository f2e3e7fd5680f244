/** What a unit passes to its module in one evaluation of the scan's roots. */
import { once } from "../../base/collections.ts";
import { DYNAMIC, STRING, type TextValue, type UnknownValue, type Value } from "../../base/value.ts";
import type { Block } from "../../parse/hcl/syntax.ts";
import { parseJsonText } from "../../values/json-text.ts";
import { joinedPieces, type Piece } from "../../values/text-runs.ts";
import { derived, unknownsIn } from "../../values/unknown.ts";
import type { TerraformOptions } from "../input.ts";
import { argument, type Declaration } from "../terraform/configuration/module-configuration.ts";
import type { RootEvaluation } from "../terraform/instances/root-evaluation.ts";
import type { MissingModule, UnitValues } from "../terraform/instances/root-unit.ts";
import { isSimple, textAssigned, traced } from "../terraform/instances/variables.ts";
import { call } from "../terraform/language/functions/call.ts";
import { pathFrom } from "../terraform/language/functions/file-access.ts";
import { convert } from "../terraform/language/types/convert.ts";
import { isFailure } from "../terraform/language/types/values.ts";
import { partOf } from "../terraform/language/unknowns.ts";
import { dependencyValue } from "./dependency.ts";
import type { Unit } from "./unit.ts";
import { type Said, UnitConfiguration } from "./unit-configuration.ts";

export class UnitEvaluation implements UnitValues {
  readonly of: Unit;
  readonly #root: RootEvaluation;
  readonly #configuration = once((): UnitConfiguration => {
    const { of: unit } = this;
    const root = this.#root;
    const { files } = unit.of.input;
    const whole = root.scopeOf(root.module);
    const base = { ...whole, module: undefined, functions: { ...whole.functions, files } };
    const assume = (kind: string, text: string): void => root.assume(kind, text);
    const reading = unit.reading(base, root.prefix, assume, (one) =>
      dependencyValue(one, unit, root, (other) => this.dependencies.add(other)),
    );
    return new UnitConfiguration(reading, unit.file);
  });

  readonly dependencies = new Set<RootEvaluation>();

  constructor(unit: Unit, root: RootEvaluation) {
    this.of = unit;
    this.#root = root;
    const { assumption } = unit.source();
    if (assumption !== undefined) root.assume("module-source", assumption);
    for (const one of unit.saidEarly) {
      root.stated.settled({ ...one, symbol: `${root.prefix}${one.symbol}` });
      root.assume("environment", `${one.symbol} is as it is said, where the module of ${unit.path} is chosen`);
    }
  }

  /** What its arguments set in the environment wins over inputs, which go the same way. */
  input(variable: Declaration): Value | undefined {
    const set = this.#environment().get(`TF_VAR_${variable.name}`);
    return set === undefined ? this.#inputOf(variable) : this.#passed(set, variable);
  }

  readonly #environment = once(
    (): ReadonlyMap<string, Value> =>
      new Map(
        [...this.#extraArguments().values()]
          .filter((said) => this.#isForPlans(said))
          .flatMap(({ frame, what }) => {
            const given = argument(what, "env_vars");
            const value = given && frame.value(given.expression);
            return value?.kind === "map" ? [...value.entries] : [];
          }),
      ),
  );

  #inputOf(variable: Declaration): Value | undefined {
    const inputs = this.#configuration().inputs();
    if (inputs === undefined || inputs.kind === "null") return undefined;
    const given = inputs.kind === "map" ? inputs.entries.get(variable.name) : undefined;
    if (given !== undefined) {
      const span = (inputs.kind === "map" ? inputs.keySpans?.get(variable.name) : undefined) ?? given.origin?.span;
      const passed = this.#passed(given, variable);
      return traced(passed, "variable-file", given.origin?.span ?? span ?? this.of.file.span);
    }
    // It may be among those of which the names are not known.
    const rest = inputs.kind === "map" ? inputs.rest : inputs.kind === "unknown" ? inputs : undefined;
    return rest && partOf(rest, `.${variable.name}`, { kind: "dynamic" });
  }

  /**
   * Inputs go through the environment, a text as it is and all else as JSON. Variables of a simple type take what stands there as it is, others
   * read it as an expression: `any` too (https://github.com/gruntwork-io/terragrunt/issues/1211).
   */
  #passed(value: Value, variable: Declaration): Value {
    const scope = { ...this.#root.scopeOf(this.#root.module), module: undefined };
    if (value.kind === "string") return textAssigned(value, variable, scope);
    if (isSimple(variable)) return this.#asText(value, variable);
    return value.kind === "text" || isUnknownText(value) ? expressionIn(value) : value;
  }

  #asText(value: Value, variable: Declaration): Value {
    if (value.kind === "null" || value.kind === "text") return value;
    const { functions, budget } = this.#root.scopeOf(this.#root.module);
    const text =
      value.kind === "list" || value.kind === "map"
        ? call("jsonencode", [value], {
            ...functions,
            span: value.origin?.span ?? this.of.file.span,
            pay: (weight) => budget.pay(weight, value.origin?.span ?? this.of.file.span),
            renderTemplate: () => ({ failure: "nothing is rendered here" }),
            occasion: () => variable.name,
          })
        : convert(value, STRING);
    return isFailure(text) ? value : { ...text, ...(value.origin && { origin: value.origin }) };
  }

  readonly assignments = once((): TerraformOptions["assignments"] =>
    [...this.#extraArguments().values()].filter((said) => this.#isForPlans(said)).flatMap((said) => this.#given(said)),
  );

  /** By their labels, in the order of the first of each. */
  #extraArguments(): ReadonlyMap<string, Said<Block>> {
    const blocks = this.#configuration()
      .blocks("terraform")
      .flatMap(({ frame, what }) => what.body.blocks.map((block) => ({ frame, what: block })));
    return new Map(
      blocks
        .filter(({ what }) => what.type === "extra_arguments")
        .map((said) => [said.what.labels[0]?.value ?? "", said]),
    );
  }

  #isForPlans({ frame, what }: Said<Block>): boolean {
    const commands = argument(what, "commands");
    const value = commands && frame.value(commands.expression);
    return (
      value?.kind === "list" &&
      value.elements.some((one) => one.kind === "string" && /^(?:plan|apply)$/.test(one.value))
    );
  }

  /** Files come after arguments, as Terragrunt writes them. */
  #given({ frame, what }: Said<Block>): TerraformOptions["assignments"] {
    const texts = (name: string): readonly Value[] => {
      const given = argument(what, name);
      const value = given && frame.value(given.expression);
      return value?.kind === "list" ? value.elements : [];
    };
    const file = (path: Value): string | undefined => pathFrom(path, this.of.directory);
    const isThere = (path: string): boolean => this.#root.input.files.read(path).ok;
    return [
      ...joinedFlags(texts("arguments")).flatMap((one) => this.#argument(one)),
      ...texts("required_var_files").flatMap((one) => fileAt(file(one))),
      ...texts("optional_var_files").flatMap((one) => fileAt(file(one)).filter(({ path }) => isThere(path))),
    ];
  }

  /** What is given in it must be known: else nothing says which value the inputs are overridden with. */
  #argument(argument: Value): TerraformOptions["assignments"] {
    const span = argument.origin?.span;
    const file = separated(argument, "-var-file=");
    const path = file && pathFrom(file, this.of.directory);
    if (path !== undefined) return fileAt(path);
    const [, name, text] =
      argument.kind === "string" ? (/^--?var[= ]'?([\w-]+)=(.*?)'?$/s.exec(argument.value) ?? []) : [];
    if (name !== undefined) return [{ kind: "var", name, text: text!, ...(span && { span }) }];
    const start = argument.kind === "text" ? argument.parts[0] : argument.kind === "string" ? argument.value : "-var";
    if (typeof start !== "string" || /^--?var/.test(start))
      this.#root.report({
        code: "unit-argument",
        severity: "error",
        message: "what this argument gives to the module is not known, so that it is left out",
        span: span ?? this.of.file.span,
        hint: "give the value with inputs, or with --var",
        notAnalysed: true,
      });
    return [];
  }

  /** By a block, or an attribute of that name. */
  state(): ReturnType<UnitValues["state"]> {
    const configuration = this.#configuration();
    const attribute = configuration.attribute("remote_state");
    const whole = attribute?.frame.value(attribute.what.expression);
    const [backend, config] = ["backend", "config"].map((name) => {
      const said = configuration.argument("remote_state", name);
      return said?.frame.value(said.what) ?? (whole?.kind === "map" ? whole.entries.get(name) : undefined);
    });
    if (backend?.kind !== "string") return undefined;
    return { backend: backend.value, config: config?.kind === "map" ? config.entries : new Map() };
  }

  check(): void {
    this.#configuration().exposedWhole();
    for (const diagnostic of this.of.unknownFiles) this.#root.report(diagnostic);
  }

  missing(): MissingModule | undefined {
    const { missing, sourceSpan: span, path } = this.of;
    if (missing === undefined) return undefined;
    const { text: because, hint } = missing;
    const more = hint === undefined ? {} : { hint };
    const inputs = this.#configuration().inputs();
    return {
      notEvaluated: { address: path, because, span, ...more },
      unread: {
        root: this.#root.id,
        address: path,
        because,
        span,
        ...more,
        given: inputs?.kind === "map" ? [...inputs.entries.values()] : inputs === undefined ? [] : unknownsIn(inputs),
      },
    };
  }
}

function isUnknownText(value: Value): value is UnknownValue {
  return value.kind === "unknown" && value.type.kind === "string";
}

/** What a text that is not wholly known says as an expression: it is read where it is JSON, as that of `jsonencode` is. */
function expressionIn(text: TextValue | UnknownValue): Value {
  const read = text.kind === "text" ? parseJsonText(text) : undefined;
  return read?.ok === true ? read.value : derived("expression", [text], DYNAMIC);
}

function fileAt(path: string | undefined): readonly { readonly kind: "var-file"; readonly path: string }[] {
  return path === undefined ? [] : [{ kind: "var-file", path }];
}

/** A flag and its value may be two arguments: `-var`, `x=y` (https://pkg.go.dev/flag#hdr-Command_line_flag_syntax). */
function joinedFlags(all: readonly Value[]): readonly Value[] {
  const joined: Value[] = [];
  for (let at = 0; at < all.length; at++) {
    const one = all[at]!;
    const flag = one.kind === "string" ? /^--?(var|var-file)$/.exec(one.value)?.[1] : undefined;
    const value = flag === undefined ? undefined : all[at + 1];
    const pieces = value === undefined ? undefined : piecesOf(value);
    if (pieces === undefined) joined.push(one);
    else {
      joined.push(joinedPieces([`-${flag}=`, ...pieces], value!.origin ? { origin: value!.origin } : {}));
      at++;
    }
  }
  return joined;
}

function piecesOf(value: Value): readonly Piece[] | undefined {
  if (value.kind === "text") return value.parts;
  return value.kind === "unknown" ? [value] : value.kind === "string" ? [value.value] : undefined;
}

/** What stands behind a prefix. */
function separated(value: Value, prefix: string): Value | undefined {
  if (value.kind === "string")
    return value.value.startsWith(prefix) ? { kind: "string", value: value.value.slice(prefix.length) } : undefined;
  if (value.kind !== "text" || value.parts[0] !== prefix) return undefined;
  const { runs: _, ...text } = value;
  const parts = value.parts.slice(1);
  const [only] = parts;
  return parts.length === 1 && typeof only === "object" ? only : { ...text, parts };
}
