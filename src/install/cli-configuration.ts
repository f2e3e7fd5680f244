/**
 * What Terraform's own configuration says of hosts: credentials, and where their services are
 * (https://developer.hashicorp.com/terraform/cli/config/config-file).
 */
import { readFileSync, statSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";
import { SourceFile } from "../base/source-file.ts";
import { writtenText } from "../evaluate/terraform/language/types/text.ts";
import type { Attribute, Body, Expression } from "../parse/hcl/syntax.ts";
import type { ParsedFiles } from "../parse/parsed-files.ts";

/** The variables of the process. */
export type InstallEnvironment = Readonly<Record<string, string | undefined>>;

export interface HostSettings {
  /** The secret of a host, to be sent to it and to nobody else. */
  readonly tokenOf: (host: string) => string | undefined;
  /** The address of the service `modules.v1`, where the configuration says it instead of the host. */
  readonly modulesOf: (host: string) => string | undefined;
  /** The name of a program that would know more tokens, which is not run. */
  readonly helper: string | undefined;
}

const PREFIX = "TF_TOKEN_";

/** A larger file is no configuration. */
const MAX_BYTES = 1_048_576;

/** Variables win over files, as in Terraform. What cannot be read says nothing. */
export function hostSettings(environment: InstallEnvironment, parse: Pick<ParsedFiles, "hcl">): HostSettings {
  const home = environment.HOME ?? environment.USERPROFILE ?? environment.APPDATA;
  const named = environment.TF_CLI_CONFIG_FILE ?? environment.TERRAFORM_CONFIG;
  const main = named || (home === undefined ? undefined : join(home, ".terraformrc"));
  const login = home === undefined ? undefined : join(home, ".terraform.d", "credentials.tfrc.json");
  const tokens = new Map<string, string>();
  const modules = new Map<string, string>();
  if (login !== undefined) readLogin(login, tokens);
  const body = main === undefined ? undefined : readBody(main, parse);
  for (const block of body?.blocks ?? []) {
    const host = hostOf(block.labels[0]?.value ?? "");
    if (block.type === "credentials") {
      const token = textAt(block.body.attributes, "token");
      if (token !== undefined) tokens.set(host, token);
    } else if (block.type === "host") {
      const services = block.body.attributes.find(({ name }) => name === "services")?.expression;
      const service = services === undefined ? undefined : textIn(services, "modules.v1");
      if (service !== undefined) modules.set(host, service);
    }
  }
  for (const [name, value] of Object.entries(environment))
    if (name.startsWith(PREFIX) && value) tokens.set(hostOfVariable(name.slice(PREFIX.length)), value);
  const helper = body?.blocks.find(({ type }) => type === "credentials_helper")?.labels[0]?.value;
  return { tokenOf: (host) => tokens.get(host), modulesOf: (host) => modules.get(host), helper };
}

/** Dots may be written as `_`, and dashes as `__`. */
function hostOfVariable(name: string): string {
  return hostOf(name.replaceAll("__", "-").replaceAll("_", "."));
}

function hostOf(text: string): string {
  return text.toLowerCase().replace(/:443$/, "");
}

function readLogin(path: string, tokens: Map<string, string>): void {
  try {
    const read: unknown = JSON.parse(textOf(path) ?? "{}");
    const credentials = field(read, "credentials");
    for (const [host, entry] of Object.entries((credentials as object | undefined) ?? {})) {
      const token = field(entry, "token");
      if (typeof token === "string") tokens.set(hostOf(host), token);
    }
  } catch {
    // It is written by `terraform login`; a broken one holds no credentials.
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

function readBody(path: string, parse: Pick<ParsedFiles, "hcl">): Body | undefined {
  const text = textOf(path);
  return text === undefined ? undefined : parse.hcl(new SourceFile(path, text)).output.body;
}

/** The text of a file that a variable names, else that in the user's directory; undefined where there is none. */
export function userFile(
  environment: InstallEnvironment,
  variable: string,
  name: string,
  nameOnWindows: string,
): string | undefined {
  const home = environment.HOME ?? environment.USERPROFILE;
  const usual = home === undefined ? undefined : join(home, platform() === "win32" ? nameOnWindows : name);
  const path = environment[variable] || usual;
  return path === undefined ? undefined : textOf(path);
}

function textOf(path: string): string | undefined {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= MAX_BYTES ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

function textAt(attributes: readonly Attribute[], name: string): string | undefined {
  return writtenText(attributes.find((one) => one.name === name)?.expression);
}

function textIn(services: Expression, name: string): string | undefined {
  if (services.kind !== "object") return undefined;
  const entry = services.entries.find(({ key }) => key.kind === "expression" && writtenText(key.expression) === name);
  return writtenText(entry?.value);
}
