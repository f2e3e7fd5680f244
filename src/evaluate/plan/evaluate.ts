/** Plans and states whose configuration is not in the scan into their resources: planned values, and identities of what is known only after
 *  apply. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source-file.ts";
import type { Assumption, Cause, ResourceRef, Type, UnknownValue, Value } from "../../base/value.ts";
import { DYNAMIC } from "../../base/value.ts";
import type { LocatedNode } from "../../parse/located.ts";
import { makeUnknown } from "../../values/unknown.ts";
import type { IdentityOf } from "../input.ts";
import type { BodyAttribute, EvaluateResult, Resource, RootGroup } from "../resource.ts";
import { isCollection } from "../terraform/language/types/values.ts";
import { attributeSchema, typeAt } from "../terraform/provider/schema.ts";
import type { Path, PlanDocument, PlannedResource, Reading } from "./document.ts";
import { elements, entries, isTrue, member, plannedValue, text } from "./document.ts";
import { References, type Target } from "./references.ts";

export function evaluatePlans(
  plans: readonly PlanDocument[],
  strict: boolean,
  identityOf: IdentityOf = (path) => path,
): EvaluateResult {
  return {
    groups: plans.map((plan) => groupOf(plan, strict, identityOf(plan.file.path))),
    notEvaluated: [],
    diagnostics: plans.flatMap(incomplete),
  };
}

function groupOf(plan: PlanDocument, strict: boolean, root: string): RootGroup {
  const { path } = plan.file;
  const context: BodyContext = {
    root,
    plan,
    references: new References(plan),
    identities: identitiesOf(plan, root),
    assume: !strict,
  };
  const resources = [...plan.resources.values()].map((planned) => planResource(planned, context));
  const assumptions: readonly Assumption[] =
    strict || plan.configuration === undefined
      ? []
      : [
          {
            kind: "plan-references",
            text: `${path} does not tell values that are known only after apply; each is taken for the attribute that its expression refers to`,
          },
        ];
  return {
    roots: [{ id: root, path, kind: "terraform-plan" }],
    worlds: [{ when: [], resources, links: [], assumptions }],
  };
}

/** What exists already has ids in the plan: a string that equals one means that resource. Ambiguous ones are left alone. */
function identitiesOf(plan: PlanDocument, root: string): ReadonlyMap<string, ResourceRef> {
  const found = new Map<string, ResourceRef | undefined>();
  for (const { mode, address, node } of plan.resources.values()) {
    if (mode !== "managed") continue;
    for (const attribute of ["id", "arn"]) {
      const value = text(member(node, attribute));
      if (value === undefined || !/^arn:|^[a-z]+-[0-9a-f]{8,}$/.test(value)) continue;
      const before = found.get(value);
      found.set(value, found.has(value) && before?.address !== address ? undefined : { root, address, attribute });
    }
  }
  return new Map([...found].flatMap(([value, ref]) => (ref === undefined ? [] : [[value, ref] as const])));
}

function incomplete(plan: PlanDocument): readonly Diagnostic[] {
  if (!plan.errored) return [];
  const span = { file: plan.file, start: 0, end: 1 };
  const message = "the plan failed, so that resources can be missing from it";
  return [
    { code: "plan-errored", severity: "warning", message, span, hint: "make a plan that succeeds and scan that" },
  ];
}

interface BodyContext {
  readonly root: string;
  readonly plan: PlanDocument;
  readonly references: References;
  /** Ids and ARNs of what exists already, with the attribute that has them. */
  readonly identities: ReadonlyMap<string, ResourceRef>;
  /** Whether a value may be taken for the only attribute that its expression refers to. */
  readonly assume: boolean;
}

/** Providers keep only a hash of it in a plan. */
const HASHED: ReadonlySet<string> = new Set(["user_data"]);

const WITH_CONFIGURATION = "scan the plan together with the configuration that it was made from";

function planResource(planned: PlannedResource, context: BodyContext): Resource {
  const expressions = member(context.references.configured(planned), "expressions");
  const reading: Reading = {
    unknown: (path, place) => unknownAt(planned, expressions, path, place, context),
    string: (value, origin) => {
      const ref = context.identities.get(value);
      if (ref === undefined || ref.address === planned.address) return { kind: "string", value, origin };
      return { ...unknownOf(ref, DYNAMIC, planned.span), origin };
    },
  };
  const attributes = new Map<string, BodyAttribute>();
  const whole = plannedValue(planned, [], reading);
  for (const [name, value] of whole.kind === "map" ? whole.entries : []) {
    // What only the provider computes was not written: it has the default that AWS gives it.
    if (value.kind === "null" || (value.kind === "unknown" && !isWritten(expressions, name))) continue;
    const span = value.origin?.span ?? planned.span;
    const computed = expressions !== undefined && isWritten(expressions, name) ? {} : { computed: true as const };
    attributes.set(name, {
      value: readable(name, value, planned),
      nameSpan: (whole.kind === "map" ? whole.keySpans?.get(name) : undefined) ?? span,
      span,
      ...computed,
    });
  }
  return {
    dialect: "terraform",
    root: context.root,
    address: planned.address,
    mode: planned.mode,
    type: planned.type,
    body: { attributes, blocks: [], furtherBlocks: new Map() },
    exists: true,
    repeated: false,
    span: planned.span,
    scope: planned.module,
  };
}

function isWritten(expressions: LocatedNode | undefined, name: string): boolean {
  return expressions === undefined || member(expressions, name) !== undefined;
}

