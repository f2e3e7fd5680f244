/** One GET by HTTP: bounded in time and size, and a secret never follows a redirect to another host. */

export interface HttpRequest {
  readonly url: URL;
  /** Sent to the origin of the URL and to no other. */
  readonly token?: string | undefined;
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

/** Something that could not be fetched; the message is a clause, and no secret is in it. */
export class FetchError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = "FetchError";
    this.hint = hint;
  }
}

const MOST_REDIRECTS = 10;

/** Rejects with a `FetchError` where there is no answer; one of any status is an answer. */
export async function get(request: HttpRequest): Promise<HttpAnswer> {
  for (let left = request.retries; ; left--) {
    try {
      const answer = await follow(request);
      // The same answers that Terraform's client tries again.
      if (left === 0 || (answer.status < 500 && answer.status !== 429) || answer.status === 501) return answer;
    } catch (error) {
      if (error instanceof FetchError || left === 0) throw failure(request.url, error);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** Before it is tried again, in milliseconds. */
const PAUSE = 500;

async function follow(request: HttpRequest): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(request.timeout);
  let url = request.url;
  for (let redirects = 0; ; redirects++) {
    const headers: Record<string, string> = { "user-agent": "reachlint" };
    if (request.accept !== undefined) headers.accept = request.accept;
    if (request.token !== undefined && url.origin === request.url.origin)
      headers.authorization = `Bearer ${request.token}`;
    const response = await fetch(withoutUser(url, headers), { redirect: "manual", headers, signal });
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

function redirected(from: URL, target: string): URL {
  const url = URL.canParse(target, from) ? new URL(target, from) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw new FetchError(`${shown(from)} redirects to something that is not fetched by HTTP`);
  if (from.protocol === "https:" && url.protocol === "http:")
    throw new FetchError(`${shown(from)} redirects to ${shown(url)}, which is not encrypted`);
  return url;
}

/** A URL with a user is not taken by fetch: what it says goes into the header, of that request alone. */
function withoutUser(url: URL, headers: Record<string, string>): URL {
  if (url.username === "" && url.password === "") return url;
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  headers.authorization ??= `Basic ${Buffer.from(user).toString("base64")}`;
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
  );
}

/** A URL as it may be printed: without what can be a secret, the user and the query. */
export function shown(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
