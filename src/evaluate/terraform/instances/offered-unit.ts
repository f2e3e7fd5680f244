/** A root of another repository, as an index tells of it → one among the roots of the scan, to be read and not to be judged. */
import type { Files } from "../../../base/files.ts";
import type { Span } from "../../../base/source-file.ts";
import type { OfferedRoot } from "../../offered-root.ts";
import type { Declaration, ModuleConfiguration, ResourceDeclaration } from "../configuration/module-configuration.ts";
import type { RootEvaluation } from "./root-evaluation.ts";
import type { RootUnit, UnitValues } from "./root-unit.ts";
import { possibleUnknowns, valuesIn } from "./values-in.ts";

export class OfferedUnit implements RootUnit {
  readonly id: string;
  readonly path: string;
  readonly configuration: ModuleConfiguration;
  readonly characters = 0;
  readonly files = NO_FILES;
  readonly laidOut = [];
  readonly #offered: OfferedRoot;

  constructor(offered: OfferedRoot) {
    this.#offered = offered;
    this.id = offered.id;
    this.path = offered.path;
    this.configuration = configurationOf(offered);
  }

  begin(root: RootEvaluation): UnitValues {
    const offered = this.#offered;
    for (const { kind, text } of offered.assumptions) root.assume(kind, text);
    return {
      of: this,
      offered,
      get dependencies() {
        return dependenciesOf(offered, root);
      },
      input: () => undefined,
      assignments: () => [],
      state: () => offered.state,
      check: () => {},
      missing: () => undefined,
    };
  }
}

const NO_FILES: Files = { read: () => ({ ok: false, because: "missing" }), list: () => undefined };

/** All values are known by evaluation elsewhere, so that no block has anything in it. */
function configurationOf({ path, outputs, resources }: OfferedRoot): ModuleConfiguration {
  return {
    directory: path,
    characters: 0,
    variables: new Map(),
    locals: new Map(),
    ephemerals: new Map(),
    calls: new Map(),
    settings: [],
    providers: [],
    diagnostics: [],
    lost: [],
    outputs: new Map(
      [...outputs].map(([name, { value, span }]): readonly [string, Declaration] => [
        name,
        { name, block: emptyBlock("output", span), evaluated: value },
      ]),
    ),
    resources: new Map(
      resources.map((resource): readonly [string, ResourceDeclaration] => {
        const { address, mode, type, span } = resource;
        const block = emptyBlock(mode === "data" ? "data" : "resource", span);
        return [address, { mode, type, name: address, block, evaluated: resource }];
      }),
    ),
  };
}

function emptyBlock(type: string, span: Span): Declaration["block"] {
  return { type, labels: [], body: { attributes: [], blocks: [], span }, headerSpan: span, span };
}

/** Those to whose resources its values refer. */
function dependenciesOf({ id, outputs, resources, unread }: OfferedRoot, { scan }: RootEvaluation) {
  const values = [
    ...[...outputs.values()].map(({ value }) => value),
    ...resources.flatMap(({ body }) => [...valuesIn(body)]),
    ...unread.flatMap(({ given }) => given),
  ];
  const ids = new Set(values.flatMap(possibleUnknowns).flatMap(({ ref }) => ref?.root ?? []));
  ids.delete(id);
  return new Set([...ids].flatMap((one) => scan.rootWith(one) ?? []));
}