/** Puts an unknown in the place of a hash of user data. */
function readable(name: string, value: Value, planned: PlannedResource): Value {
  if (!HASHED.has(name) || value.kind !== "string" || !/^[0-9a-f]{40}$/.test(value.value)) return value;
  const cause: Cause = {
    kind: "missing-source",
    text: `the plan holds only a hash of ${planned.address}.${name}`,
    hint: WITH_CONFIGURATION,
    span: planned.span,
  };
  return makeUnknown({ cause, symbol: `${planned.address}.${name}` });
}

function unknownAt(
  planned: PlannedResource,
  expressions: LocatedNode | undefined,
  path: Path,
  place: LocatedNode,
  context: BodyContext,
): Value {
  const origin = { kind: "literal", span: place.span } as const;
  const name = [planned.address, ...path].join(".");
  const opaque: UnknownValue = makeUnknown({
    cause: { kind: "computed", text: `${name} is known only after apply`, hint: WITH_CONFIGURATION, span: place.span },
    symbol: name,
    origin,
  });
  const candidates = expressionsAt(expressions, path, planned.node);
  const found = candidates.map((expression) => context.references.of(expression, planned.module));
  const targets = distinct(found.flatMap(({ groups }) => groups.flat()));
  if (!context.assume || targets.length === 0 || found.some(({ other }) => other)) return opaque;
  const named = ({ resource, attribute }: Target): UnknownValue => {
    const type = attributeSchema(resource.mode, resource.type, attribute)?.type ?? DYNAMIC;
    return { ...unknownOf({ root: context.root, address: resource.address, attribute }, type, place.span), origin };
  };
  const values = targets.map(named);
  const [first] = values;
  const type = typeAt(planned.mode, planned.type, path);
  if (type?.kind === "list" || type?.kind === "set") {
    const whole = { ...opaque, type, from: values };
    return found.some(({ indexed }) => indexed) ? whole : someOf(values, whole);
  }
  if (values.length === 1 && first !== undefined) return first;
  const among = unknownSiblings(planned, path);
  const isOneEach = among.length === values.length && !found.some(({ chosen }) => chosen);
  const own = isOneEach ? values[among.indexOf(Number(path.at(-1)))] : undefined;
  if (own !== undefined) return own;
  return { ...opaque, oneOf: values, from: values, notNull: true };
}

/** More things than this in one list are not told apart. */
const MAX_THINGS = 4;

/**
 * A list whose expression refers to things: to one, then it is that; to several, or to a resource of several instances, then it may be all or
 * some of them (`concat`, but also `coalescelist`, `slice`, an index that is a variable, or a condition).
 */
function someOf(things: readonly UnknownValue[], whole: UnknownValue): Value {
  const origin = whole.origin === undefined ? {} : { origin: whole.origin };
  const list = (elements: readonly UnknownValue[]): Value => {
    const [only] = elements;
    if (elements.length === 1 && only !== undefined && isCollection(only.type)) return only;
    return { kind: "list", shape: "list", elementType: DYNAMIC, elements, ...origin };
  };
  if (things.length === 1) return list(things);
  if (things.length > MAX_THINGS) return whole;
  const subsets = Array.from({ length: 2 ** things.length - 1 }, (_, bits) =>
    things.filter((_thing, at) => (bits + 1) & (1 << at)),
  );
  return { ...whole, oneOf: subsets.map(list) };
}

/** The places of the unknown elements in the list that the path ends in. As many references are taken to be one for each. */
function unknownSiblings(planned: PlannedResource, path: Path): readonly number[] {
  const list = path
    .slice(0, -1)
    .reduce<LocatedNode | undefined>(
      (at, step) => (typeof step === "number" ? elements(at)[step] : member(at, step)),
      planned.unknown,
    );
  return elements(list).flatMap((element, at) => (isTrue(element) ? [at] : []));
}

/**
 * The expressions of the configuration that may have given the value at a path. Blocks of a set are not in the order of the
 * configuration: then each block whose constants agree with the planned values is a candidate.
 */
function expressionsAt(
  expressions: LocatedNode | undefined,
  path: Path,
  values: LocatedNode | undefined,
): readonly LocatedNode[] {
  const [step, ...rest] = path;
  if (expressions === undefined || step === undefined) return [];
  if (member(expressions, "references") !== undefined) return [expressions];
  if (typeof step === "string") {
    const inner = member(expressions, step);
    return inner === undefined ? [] : isExpression(inner) ? [inner] : expressionsAt(inner, rest, member(values, step));
  }
  const planned = elements(values)[step];
  const blocks = elements(expressions).filter((block) => agrees(block, planned));
  return blocks.flatMap((block) => expressionsAt(block, rest, planned));
}

function isExpression(node: LocatedNode): boolean {
  return member(node, "references") !== undefined || member(node, "constant_value") !== undefined;
}

function agrees(block: LocatedNode, planned: LocatedNode | undefined): boolean {
  return entries(block).every(([name, expression]) => {
    const constant = member(expression, "constant_value");
    const value = member(planned, name);
    if (constant?.kind !== "scalar" || value?.kind !== "scalar" || value.value === null) return true;
    return constant.text === value.text;
  });
}

function unknownOf(ref: ResourceRef, type: Type, span: Span): UnknownValue {
  const name = `${ref.address}.${ref.attribute}`;
  return makeUnknown({
    type,
    cause: { kind: "computed", text: `${name} is known only after apply`, hint: WITH_CONFIGURATION, span },
    symbol: name,
    ref,
    notNull: true,
  });
}

function distinct(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [`${target.resource.address} ${target.attribute}`, target])).values()];
}
