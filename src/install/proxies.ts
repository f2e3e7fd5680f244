/**
 * HTTP through the proxies that the environment names, as Go's programs take them and so Terraform (https://pkg.go.dev/net/http#ProxyFromEnvironment):
 * in capitals or not, with or without `http://`, and never for this machine.
 */
import { type Dispatcher, EnvHttpProxyAgent } from "undici";
import type { InstallEnvironment } from "./cli-configuration.ts";
import { FetchError } from "./fetch-error.ts";

export class Proxies {
  readonly #environment: InstallEnvironment;
  readonly #made = new Map<string, Dispatcher>();

  constructor(environment: InstallEnvironment) {
    this.#environment = environment;
  }

  /** Throws a `FetchError` where the proxy is none that can be used. */
  for({ protocol }: URL): Dispatcher {
    const made = this.#made.get(protocol) ?? this.#make(protocol);
    this.#made.set(protocol, made);
    return made;
  }

  #make(protocol: string): Dispatcher {
    const isSecure = protocol === "https:";
    const proxy = this.#proxy(isSecure ? "HTTPS_PROXY" : "HTTP_PROXY");
    const exceptions = this.#variable("NO_PROXY");
    return new EnvHttpProxyAgent({
      httpProxy: isSecure ? "" : proxy,
      httpsProxy: isSecure ? proxy : "",
      noProxy: /(?:^|[,\s])\*(?:$|[,\s])/.test(exceptions) ? "*" : `${exceptions},localhost,127.0.0.1,[::1]`,
    });
  }

  #proxy(name: string): string {
    const text = this.#variable(name);
    if (text === "") return "";
    const whole = text.includes("://") ? text : `http://${text}`;
    if (!URL.canParse(whole)) throw new FetchError(`${name} is no address of a proxy`);
    const { protocol } = new URL(whole);
    if (protocol !== "http:" && protocol !== "https:")
      throw new FetchError(
        `${name} names a proxy of a kind that is not supported, ${protocol}//`,
        "name an http:// proxy",
      );
    return whole;
  }

  #variable(name: string): string {
    return this.#environment[name] || this.#environment[name.toLowerCase()] || "";
  }
}
