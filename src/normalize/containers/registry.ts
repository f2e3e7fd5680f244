/** The image of a container → the registry that it is pulled from. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import type { Registry } from "../../graph/model.ts";
import { asString, factOf } from "../facts.ts";
import { originOf } from "../value.ts";

export function registryFact(image: Value, span: Span): Fact<Registry> {
  const among = [...new Set(registriesOf(image))];
  const [only, other] = among;
  if (only !== undefined && other === undefined) return { known: true, value: only, origin: originOf(image, span) };
  const fact = factOf(image, asString, span);
  if (fact.known) return { ...fact, value: "other" };
  const { unknown, origin } = fact;
  return only === undefined ? { known: false, unknown, origin } : { known: false, unknown, among, origin };
}

/** Those that it may be; none where it can be any. */
function registriesOf(image: Value): readonly Registry[] {
  if (image.kind === "string") return registryOf(image.value);
  if (image.kind === "text") {
    const [start] = image.parts;
    const isOne = start !== undefined && typeof start !== "string" && isRepository(start);
    return isOne ? ["ecr"] : registryOf(textOf(image.parts));
  }
  if (image.kind !== "unknown") return [];
  if (isRepository(image)) return ["ecr"];
  const each = (image.oneOf ?? []).map(registriesOf);
  return each.some((one) => one.length === 0) ? [] : each.flat();
}

/** The address of a repository of ECR. */
function isRepository({ ref }: UnknownValue): boolean {
  return ref !== undefined && /^repository_?ur[li]$/i.test(ref.attribute);
}

/** Stands for what is not known of a text. */
const HOLE = "\0";

function textOf(parts: readonly (string | UnknownValue)[]): string {
  return parts.map((part) => (typeof part === "string" ? part : HOLE)).join("");
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const ECR = /^[^/]*\.dkr[.-]ecr[.-][^/]*\//;

/** Hosts of registries that everybody pulls from. */
const PUBLIC =
  /^(?:public\.ecr\.aws|(?:[\w.-]+\.)?docker\.io|ghcr\.io|quay\.io|(?:[\w.-]+\.)?gcr\.io|registry\.k8s\.io|mcr\.microsoft\.com|registry\.gitlab\.com)$/;

/**
 * What stands before the first slash is a host if it has a dot or a port; a name without is one of Docker Hub
 * (https://docs.docker.com/reference/cli/docker/image/tag/).
 */
function registryOf(image: string): readonly Registry[] {
  if (ECR.test(image)) return ["ecr"];
  const [host, path] = splitOnce(image);
  if (path === undefined) return /^[\w.-]+(?:[:@][^/]*)?$/.test(host) || /^[\w.-]+[:@]/.test(host) ? ["public"] : [];
  if (host.includes(HOLE)) return [];
  if (host === "localhost" || (/[.:]/.test(host) && !PUBLIC.test(host))) return ["other"];
  return ["public"];
}

function splitOnce(image: string): readonly [host: string, path?: string] {
  const at = image.indexOf("/");
  return at === -1 ? [image] : [image.slice(0, at), image.slice(at + 1)];
}
