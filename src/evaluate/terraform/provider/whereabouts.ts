/**
 * Where a resource is made and a data source looks: the region and the account of its provider configuration, which also adds tags
 * (https://developer.hashicorp.com/terraform/language/block/provider).
 */
import { remembered } from "../../../base/collections.ts";
import { all, type Truth, truthOf } from "../../../base/truth.ts";
import type { Value } from "../../../base/value.ts";
import type { Block, Expression } from "../../../parse/hcl/syntax.ts";
import { argument } from "../configuration/module-configuration.ts";
import type { ModuleInstance } from "../instances/module-instance.ts";
import type { ResourceInstance } from "../instances/resource-instance.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import { writtenText } from "../language/types/text.ts";

export interface Whereabouts {
  readonly root: RootEvaluation;
  /** The name of the provider configuration, `aws` or `aws.west`. */
  readonly provider: string;
  /** Undefined where nothing is written. */
  readonly region: Value | undefined;
  /** Of twelve digits, where the configuration names it. */
  readonly account: string | undefined;
  /** What the provider adds to the tags of each resource; undefined where it adds none. */
  readonly tags: Value | undefined;
}

/** Of the instances of a scan, each provider configuration once. */
export class AllWhereabouts {
  readonly #known = new Map<RootEvaluation, Map<string, Whereabouts>>();

  of(root: RootEvaluation, instance: ResourceInstance): Whereabouts {
    const own = this.ofProviderOf(root, instance);
    const region = instance.configured("region");
    return region === undefined ? own : { ...own, region };
  }

  /** Where its provider configuration makes all that does not say otherwise. */
  ofProviderOf(root: RootEvaluation, instance: ResourceInstance): Whereabouts {
    const provider = providerOf(root, instance);
    const known = remembered(this.#known, root, () => new Map<string, Whereabouts>());
    return remembered(known, provider, () => configured(root, provider));
  }
}

/**
 * Whether two things are in one region of one account. Roots of a scan belong together, so that two of them are taken to be where nothing
 * says otherwise; two configurations of one root are there to be told apart.
 */
export function inOneAccount(a: Whereabouts, b: Whereabouts): Truth {
  const account = a.account === undefined || b.account === undefined ? "unknown" : truthOf(a.account === b.account);
  if (account === "false") return "false";
  const region = sameRegion(a.region, b.region, a.root === b.root);
  if (region === "false") return "false";
  if (a.root === b.root) return a.provider === b.provider ? region : all([account, region]);
  const isApart = (a.provider !== MAIN && a.region === undefined) || (b.provider !== MAIN && b.region === undefined);
  return region === "unknown" && isApart ? "unknown" : "true";
}

/** Undefined is what the environment says: the same within one root. */
function sameRegion(a: Value | undefined, b: Value | undefined, isOneRoot: boolean): Truth {
  if (a?.kind === "string" && b?.kind === "string") return truthOf(a.value === b.value);
  if (a === undefined && b === undefined) return isOneRoot ? "true" : "unknown";
  const isSame = isOneRoot && a?.kind === "unknown" && b?.kind === "unknown" && a.symbol === b.symbol;
  return isSame ? "true" : "unknown";
}

/** The name of the provider of AWS. */
const MAIN = "aws";

/** The root's name of the configuration that an instance uses. */
export function providerOf(root: RootEvaluation, instance: ResourceInstance): string {
  const { block, evaluated } = instance.declaration;
  if (evaluated !== undefined) return evaluated.provider;
  let name = nameIn(argument(block, "provider")?.expression) ?? MAIN;
  for (let at: ModuleInstance | undefined = root.moduleAt(instance.module); at?.calling !== undefined; ) {
    const { declaration, parent } = at.calling;
    name = passed(declaration.block, name) ?? name;
    at = parent;
  }
  return name;
}

/** What a call passes under the name: `providers = { aws = aws.west }`. */
function passed(call: Block, name: string): string | undefined {
  const providers = argument(call, "providers")?.expression;
  if (providers?.kind !== "object") return undefined;
  const entry = providers.entries.find(({ key }) => (key.kind === "name" ? key.name : nameIn(key.expression)) === name);
  return nameIn(entry?.value);
}

/** `aws.west`, which up to Terraform 0.11 was a text. */
function nameIn(expression: Expression | undefined): string | undefined {
  if (expression?.kind === "variable") return expression.name;
  if (expression?.kind !== "get-attribute") return writtenText(expression);
  const { target, name } = expression;
  return target.kind === "variable" ? `${target.name}.${name}` : undefined;
}

function configured(root: RootEvaluation, provider: string): Whereabouts {
  const offered = root.unit?.offered?.providers.get(provider);
  if (offered !== undefined) return { root, provider, ...offered };
  const { providers } = root.module.configuration;
  const block = providers.find((one) => {
    const alias = writtenText(argument(one, "alias")?.expression);
    return `${one.labels[0]?.value}${alias === undefined ? "" : `.${alias}`}` === provider;
  });
  const nothing: Whereabouts = { root, provider, region: undefined, account: undefined, tags: undefined };
  if (block === undefined) return nothing;
  // What is wrong in a provider's configuration is nothing that a scan is about.
  const scope = { ...root.module.scope(undefined, () => {}), reportStatic: () => {} };
  const value = (of: Block | undefined, name: string): Value | undefined => {
    const written = of === undefined ? undefined : argument(of, name);
    return written === undefined ? undefined : evaluate(written.expression, scope);
  };
  const inner = (type: string) => block.body.blocks.find((one) => one.type === type);
  const role = value(inner("assume_role"), "role_arn");
  return {
    ...nothing,
    region: value(block, "region"),
    account: accountIn(role) ?? onlyOne(value(block, "allowed_account_ids")),
    tags: value(inner("default_tags"), "tags"),
  };
}

function accountIn(role: Value | undefined): string | undefined {
  return role?.kind === "string" ? /^arn:[^:]*:iam::(\d{12}):/.exec(role.value)?.[1] : undefined;
}

function onlyOne(accounts: Value | undefined): string | undefined {
  if (accounts?.kind !== "list" || accounts.elements.length !== 1 || accounts.rest !== undefined) return undefined;
  const [only] = accounts.elements;
  return only?.kind === "string" && /^\d{12}$/.test(only.value) ? only.value : undefined;
}
