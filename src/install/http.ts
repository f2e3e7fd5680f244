/** GET by HTTP: bounded in time and size, and a secret never follows a redirect to another host. */
import { fetch, type Headers, type Response } from "undici";
import { type InstallEnvironment, userFile } from "./cli-configuration.ts";
import { FetchError } from "./fetch-error.ts";
import { type Login, readNetrc } from "./netrc.ts";
import { Proxies } from "./proxies.ts";

export interface HttpRequest {
  readonly url: URL;
  /** Sent to the origin of the URL and to no other. */
  readonly token?: string | undefined;
  /** The user's `.netrc` may say who asks, where nothing else does; by https only. */
  readonly netrc?: true;
  readonly accept?: string;
  /** In milliseconds, for the whole answer. */
  readonly timeout: number;
  /** How often it is tried again where the server or the network fails. */
  readonly retries: number;
  /** Larger answers are refused, in bytes. */
  readonly most: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** Where it came from in the end. */
  readonly url: URL;
}

const MOST_REDIRECTS = 10;

export class HttpClient {
  readonly #proxies: Proxies;
  readonly #environment: InstallEnvironment;
  #logins: ReadonlyMap<string, Login> | undefined;

  /** The variables for proxies, and `NETRC` where it is not in its place. */
  constructor(environment: InstallEnvironment) {
    this.#proxies = new Proxies(environment);
    this.#environment = environment;
  }

  /** Rejects with a `FetchError` where there is no answer; one of any status is an answer. */
  async get(request: HttpRequest): Promise<HttpAnswer> {
    for (let left = request.retries; ; left--) {
      try {
        const answer = await this.#follow(request);
        // The same answers that Terraform's client tries again.
        if (left === 0 || (answer.status < 500 && answer.status !== 429) || answer.status === 501) return answer;
      } catch (error) {
        if (error instanceof FetchError || left === 0) throw failure(request.url, error);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  async #follow(request: HttpRequest): Promise<HttpAnswer> {
    const signal = AbortSignal.timeout(request.timeout);
    let url = request.url;
    for (let redirects = 0; ; redirects++) {
      const response = await fetch(withoutUser(url), {
        redirect: "manual",
        headers: this.#headers(request, url),
        signal,
        dispatcher: this.#proxies.for(url),
      });
      const target = response.headers.get("location");
      if (response.status < 301 || response.status > 308 || response.status === 304 || target === null) {
        const bytes = await bodyOf(response, request.most, url);
        return { status: response.status, headers: response.headers, bytes, url };
      }
      await response.body?.cancel();
      if (redirects === MOST_REDIRECTS)
        throw new FetchError(`${shown(request.url)} redirects more than ${MOST_REDIRECTS} times`);
      url = redirected(url, target);
    }
  }

  #headers(request: HttpRequest, url: URL): Record<string, string> {
    const secret = this.#secret(request, url);
    return {
      "user-agent": "reachlint",
      ...(request.accept !== undefined && { accept: request.accept }),
      ...(secret !== undefined && { authorization: secret }),
    };
  }

  #secret(request: HttpRequest, url: URL): string | undefined {
    if (request.token !== undefined && url.origin === request.url.origin) return `Bearer ${request.token}`;
    if (url.username !== "" || url.password !== "")
      return basic({ user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) });
    const login = request.netrc === true && url.protocol === "https:" ? this.#login(url.host) : undefined;
    return login === undefined ? undefined : basic(login);
  }

  #login(host: string): Login | undefined {
    this.#logins ??= readNetrc(userFile(this.#environment, "NETRC", ".netrc", "_netrc") ?? "");
    return this.#logins.get(host);
  }
}

/** Before it is tried again, in milliseconds. */
const PAUSE = 500;

function basic({ user, password }: Login): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

function redirected(from: URL, target: string): URL {
  const url = URL.canParse(target, from) ? new URL(target, from) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw new FetchError(`${shown(from)} redirects to something that is not fetched by HTTP`);
  if (from.protocol === "https:" && url.protocol === "http:")
    throw new FetchError(`${shown(from)} redirects to ${shown(url)}, which is not encrypted`);
  return url;
}

/** A URL with a user is not taken by fetch. */
function withoutUser(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare;
}

async function bodyOf(response: Response, most: number, url: URL): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > most) throw new FetchError(`${shown(url)} is larger than ${most / 1_048_576} MiB`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function failure(url: URL, error: unknown): FetchError {
  if (error instanceof FetchError) return error;
  if (error instanceof Error && error.name === "TimeoutError")
    return new FetchError(`${shown(url)} does not answer in time`);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new FetchError(
    `${shown(url)} cannot be reached: ${cause instanceof Error ? cause.message || "no connection" : cause}`,
    cause instanceof Error && "code" in cause && NOT_VOUCHED_FOR.has(cause.code) ? OWN_AUTHORITY : undefined,
  );
}

/** Nobody whom Node trusts has signed the certificate (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const NOT_VOUCHED_FOR: ReadonlySet<unknown> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

const OWN_AUTHORITY =
  "if an authority of your own has signed it, name the file of its certificate: NODE_EXTRA_CA_CERTS=FILE";

/** A URL as it may be printed: without what can be a secret, the user and the query. */
export function shown(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
