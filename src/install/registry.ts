/** The module registry protocol (https://developer.hashicorp.com/terraform/internals/module-registry-protocol): a module → its versions, and where each is. */
import { remembered } from "../base/collections.ts";
import type { RegistrySource } from "../evaluate/terraform/configuration/module-source.ts";
import { type ModuleVersion, parseVersion } from "../evaluate/terraform/configuration/module-version.ts";
import type { HostSettings, InstallEnvironment } from "./cli-configuration.ts";
import { FetchError } from "./fetch-error.ts";
import { type HttpAnswer, type HttpClient, shown } from "./http.ts";

/** What a host answers is no larger, in bytes. */
const MOST_BYTES = 16 * 1_048_576;

type Package = Pick<RegistrySource, "host" | "name">;

export class ModuleRegistry {
  readonly #hosts: HostSettings;
  readonly #http: HttpClient;
  readonly #timeout: number;
  readonly #retries: number;
  readonly #services = new Map<string, Promise<URL>>();
  readonly #versions = new Map<string, Promise<readonly ModuleVersion[]>>();

  /** The variables are those that Terraform's client knows. */
  constructor(hosts: HostSettings, http: HttpClient, environment: InstallEnvironment) {
    this.#hosts = hosts;
    this.#http = http;
    this.#timeout = 1000 * (positive(environment.TF_REGISTRY_CLIENT_TIMEOUT) ?? 10);
    this.#retries = positive(environment.TF_REGISTRY_DISCOVERY_RETRY) ?? 1;
  }

  /** Those that the host lists, in its order; what is no version is left out. Asked once. */
  versions(of: Package): Promise<readonly ModuleVersion[]> {
    return remembered(this.#versions, `${of.host}/${of.name}`, () => this.#listed(of));
  }

  /** The address of the package, as it would stand in a configuration. */
  async location(of: Package, version: ModuleVersion): Promise<string> {
    const url = new URL(`${of.name}/${encodeURIComponent(version.text)}/download`, await this.#service(of.host));
    const answer = await this.#ask(of.host, url);
    if (answer.status !== 200 && answer.status !== 204) throw this.#refusal(answer, url, of.host);
    const given = answer.headers.get("x-terraform-get") ?? locationIn(answer);
    if (given === undefined || given === "") throw new FetchError(`${shown(url)} does not say where the module is`);
    // A registry behind another server may not know its own address.
    return /^(?:\/|\.\.?\/)/.test(given) ? new URL(given, url).href : given;
  }

  async #listed(of: Package): Promise<readonly ModuleVersion[]> {
    const url = new URL(`${of.name}/versions`, await this.#service(of.host));
    const answer = await this.#ask(of.host, url);
    if (answer.status === 404) throw new FetchError(`${of.host} has no module ${of.name}`);
    if (answer.status !== 200) throw this.#refusal(answer, url, of.host);
    const listed = elements(member(elements(member(jsonOf(answer), "modules"))[0], "versions"));
    return listed.flatMap((one) => {
      const text = member(one, "version");
      return (typeof text === "string" ? parseVersion(text) : undefined) ?? [];
    });
  }

  #service(host: string): Promise<URL> {
    return remembered(this.#services, host, () => this.#discover(host));
  }

  /** https://developer.hashicorp.com/terraform/internals/remote-service-discovery */
  async #discover(host: string): Promise<URL> {
    const configured = this.#hosts.modulesOf(host);
    if (configured !== undefined) {
      if (!URL.canParse(configured))
        throw new FetchError(`the service modules.v1 of ${host} is configured with no URL`);
      return folder(new URL(configured));
    }
    const at = new URL(`https://${host}/.well-known/terraform.json`);
    const answer = await this.#ask(host, at);
    if (answer.status !== 200) throw this.#refusal(answer, at, host);
    const service = member(jsonOf(answer), "modules.v1");
    if (typeof service !== "string" || !URL.canParse(service, answer.url))
      throw new FetchError(`${host} is no module registry`, "write the address of a git repository as git::https://…");
    const url = folder(new URL(service, answer.url));
    if (url.protocol !== "https:")
      throw new FetchError(`${host} names ${shown(url)} as its registry, which is not encrypted`);
    return url;
  }

  /** A token is that of the host in the address of a module, wherever its service is. */
  #refusal({ status }: HttpAnswer, url: URL, host: string): FetchError {
    const message = `${shown(url)} answers ${status}`;
    if (status !== 401 && status !== 403) return new FetchError(message);
    const variable = `TF_TOKEN_${host.replaceAll("-", "__").replaceAll(".", "_")}`;
    // The name of a variable cannot have a port in it.
    const give = host.includes(":") ? `in a block credentials "${host}"` : `as ${variable}`;
    const { helper } = this.#hosts;
    return new FetchError(
      message,
      helper === undefined
        ? `give its token ${give}, or by terraform login ${host}`
        : `the credentials helper ${helper} is not run: give its token ${give}`,
    );
  }

  #ask(host: string, url: URL): Promise<HttpAnswer> {
    const token = this.#hosts.tokenOf(host);
    return this.#http.get({
      url,
      token,
      accept: "application/json",
      timeout: this.#timeout,
      retries: this.#retries,
      most: MOST_BYTES,
    });
  }
}

function positive(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : undefined;
}

function folder(url: URL): URL {
  return url.pathname.endsWith("/") ? url : new URL(`${url.pathname}/`, url);
}

/** Newer registries say it in the body. */
function locationIn(answer: HttpAnswer): string | undefined {
  const location = answer.bytes.length === 0 ? undefined : member(jsonOf(answer), "location");
  return typeof location === "string" ? location : undefined;
}

function jsonOf({ bytes, url }: HttpAnswer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new FetchError(`${shown(url)} answers with something that is no JSON`);
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
