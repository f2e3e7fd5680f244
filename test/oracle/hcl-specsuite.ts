/** The spec language of hashicorp/hcl's specsuite: files of configuration into values, as its program `hcldec` decodes them. */
import type { Diagnostic } from "../../src/base/diagnostic.ts";
import type { Span } from "../../src/base/source-file.ts";
import type { Type, Value } from "../../src/base/value.ts";
import { Budget, ScanSteps } from "../../src/evaluate/terraform/language/budget.ts";
import { evaluate } from "../../src/evaluate/terraform/language/expressions/evaluate.ts";
import type { Binding, Scope } from "../../src/evaluate/terraform/language/scope.ts";
import { typeConstraint } from "../../src/evaluate/terraform/language/types/constraint.ts";
import { convert } from "../../src/evaluate/terraform/language/types/convert.ts";
import { isFailure } from "../../src/evaluate/terraform/language/types/values.ts";
import type { Block, Body, Expression } from "../../src/parse/hcl/syntax.ts";
import { ParsedFiles } from "../../src/parse/parsed-files.ts";

/** Decodes bodies by specs and notes what does not fit. */
export class Decoder {
  readonly diagnostics: Diagnostic[] = [];
  readonly #scope: Scope;

  /** `variables` is the body of the spec's block of that name. */
  constructor(variables: Body | undefined) {
    const report = (diagnostic: Diagnostic): void => void this.diagnostics.push(diagnostic);
    const scope: Scope = {
      module: undefined,
      bindings: undefined,
      instances: {
        attribute: () => undefined,
        existence: () => undefined,
        whole: () => undefined,
        settled: (value) => value,
      },
      budget: new Budget(report, new ScanSteps(() => 0), 0, "root"),
      report,
      reportStatic: report,
      functions: {
        files: { read: () => ({ ok: false, because: "missing" }), list: () => undefined },
        parse: new ParsedFiles(),
        rootDirectory: ".",
      },
    };
    let bindings: Binding | undefined;
    for (const { name, expression } of variables?.attributes ?? []) {
      bindings = { name, value: evaluate(expression, scope), outer: bindings };
    }
    this.#scope = { ...scope, bindings };
  }

  value(expression: Expression): Value {
    return evaluate(expression, this.#scope);
  }

  type(expression: Expression): Type {
    const type = typeConstraint(expression, (constant) => this.value(constant));
    if (isFailure(type)) throw new Error(type.failure);
    return type;
  }

  /** The value of a body by the one spec block that there is; what the spec does not name is a mistake. */
  decode(spec: Block, body: Body): Value {
    const used = { attributes: new Set<string>(), blocks: new Set<string>() };
    const value = this.#decode(spec, body, used);
    for (const { name, nameSpan } of body.attributes) {
      if (!used.attributes.has(name)) this.#complain(`an argument named "${name}" is not expected here`, nameSpan);
    }
    for (const { type, headerSpan } of body.blocks) {
      if (!used.blocks.has(type)) this.#complain(`a block of type "${type}" is not expected here`, headerSpan);
    }
    return value;
  }

  #decode(spec: Block, body: Body, used: { readonly attributes: Set<string>; readonly blocks: Set<string> }): Value {
    switch (spec.type) {
      case "literal":
        return this.value(attribute(spec, "value")!);
      case "attr": {
        const name = nameOf(spec, "name");
        used.attributes.add(name);
        const found = body.attributes.find((one) => one.name === name);
        const type = this.type(attribute(spec, "type")!);
        if (found === undefined) return { kind: "null", type };
        const converted = convert(this.value(found.expression), type);
        if (!isFailure(converted)) return converted;
        this.#complain(converted.failure, found.expression.span);
        return { kind: "null", type };
      }
      case "object": {
        const entries = spec.body.blocks.map(
          (inner) => [inner.labels[0]?.value ?? nameOf(inner, "name"), this.#decode(inner, body, used)] as const,
        );
        return { kind: "map", shape: "object", entries: new Map(entries) };
      }
      case "block": {
        const [block] = this.#blocks(spec, body, used);
        return block === undefined ? { kind: "null", type: { kind: "dynamic" } } : this.decode(inner(spec), block.body);
      }
      case "block_list": {
        const elements = this.#blocks(spec, body, used).map((block) => this.decode(inner(spec), block.body));
        return { kind: "list", shape: "tuple", elements };
      }
      case "block_map": {
        const entries = this.#blocks(spec, body, used).map(
          (block) => [block.labels[0]!.value, this.decode(inner(spec), block.body)] as const,
        );
        return { kind: "map", shape: "object", entries: new Map(entries) };
      }
      default:
        throw new Error(`the spec "${spec.type}" is not known`);
    }
  }

  #blocks(spec: Block, body: Body, used: { readonly blocks: Set<string> }): readonly Block[] {
    const type = nameOf(spec, "block_type");
    used.blocks.add(type);
    return body.blocks.filter((block) => block.type === type);
  }

  #complain(message: string, span: Span): void {
    this.diagnostics.push({ code: "hcldec", severity: "error", message, span });
  }
}

export function attribute(block: Block, name: string): Expression | undefined {
  return block.body.attributes.find((one) => one.name === name)?.expression;
}

/** The text of an attribute that holds a plain string, or the label that stands for it. */
function nameOf(spec: Block, name: string): string {
  const written = attribute(spec, name);
  const part = written?.kind === "template" ? written.parts[0] : undefined;
  return part?.kind === "text" ? part.value : spec.labels[0]!.value;
}

function inner(spec: Block): Block {
  return spec.body.blocks[0]!;
}
