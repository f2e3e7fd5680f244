/** A file of Terragrunt with what it includes into what it says together (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks#include). */
import { once } from "../../base/collections.ts";
import type { Span } from "../../base/source-file.ts";
import { type MapValue, rootUnknowns, type UnknownValue, type Value } from "../../base/value.ts";
import type { Attribute, Block, Expression } from "../../parse/hcl/syntax.ts";
import { makeUnknown, unknownsIn } from "../../values/unknown.ts";
import { argument } from "../terraform/configuration/module-configuration.ts";
import { pathFrom } from "../terraform/language/functions/file-access.ts";
import { nullOf, object } from "../terraform/language/types/values.ts";
import type { ConfigurationFile } from "./configuration-files.ts";
import { merged } from "./merge.ts";
import { notThere } from "./not-there.ts";
import { type Include, PlacedFile } from "./placed-file.ts";
import type { ConfigurationReading } from "./reading.ts";

/** Something that a file says. */
export interface Said<T> {
  readonly frame: PlacedFile;
  readonly what: T;
}

/** A `dependency` block, or several of one name that are merged. */
export interface Dependency {
  readonly name: string;
  readonly span: Span;
  /** That which wins first. */
  readonly blocks: readonly Said<Block>[];
}

const INCLUDED = "correct what the message at this place says";

const STRATEGIES = ["no_merge", "shallow", "deep"] as const;

export class UnitConfiguration {
  readonly reading: ConfigurationReading;
  readonly file: ConfigurationFile;
  readonly main: PlacedFile;

  constructor(reading: ConfigurationReading, file: ConfigurationFile) {
    this.reading = reading;
    this.file = file;
    this.main = new PlacedFile(this, file, undefined);
  }

  /** Where it includes what is not read. */
  readonly #unread: Span[] = [];

  get directory(): string {
    return this.file.directory;
  }

  #includes: readonly PlacedFile[] | undefined;
  #includeBeingRead: Span | undefined;

  /**
   * Where an include block is being read. These are read before all else, and see nothing of what the file says or includes
   * (https://terragrunt.gruntwork.io/docs/reference/hcl/#configuration-parsing-order).
   */
  get includeBeingRead(): Span | undefined {
    return this.#includeBeingRead;
  }

