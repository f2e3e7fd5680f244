/** What is known from outside of the source of what a root leaves open, in the place of the unknowns that it is of. */

import { closest } from "../../../base/closest.ts";
import { SourceFile, type Span } from "../../../base/source-file.ts";
import { type Stated, type StatedThing, type StatedValue, thingsIn, writtenNameOf } from "../../../base/statement.ts";
import { definition, type Origin, type StringValue, type UnknownValue, type Value } from "../../../base/value.ts";
import { idAttribute, identityOf } from "../../../catalogue/catalogue.ts";
import type { Resource, ResourceBody } from "../../resource.ts";
import { argument, type Declaration } from "../configuration/module-configuration.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import { conform } from "../language/types/constraint.ts";
import { equality } from "../language/types/equality.ts";
import { isFailure, object, tuple } from "../language/types/values.ts";
import { markSensitive } from "../language/unknowns.ts";
import type { ModuleInstance } from "./module-instance.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

export class StatedValues {
  readonly #root: RootEvaluation;
  readonly #statements: ReadonlyMap<string, Stated>;
  readonly #used = new Set<Stated>();
  /** Roots whose resources statements name that were used. */
  readonly roots = new Set<RootEvaluation>();

  constructor(root: RootEvaluation, statements: ReadonlyMap<string, Stated>) {
    this.#root = root;
    this.#statements = statements;
  }

