/** What the roots of a repository offer → the text of its index. The same roots of the same commit give the same bytes. */
import { UsageError } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import type { Value } from "../base/value.ts";
import {
  mayHoldSecrets,
  type OfferedResource,
  type OfferedRoot,
  type OfferedTemplate,
} from "../evaluate/offered-root.ts";
import type { ResourceBody } from "../evaluate/resource.ts";
import { INDEX_VERSION, MOST_BYTES, MOST_RESOURCES } from "./index-form.ts";
import { writtenPlace } from "./place.ts";
import { MAY_BE_SECRET, notTold, objectOf, USER_DATA, writtenUnknown, writtenValue } from "./write-value.ts";

/** Of which repository an index tells. */
export interface IndexedRepository {
  /** `github.com/acme/network`. */
  readonly name: string;
  readonly commit: string | undefined;
  /** Files were not as in the commit. */
  readonly isModified: boolean;
}

/** Of Terraform's roots, and of templates. */
export interface OfferedRoots {
  readonly roots: readonly OfferedRoot[];
  readonly templates: readonly Pick<OfferedTemplate, "path" | "text" | "parameters">[];
}

/** The least that says the same as user data which stands at a place; undefined where that cannot be said. */
export type SayAgain = (userData: Value, at: Span) => Value | undefined;

/** Throws a UsageError for what would not be read. `inRepository`: the path of a file or directory of the scan within its repository. */
export function indexText(
  { name, commit, isModified }: IndexedRepository,
  { roots, templates }: OfferedRoots,
  inRepository: (path: string) => string,
  sayAgain: SayAgain,
): string {
  const writing = new Writing(inRepository, sayAgain);
  const index = {
    version: INDEX_VERSION,
    repository: name,
    ...(commit === undefined ? {} : { commit }),
    ...(isModified ? { modified: true } : {}),
    roots: roots.map((root) => writing.root(root)),
    ...(templates.length === 0
      ? {}
      : {
          templates: templates.map(({ path, text, parameters }) => ({
            path: inRepository(path),
            text,
            ...(parameters.size === 0 ? {} : { parameters: objectOf(parameters, (value) => value) }),
          })),
        }),
  };
  const text = `${JSON.stringify(index, undefined, 1)}\n`;
  const resources = roots.reduce((sum, one) => sum + one.resources.length, 0);
  if (text.length > MOST_BYTES || resources > MOST_RESOURCES)
    throw new UsageError(
      `what is offered is more than is read of one index: ${resources} resources in ${Math.ceil(text.length / 2 ** 20)} MB`,
      "write one for each directory of roots",
    );
  return text;
}

class Writing {
  readonly #inRepository: (path: string) => string;
  readonly #sayAgain: SayAgain;

  constructor(inRepository: (path: string) => string, sayAgain: SayAgain) {
    this.#inRepository = inRepository;
    this.#sayAgain = sayAgain;
  }

  root(root: OfferedRoot): object {
    const { id, path, workspace, state, providers, outputs, resources, unread, lost, assumptions } = root;
    return {
      path: this.#inRepository(path),
      ...(workspace === undefined ? {} : { workspace }),
      ...(state === undefined
        ? {}
        : { state: { backend: state.backend, config: values(state.config, `${id}:backend`) } }),
      providers: objectOf(providers, ({ region, account, tags }, name) => ({
        ...(region === undefined ? {} : { region: writtenValue(region, `${id}:${name}.region`) }),
        ...(account === undefined ? {} : { account }),
        ...(tags === undefined ? {} : { tags: writtenValue(tags, `${id}:${name}.tags`) }),
      })),
      outputs: objectOf(outputs, ({ value, span }, name) => ({
        value: this.#argument(value, name, `${id}:output.${name}`, span),
        at: this.#place(span),
      })),
      resources: resources.map((resource) => this.#resource(resource)),
      ...(unread.length === 0
        ? {}
        : {
            unread: unread.map(({ address, because, span, hint, given }) => ({
              address,
              because,
              at: this.#place(span),
              ...(hint === undefined ? {} : { hint }),
              given: given.map((one, at) => writtenValue(one, `${id}:${address}(${at})`)),
            })),
          }),
      ...(lost.length === 0
        ? {}
        : {
            lost: lost.map(({ address, path, span, types, otherwise }) => ({
              address,
              path: this.#inRepository(path),
              ...(span === undefined ? {} : { at: this.#place(span) }),
              ...(types === undefined ? {} : { types }),
              ...otherwise,
            })),
          }),
      ...(assumptions.length === 0 ? {} : { assumptions: assumptions.map(({ kind, text }) => ({ kind, text })) }),
    };
  }

  #place(span: Span): string {
    return writtenPlace(span, this.#inRepository);
  }

  #resource({
    address,
    type,
    span,
    mode,
    dialect,
    scope,
    provider,
    exists,
    repeated,
    ignored,
    root,
    body,
  }: OfferedResource): object {
    const name = `${root}:${address}`;
    return {
      address,
      type,
      at: this.#place(span),
      ...(mode === "data" ? { data: true } : {}),
      ...(dialect === "cloudformation" ? { template: true } : {}),
      ...(scope === "" ? {} : { module: scope }),
      ...(provider === "aws" ? {} : { provider }),
      ...(exists === true ? {} : { exists: writtenUnknown(exists, `${name}?`) }),
      ...(repeated ? { repeated } : {}),
      ...(ignored === undefined ? {} : { ignored: [...ignored] }),
      ...this.#body(body, name),
    };
  }

  #argument(value: Value, key: string, name: string, span: Span): unknown {
    const again = USER_DATA.test(key) ? this.#sayAgain(value, span) : undefined;
    const isUntold = again === undefined && mayHoldSecrets(key);
    return isUntold ? notTold(name, MAY_BE_SECRET) : writtenValue(again ?? value, name);
  }

  #body({ attributes, blocks: all, furtherBlocks, rest }: ResourceBody, name: string): object {
    const blocks = all.filter(({ type }) => !mayHoldSecrets(type));
    return {
      ...(attributes.size === 0
        ? {}
        : {
            arguments: objectOf(attributes, ({ value, span }, key) => ({
              value: this.#argument(value, key, `${name}.${key}`, span),
              at: this.#place(span),
            })),
          }),
      ...(blocks.length === 0
        ? {}
        : {
            blocks: blocks.map(({ type, labels, span, exists, body }, at) => ({
              type,
              ...(labels.length === 0 ? {} : { labels }),
              at: this.#place(span),
              ...(exists === true ? {} : { exists: writtenUnknown(exists, `${name}.${type}[${at}]?`) }),
              ...this.#body(body, `${name}.${type}[${at}]`),
            })),
          }),
      ...(furtherBlocks.size === 0
        ? {}
        : { further: objectOf(furtherBlocks, (one, type) => writtenUnknown(one, `${name}.${type}[*]`)) }),
      ...(rest === undefined ? {} : { rest: writtenUnknown(rest, `${name}.*`) }),
    };
  }
}

function values(all: ReadonlyMap<string, Value>, name: string): object {
  return objectOf(all, (value, key) => writtenValue(value, `${name}.${key}`));
}