  /** What it includes, in the order of the blocks. */
  includes(): readonly PlacedFile[] {
    if (this.#includeBeingRead !== undefined) return [];
    this.#includes ??= this.main.blocks("include").flatMap((block) => {
      this.#includeBeingRead = block.headerSpan;
      const included = this.#included(block);
      this.#includeBeingRead = undefined;
      return included;
    });
    return this.#includes;
  }

  #included(block: Block): readonly PlacedFile[] {
    const { main, reading } = this;
    const path = argument(block, "path");
    const report = (code: string, message: string, span: Span, more = {}): readonly PlacedFile[] => {
      reading.base.report({ code, severity: "error", message, span, ...more });
      this.#unread.push(span);
      return [];
    };
    if (path === undefined) return report("missing-argument", "An include block needs a path.", block.headerSpan);
    const value = main.value(path.expression);
    const at = pathFrom(value, this.directory);
    if (at === undefined) {
      if (
        unknownsIn(value)
          .flatMap(rootUnknowns)
          .some(({ cause }) => cause.kind === "error")
      ) {
        this.#unread.push(path.expression.span);
        return [];
      }
      const message = "What is included here is not known, and what it says is not in force.";
      return report("unknown-include", message, path.expression.span, { severity: "warning", notAnalysed: true });
    }
    const file = reading.configurations.at(at);
    if (typeof file === "string") {
      reading.base.report(notThere("include", at, file, path.expression.span));
      this.#unread.push(path.expression.span);
      return [];
    }
    const include: Include = {
      name: block.labels[0]?.value ?? "",
      strategy: this.#strategyOf(block),
      isExposed: truthOf(argument(block, "expose"), main),
    };
    const [nested] = file.body.blocks.filter(({ type }) => type === "include");
    if (nested !== undefined)
      report("nested-include", `${at} is included, and cannot include others.`, nested.headerSpan);
    return [new PlacedFile(this, file, include)];
  }

  /** Stands for the inputs where some of what it says or includes is not read; undefined where all is. */
  unread(): UnknownValue | undefined {
    const read = [this.file, ...this.includes().map(({ file }) => file)];
    const wrong = read.find(({ mistake }) => mistake !== undefined);
    const [span] = this.#unread;
    if (wrong?.mistake !== undefined) {
      const text = "a part of the file is not read";
      const cause = { kind: "missing-source", text, hint: "correct its syntax", span: wrong.mistake } as const;
      return makeUnknown({ cause, symbol: `${this.reading.prefix}inputs` });
    }
    if (span === undefined) return undefined;
    const cause = {
      kind: "missing-source",
      text: "something that the file includes is not read",
      hint: INCLUDED,
      span,
    } as const;
    return makeUnknown({ cause, symbol: `${this.reading.prefix}inputs` });
  }

  #strategyOf(block: Block): Include["strategy"] {
    const given = argument(block, "merge_strategy");
    if (given === undefined) return "shallow";
    const value = this.main.value(given.expression);
    const known = STRATEGIES.find((one) => value.kind === "string" && value.value === one);
    if (known !== undefined) return known;
    const message = `The merge_strategy of an include block is one of ${STRATEGIES.join(", ")}.`;
    this.reading.base.report({ code: "merge-strategy", severity: "error", message, span: given.expression.span });
    return "shallow";
  }

  /** Those that count, the one that wins last: later includes win over earlier ones, and the file itself over all. */
  #frames(): readonly PlacedFile[] {
    return [...this.includes().filter(({ include }) => include?.strategy !== "no_merge"), this.main];
  }

  /** An attribute at the top, of the file that wins. */
  attribute(name: string): Said<Attribute> | undefined {
    for (const frame of this.#frames().toReversed()) {
      const what = frame.attribute(name);
      if (what !== undefined) return { frame, what };
    }
    return undefined;
  }

  /** All blocks of a type, those that win last. */
  blocks(type: string): readonly Said<Block>[] {
    return this.#frames().flatMap((frame) => frame.blocks(type).map((what) => ({ frame, what })));
  }

  /** By their labels: of two the later one counts. */
  labelled(type: string): ReadonlyMap<string, Said<Block>> {
    return new Map(this.blocks(type).map((said) => [said.what.labels[0]?.value ?? "", said]));
  }

  /** An argument of the block of which there is one, such as the source in `terraform`. */
  argument(type: string, name: string): Said<Expression> | undefined {
    for (const { frame, what } of this.blocks(type).toReversed()) {
      const found = argument(what, name);
      if (found !== undefined) return { frame, what: found.expression };
    }
    return undefined;
  }

  /** Those that expressions of a file see: of what a file includes the file sees all, and what is included its own. */
  dependenciesOf(frame: PlacedFile): ReadonlyMap<string, Dependency> {
    return frame === this.main
      ? this.dependencies()
      : byName(frame.blocks("dependency").map((what) => ({ frame, what })));
  }

  readonly dependencies = once(() => byName(this.blocks("dependency")));

  /** `feature.NAME`: a run may give it another value than its default. */
  feature(name: string): Value | undefined {
    const said = this.labelled("feature").get(name);
    const fallback = said && argument(said.what, "default");
    if (fallback === undefined) return undefined;
    if (this.reading.input.options.strict) {
      const text = `--strict does not take the default of feature ${name}`;
      const cause = { kind: "assumption", text, hint: "leave out --strict", span: said!.what.headerSpan } as const;
      return object([["value", makeUnknown({ cause, symbol: `${this.reading.prefix}feature.${name}` })]]);
    }
    this.reading.assume("feature", `feature ${name} has its default`);
    return object([["value", said!.frame.value(fallback.expression)]]);
  }

  /** The inputs of all files, merged; undefined where none has any. What a file includes last is the first over which its own are laid. */
  readonly inputs = once((): Value | undefined => {
    let result = inputsOf(this.main);
    const unread = this.unread();
    if (unread !== undefined) return merged(unread, result ?? object([]), false);
    for (const frame of this.includes().toReversed()) {
      const under = frame.include?.strategy === "no_merge" ? undefined : inputsOf(frame);
      if (under === undefined) continue;
      result = result === undefined ? under : merged(under, result, frame.include?.strategy === "deep");
    }
    return result;
  });

  /** `include.NAME`, or of an include without a label what is in it; undefined where it is not exposed. */
  exposed(name: string): Value | undefined {
    const frame = this.includes().find(({ include }) => include?.isExposed && include.name === name);
    if (frame !== undefined) return exposedBy(frame.locals(), frame, frame);
    const bare = this.includes().find(({ include }) => include?.isExposed && include.name === "");
    return bare && exposedBy(bare.locals(), bare, bare).entries.get(name);
  }

  /** What `read_terragrunt_config` gives. */
  exposedWhole(): MapValue {
    return exposedBy(this.main.locals(), this, this.main);
  }
}

function truthOf(attribute: Attribute | undefined, frame: PlacedFile): boolean {
  const value = attribute && frame.value(attribute.expression);
  return value?.kind === "bool" && value.value;
}

function byName(blocks: readonly Said<Block>[]): ReadonlyMap<string, Dependency> {
  const found = new Map<string, Dependency>();
  for (const said of blocks) {
    const name = said.what.labels[0]?.value ?? "";
    const others = found.get(name)?.blocks ?? [];
    found.set(name, { name, span: said.what.headerSpan, blocks: [said, ...others] });
  }
  return found;
}

/** What is read of blocks whose arguments others may look at. */
const BLOCKS = ["terraform", "remote_state"] as const;

/** The values of a configuration, or of one file of it, under the names that Terragrunt gives them. */
function exposedBy(locals: MapValue, of: UnitConfiguration | PlacedFile, frame: PlacedFile): MapValue {
  const { configuration } = frame;
  const isWhole = of === configuration;
  const entries = new Map<string, Value>([["locals", locals.entries.size === 0 ? nullOf() : locals]]);
  const own = frame.file.body.attributes.filter(({ name }) => name !== "inputs");
  for (const { name, expression } of own) entries.set(name, frame.value(expression));
  const inputs = isWhole ? configuration.inputs() : inputsOf(frame);
  entries.set("inputs", inputs ?? nullOf());
  const dependencies = configuration.dependenciesOf(frame);
  entries.set(
    "dependency",
    object([...dependencies].map(([name, dependency]) => [name, frame.reading.dependency(dependency)])),
  );
  for (const type of BLOCKS) {
    const said = isWhole ? configuration.blocks(type) : frame.blocks(type).map((what) => ({ frame, what }));
    if (said.length === 0) continue;
    const values = said.flatMap(({ frame, what }) =>
      what.body.attributes.map(({ name, expression }) => [name, frame.value(expression)] as const),
    );
    entries.set(type, object(values));
  }
  return { kind: "map", shape: "object", entries };
}

function inputsOf(frame: PlacedFile): Value | undefined {
  const own = frame.attribute("inputs");
  return own && frame.value(own.expression);
}
