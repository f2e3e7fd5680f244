/** What the roots of a repository offer to those of others: what an index tells (docs/decisions/0041-index.md). */
import type { Span } from "../base/source-file.ts";
import type { Assumption, Value } from "../base/value.ts";
import type { Lost, Resource, Unread } from "./resource.ts";

/** A root of Terraform as it was evaluated where its source is. Its resources, references and symbols are named by its id. */
export interface OfferedRoot {
  /** No root of a scan is called so: `github.com/acme/network//prod`. */
  readonly id: string;
  /** For people, with the commit: `github.com/acme/network@3f2a1b0c9d8e/prod`. */
  readonly path: string;
  /** That of which it is the deployment; undefined where that is "default", or it is the same in each. */
  readonly workspace: string | undefined;
  /** The state that it writes, where that is one which others can read: the backend, and what tells its state from others. */
  readonly state: OfferedState | undefined;
  /** By the names that resources have them by, `aws.west`. */
  readonly providers: ReadonlyMap<string, OfferedProvider>;
  readonly outputs: ReadonlyMap<string, { readonly value: Value; readonly span: Span }>;
  readonly resources: readonly OfferedResource[];
  /** Modules that were not there when it was evaluated. */
  readonly unread: readonly Unread[];
  /** Parts of its source that could not be read. */
  readonly lost: readonly Lost[];
  /** What was taken as given when it was evaluated. */
  readonly assumptions: readonly Assumption[];
  /** That it still is as it was; absent where it is evaluated here. */
  readonly told?: Assumption;
  /** It is the stack of a template, among whose resources data sources look. */
  readonly isStack?: true;
}

export interface OfferedState {
  readonly backend: string;
  /** The workspace too, unless it is the same in each. */
  readonly config: ReadonlyMap<string, Value>;
}

/** Where a provider configuration makes resources, and the tags that it adds to them. */
export interface OfferedProvider {
  readonly region: Value | undefined;
  /** Of twelve digits. */
  readonly account: string | undefined;
  readonly tags: Value | undefined;
}

export interface OfferedResource extends Resource {
  /** The name of its provider configuration in the root. */
  readonly provider: string;
}

/** A template of another repository, reduced to what others need who import from it. */
export interface OfferedTemplate {
  /** What resources and references call it where it is a root. */
  readonly id: string;
  /** For people, with the commit, and by which it names those that it nests: `github.com/acme/network@3f2a1b0c9d8e/network.yaml`. */
  readonly path: string;
  readonly text: string;
  /** Values that its parameters are given. */
  readonly parameters: ReadonlyMap<string, string>;
  /** That it still is as it was. */
  readonly told: Assumption;
}

/** Whether secrets may stand in an argument or property of this name, whatever it is said to be: others are told that it is not known. */
export function mayHoldSecrets(name: string): boolean {
  return SECRETS.test(name.replaceAll("_", ""));
}

const SECRETS =
  /credential|logconfiguration|notificationmetadata|passphrase|password|privatekey|secret|token|userdata/i;
