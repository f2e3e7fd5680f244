/** What names a secret of a container → where it is kept. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import type { Container, Secret, SecretStore } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { asString, factOf } from "../facts.ts";
import { given, originOf } from "../value.ts";
import { only, type View } from "../view.ts";

/** Those that are variables of the container, and those that its log driver gets. */
export function secretsOf(context: Context, view: View): Pick<Container, "secrets" | "secretsRest"> {
  const log = only(view.views("logConfiguration"));
  const all = [view.views("secrets"), ...(log === undefined ? [] : [log.views("secretOptions")])];
  const secrets = all.flatMap(({ views }) => views.flatMap((one) => secretOf(context, one)));
  return {
    ...(secrets.length > 0 ? { secrets } : {}),
    ...given({ secretsRest: all.find(({ rest }) => rest !== undefined)?.rest }),
  };
}

function secretOf(context: Context, view: View): readonly Secret[] {
  const value = view.value("valueFrom");
  return value === undefined
    ? []
    : [{ store: storeFact(context, value, view.spanOf("valueFrom")), exists: view.exists }];
}

function storeFact(context: Context, value: Value, span: Span): Fact<SecretStore> {
  const among = [...new Set(storesOf(context, value))];
  const [store, other] = among;
  if (store !== undefined && other === undefined) return { known: true, value: store, origin: originOf(value, span) };
  const fact = factOf(value, asString, span);
  if (fact.known) return { ...fact, value: "parameter-store" };
  const { unknown, origin } = fact;
  return store === undefined ? { known: false, unknown, origin } : { known: false, unknown, among, origin };
}

/** Those that it may be in; none where it can be any. */
function storesOf(context: Context, value: Value): readonly SecretStore[] {
  if (value.kind === "string") return storeOf(value.value);
  if (value.kind === "text") {
    const [start] = value.parts;
    if (start === undefined) return [];
    return typeof start === "string" ? storeOf(start, true) : byResource(context, start);
  }
  if (value.kind !== "unknown") return [];
  if (value.oneOf === undefined) return byResource(context, value);
  const each = value.oneOf.map((one) => storesOf(context, one));
  return each.some((one) => one.length === 0) ? [] : each.flat();
}

/**
 * By its ARN; the bare name is one of the parameter store
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html). `goesOn`: what follows the text is not known.
 */
function storeOf(text: string, goesOn = false): readonly SecretStore[] {
  if (!text.startsWith("arn:")) return goesOn && "arn:".startsWith(text) ? [] : ["parameter-store"];
  const service = /^arn:[^:]*:([^:]+):/.exec(text)?.[1];
  if (service === "secretsmanager") return ["secrets-manager"];
  return service === "ssm" ? ["parameter-store"] : [];
}

/** Of Terraform's resources that are not read, the address has it. */
function typeOf(context: Context, ref: NonNullable<UnknownValue["ref"]>): string {
  return context.resource(ref)?.type ?? /(?:^|\.)(aws\w+)\.[^.]+$/.exec(ref.address)?.[1] ?? "";
}

/** By the resource whose ARN or name it is: `aws_secretsmanager_secret`, `AWS::SSM::Parameter`. */
function byResource(context: Context, { ref, prefix }: UnknownValue): readonly SecretStore[] {
  const type = ref === undefined ? "" : typeOf(context, ref).toLowerCase();
  if (/secretsmanager|^aws::rds::|^aws_(?:rds|db)_/.test(type)) return ["secrets-manager"];
  if (/^aws_ssm_|^awscc_ssm_|^aws::ssm::/.test(type)) return ["parameter-store"];
  return prefix === undefined ? [] : storeOf(prefix, true);
}