  get used(): readonly Stated[] {
    return [...this.#used];
  }

  /** Paths of roots that are named in what is said. */
  named(): readonly string[] {
    const things = [...this.#statements.values()].flatMap(({ says }) => thingsIn(says));
    return things.flatMap(({ root }) => root ?? []);
  }

  /** The value, or what is known of it where it is an unknown of this root. `name`: by which something is said of it, where that is not its symbol. */
  settled(value: Value, name = this.#nameOf(value)): Value {
    if (value.kind !== "unknown" || this.#statements.size === 0) return value;
    const statement = name === undefined ? undefined : (this.#statements.get(name) ?? this.#textFor(name));
    if (statement === undefined || statement.says.kind === "traits") return value;
    const isThing = value.ref?.attribute === "";
    if (isThing && isText(statement)) return value;
    const stated =
      isThing && statement.says.kind === "is"
        ? this.#thing(statement.says as StatedThing)
        : this.#typed(this.#value(statement.says), value, statement);
    if (stated === undefined) return value;
    this.#used.add(statement);
    return value.sensitive === true ? markSensitive(stated) : stated;
  }

  #nameOf(value: Value): string | undefined {
    const { prefix } = this.#root;
    return value.kind === "unknown" && value.symbol.startsWith(prefix) ? value.symbol.slice(prefix.length) : undefined;
  }

  /** Where a text is said of a data source as a whole, it is what names the thing: of `data.aws_subnet.a.id` what is said of `data.aws_subnet.a`. */
  #textFor(name: string): Stated | undefined {
    const [, thing = "", type = "", attribute = ""] = ATTRIBUTE_OF_DATA.exec(name) ?? [];
    const statement = this.#statements.get(thing);
    if (statement === undefined || !isText(statement) || !identityOf(type).includes(attribute)) return undefined;
    const isOwnName = !/^(?:arn:|[a-z]+-[0-9a-f]+$)/.test(statement.says.value.value);
    return NAMES.has(attribute) && !isOwnName ? undefined : statement;
  }

  /** What a variable of the root is given where nothing assigns it a value, and its default does not count. */
  variable({ name, block }: Declaration): Value | undefined {
    const statement = this.#statements.get(`var.${name}`);
    const isOpen = this.#root.asDeclared !== undefined || argument(block, "default") === undefined;
    if (!isOpen || statement === undefined || statement.says.kind === "traits") return undefined;
    const value = this.#value(statement.says);
    if (value !== undefined) this.#used.add(statement);
    return value;
  }

  /** Tells where the source itself says what a statement says, or something else. To be asked when the root is evaluated. */
  tellKnown(): void {
    for (const statement of this.#statements.values()) {
      if (this.#used.has(statement) || statement.says.kind === "traits") continue;
      const known = this.#known(statement.subject);
      if (known === undefined || known.kind === "unknown") continue;
      const said = this.#value(statement.says);
      if (said === undefined) continue;
      const truth = equality(known, said);
      if (truth === "unknown") continue;
      this.#used.add(statement);
      const isSame = truth === "true";
      // Of a module for others a default is what its caller may pass another value for.
      if (isSame && known.origin !== undefined && isDefault(known.origin)) continue;
      this.#root.report({
        code: isSame ? "assumption-known" : "assumption-contradicted",
        severity: isSame ? "note" : "warning",
        message: isSame
          ? `${statement.subject} is assumed, and the source says the same`
          : `what is assumed of ${statement.subject} is not what the source says, which counts${this.#place(known)}`,
        span: statement.assumption.span,
        hint: isSame
          ? "leave it out"
          : statement.subject.startsWith("var.")
            ? `leave it out; another value than the default is given with --${statement.subject.replace(".", " ")}=… or under variables: in reachlint.yaml`
            : "leave it out, or correct it",
      });
    }
  }

  /** Roots that are named in what is said of ids which the root's resources write out. */
  *writtenRoots(resources: readonly Resource[]): Generator<RootEvaluation> {
    const said = [...this.#statements.values()].flatMap(({ subject, says }) =>
      thingsIn(says).flatMap(({ root }) => (root === undefined ? [] : [{ subject, root }])),
    );
    if (said.length === 0) return;
    const texts = new Set(resources.flatMap(({ body }) => textsIn(body)));
    for (const { subject, root } of said)
      if (texts.has(writtenNameOf(subject)))
        for (const one of this.#root.scan.roots()) if (one.path === root) yield one;
  }

  #place({ origin }: Value): string {
    if (origin === undefined) return "";
    const { span } = definition(origin);
    return `: ${span.file.path}:${span.file.position(span.start).line}`;
  }

  /** Of `module.app.var.x` and the like, in the module that it is in; undefined where nothing of the root is called so. */
  #known(subject: string): Value | undefined {
    if (!TRAVERSAL.test(subject) || !this.#isDeclared(subject)) return undefined;
    const parsed = this.#root.input.parse.hclExpression(new SourceFile("<assume>", subject, true));
    if (parsed.output === undefined || parsed.diagnostics.length > 0) return undefined;
    let isWrong = false;
    const report = (): void => {
      isWrong = true;
    };
    const value = evaluate(parsed.output, { ...this.#root.module.scope(undefined, report), reportStatic: report });
    return isWrong ? undefined : value;
  }

  #isDeclared(subject: string): boolean {
    const { variables, calls, resources } = this.#root.module.configuration;
    const [first = "", second = "", third = ""] = subject.split(/[.[]/, 3);
    if (first === "var") return variables.has(second);
    if (first === "module") return calls.has(second);
    return resources.has(first === "data" ? `data.${second}.${third}` : `${first}.${second}`);
  }

  #typed(value: Value | undefined, { type }: UnknownValue, { subject, assumption }: Stated): Value | undefined {
    const converted = value === undefined ? undefined : conform(value, type);
    if (converted === undefined || !isFailure(converted))
      return converted === undefined || value?.origin === undefined
        ? converted
        : { ...converted, origin: value.origin };
    this.#root.report({
      code: "assumption-type",
      severity: "error",
      message: `what is assumed of ${subject} is not of its type: ${converted.failure.replace(/\.$/, "")}`,
      span: assumption.span,
    });
    return undefined;
  }

