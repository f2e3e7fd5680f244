/** Random texts of a grammar, what is simpler than one that fails, and pairs of which only a part differs. */
import fc from "fast-check";

/**
 * What an expression of each kind is written as, where `<kind>` stands for an expression of that kind. The first form of a kind is the
 * simplest, and ends.
 */
export type Grammar = Readonly<Record<string, readonly string[]>>;

export interface Tree {
  readonly kind: string;
  readonly form: string;
  readonly parts: readonly Tree[];
}

const PART = /<([a-z]\w*)>/gi;

export function written({ form, parts }: Tree): string {
  let at = 0;
  return form.replace(PART, () => written(parts[at++]!));
}

/**
 * From one to `most` trees of these kinds. Each is new, an earlier one with another part, by which it is seen what is named after less than all of
 * it, or has an earlier one in it, so that what is said of that is made use of.
 */
export function trees(grammar: Grammar, kinds: readonly string[], most: number): fc.Arbitrary<readonly Tree[]> {
  return new Trees(grammar, kinds, most);
}

/** Parts of parts, and so on, so deep. */
const DEEPEST = 3;
/** Trees with more parts than this are not made part of another one. */
const LARGEST = 24;

class Trees extends fc.Arbitrary<readonly Tree[]> {
  readonly #grammar: Grammar;
  readonly #kinds: readonly string[];
  readonly #most: number;

  constructor(grammar: Grammar, kinds: readonly string[], most: number) {
    super();
    this.#grammar = grammar;
    this.#kinds = kinds;
    this.#most = most;
  }

  override generate(random: fc.Random): fc.Value<readonly Tree[]> {
    const made: Tree[] = [];
    for (let count = random.nextInt(1, this.#most); count > 0; count--) made.push(this.#next(made, random));
    return new fc.Value(made, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is readonly Tree[] {
    return Array.isArray(value);
  }

  /** With one tree less, and with a simpler one in the place of one. */
  override shrink(value: readonly Tree[]): fc.Stream<fc.Value<readonly Tree[]>> {
    const fewer = value.length > 1 ? value.map((_, at) => value.toSpliced(at, 1)) : [];
    const simpler = value.flatMap((tree, at) => [...this.#simpler(tree)].map((one) => value.with(at, one)));
    return fc.stream([...fewer, ...simpler].map((one) => new fc.Value<readonly Tree[]>(one, undefined)).values());
  }

  #next(made: readonly Tree[], random: fc.Random): Tree {
    const choice = made.length === 0 ? 0 : random.nextInt(0, 3);
    if (choice === 1) return this.#changed(oneOf(made, random), random);
    const around = choice > 1 ? this.#around(oneOf(made, random), random) : undefined;
    return around ?? this.#grown(oneOf(this.#kinds, random), random.nextInt(1, DEEPEST), random);
  }

  /** Undefined where it is large, or nothing has one of its kind in it. */
  #around(tree: Tree, random: fc.Random): Tree | undefined {
    const possible = this.#kinds.flatMap((kind) =>
      this.#grammar[kind]!.flatMap((form) => (kindsIn(form).includes(tree.kind) ? [{ kind, form }] : [])),
    );
    if (possible.length === 0 || within(tree).length > LARGEST) return undefined;
    const { kind, form } = oneOf(possible, random);
    const kinds = kindsIn(form);
    const at = oneOf(
      [...kinds.keys()].filter((place) => kinds[place] === tree.kind),
      random,
    );
    return { kind, form, parts: kinds.map((part, place) => (place === at ? tree : this.#grown(part, 0, random))) };
  }

  #grown(kind: string, depth: number, random: fc.Random): Tree {
    const forms = this.#grammar[kind];
    if (forms === undefined) throw new Error(`The grammar has no kind ${kind}.`);
    const ends = forms.filter((form) => kindsIn(form).length === 0);
    const possible = depth > 0 ? forms : ends.length > 0 ? ends : forms.slice(0, 1);
    const form = oneOf(possible, random);
    return { kind, form, parts: kindsIn(form).map((part) => this.#grown(part, depth - 1, random)) };
  }

  #changed(tree: Tree, random: fc.Random): Tree {
    const { parts } = tree;
    // What is in it without what is around that, the same written with other parts, or another one.
    const inner = within(tree).filter(({ kind }) => kind === tree.kind);
    if (inner.length > 0 && random.nextInt(0, 4) === 0) return oneOf(inner, random);
    if (parts.length === 0 || random.nextInt(0, 3) === 0) return this.#grown(tree.kind, 1, random);
    const at = random.nextInt(0, parts.length - 1);
    const other = random.nextInt(0, parts.length - 1);
    // Parts that change places.
    const isSwapped = other !== at && parts[other]!.kind === parts[at]!.kind && random.nextInt(0, 1) === 0;
    if (isSwapped) return { ...tree, parts: parts.with(at, parts[other]!).with(other, parts[at]!) };
    return { ...tree, parts: parts.with(at, this.#changed(parts[at]!, random)) };
  }

  /** What it has in it of its kind, its kind's simplest form, and it with a simpler part. */
  *#simpler(tree: Tree): Iterable<Tree> {
    yield* within(tree).filter((one) => one.kind === tree.kind);
    for (const form of this.#grammar[tree.kind]!.filter((one) => kindsIn(one).length === 0)) {
      if (form === tree.form) break;
      yield { kind: tree.kind, form, parts: [] };
    }
    for (const [at, part] of tree.parts.entries())
      for (const one of this.#simpler(part)) yield { ...tree, parts: tree.parts.with(at, one) };
  }
}

function within(tree: Tree): readonly Tree[] {
  return tree.parts.flatMap((part) => [part, ...within(part)]);
}

function kindsIn(form: string): readonly string[] {
  return [...form.matchAll(PART)].map(([, kind]) => kind!);
}

function oneOf<T>(values: readonly T[], random: fc.Random): T {
  return values[random.nextInt(0, values.length - 1)]!;
}