  #value(says: StatedValue): Value | undefined {
    switch (says.kind) {
      case "value":
        return says.value;
      case "list": {
        const elements = says.elements.map((one) => this.#value(one));
        if (elements.some((one) => one === undefined)) return undefined;
        return { ...tuple(elements as readonly Value[]), origin: { kind: "variable-file", span: says.span } };
      }
      case "map": {
        const entries = [...says.entries].map(([key, one]) => [key, this.#value(one)] as const);
        if (entries.some(([, one]) => one === undefined)) return undefined;
        return {
          ...object(entries as readonly (readonly [string, Value])[]),
          origin: { kind: "variable-file", span: says.span },
        };
      }
      case "is": {
        const found = this.#thing(says);
        if (found?.kind !== "unknown" || found.ref?.attribute !== "") return found;
        const { root, address } = found.ref;
        const type = this.#root.scan.rootWith(root)?.resourceAt(address)?.declaration.type ?? typeIn(says.address);
        const identity = idAttribute(type);
        const value = this.#root.attribute(found, identity, says.span);
        return value && { ...value, origin: { kind: "variable-file", span: says.span } };
      }
    }
  }

  /** The resource as a whole, or an attribute of it where the address ends in one. */
  #thing({ root: path, address, span }: StatedThing): Value | undefined {
    const root = path === undefined ? this.#root : this.#root.scan.roots().find((one) => one.path === path);
    if (root === undefined) {
      const meant = closest(
        path!,
        this.#root.scan.roots().map((one) => one.path),
      );
      return this.#missing(`there is no root ${path} in the scan`, meant, span);
    }
    const found = instanceAt(root, address) ?? attributeAt(root, address, span);
    if (found === undefined) {
      const names = [...root.module.configuration.resources.keys()];
      return this.#missing(`there is no ${address} in ${root.path}`, closest(address, names), span);
    }
    if (root !== this.#root) this.roots.add(root);
    return found;
  }

  #missing(message: string, meant: string | undefined, span: Span): undefined {
    const hint = meant === undefined ? "name a resource of the scan by its address" : `did you mean ${meant}?`;
    this.#root.report({ code: "assumption-thing", severity: "error", message, span, hint });
    return undefined;
  }
}

const ATTRIBUTE_OF_DATA = /^((?:.*\.)?data\.(aws(?:cc)?_[a-z0-9_]+)\.[^.]+)\.([a-z_]+)$/s;

/** Attributes that hold a name; the others of those that name a thing hold an id or ARN, in whose place a name is understood too. */
const NAMES: ReadonlySet<string> = new Set(["name", "cluster_name"]);

function isText(one: Stated): one is Stated & { readonly says: { readonly value: StringValue } } {
  return one.says.kind === "value" && one.says.value.kind === "string";
}

function textsIn({ attributes, blocks }: ResourceBody): readonly string[] {
  return [
    ...[...attributes.values()].flatMap(({ value }) => textsOf(value)),
    ...blocks.flatMap(({ body }) => textsIn(body)),
  ];
}

function textsOf(value: Value): readonly string[] {
  if (value.kind === "string") return [value.value];
  if (value.kind === "list") return value.elements.flatMap(textsOf);
  return value.kind === "map" ? [...value.entries.values()].flatMap(textsOf) : [];
}

function isDefault(origin: Origin): boolean {
  return origin.input !== undefined || (origin.via !== undefined && isDefault(origin.via));
}

/** Names, and nothing else that an expression may be: what is written under `assume` is not the root's own source. */
const TRAVERSAL = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[(?:"[^"\\$%]*"|[0-9]+)\])+$/;

const STEP = /^module\.([^.[\]]+)((?:\["(?:[^"\\]|\\.)*"\]|\[[0-9]+\])?)\./;

/** The resource or data source at an address as a whole; undefined where there is none. Only what leads there is evaluated for it. */
function instanceAt(root: RootEvaluation, address: string): Value | undefined {
  let module: ModuleInstance | undefined = root.module;
  let rest = address;
  for (let step = STEP.exec(rest); step !== null && module !== undefined; step = STEP.exec(rest)) {
    const [text, name = "", suffix = ""]: RegExpExecArray = step;
    const declaration = module.configuration.calls.get(name);
    module = declaration && module.expandCall(name, declaration)?.instances.get(suffix);
    rest = rest.slice(text.length);
  }
  const instance = rest.endsWith("]") ? rest.indexOf("[") : -1;
  const key = instance === -1 ? rest : rest.slice(0, instance);
  const declaration = module?.configuration.resources.get(key);
  if (module === undefined || declaration === undefined) return undefined;
  const expansion = module.expandResource(key, declaration);
  const slot = expansion?.repetition.slots.find((one) => key + one.suffix === rest);
  return slot && module.instanceUnknown(key, slot, declaration.block.headerSpan);
}

function attributeAt(root: RootEvaluation, address: string, span: Span): Value | undefined {
  const dot = address.lastIndexOf(".");
  const instance = dot === -1 ? undefined : instanceAt(root, address.slice(0, dot));
  return instance?.kind === "unknown" ? root.attribute(instance, address.slice(dot + 1), span) : undefined;
}

/** Of the resource at an address. */
function typeIn(address: string): string {
  return /(?:^|\.)(aws(?:cc)?_[a-z0-9_]+)\.[^.[\]]+(?:\[.*\])?$/s.exec(address)?.[1] ?? "";
}
