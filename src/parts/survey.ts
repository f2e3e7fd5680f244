/** A share of a scan's files → what they have to do with others. Trees that are not needed again are let go at once. */
import { groupBy } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { directoryOf, resolvePath } from "../base/files.ts";
import type { Statements } from "../base/statement.ts";
import { ENTRIES } from "../catalogue/catalogue.ts";
import { OF_STACKS } from "../catalogue/stored.ts";
import type { Discovery } from "../discover/discover.ts";
import type { TemplateSurvey } from "../evaluate/cloudformation/survey.ts";
import { readTemplates } from "../evaluate/cloudformation/template/read-templates.ts";
import type { CloudFormationOptions, TerraformOptions } from "../evaluate/input.ts";
import { looksLikePlan } from "../evaluate/plan/document.ts";
import { ModuleLoader } from "../evaluate/terraform/configuration/module-configuration.ts";
import { ScanSteps } from "../evaluate/terraform/language/budget.ts";
import {
  type DirectorySurvey,
  type MadeRoots,
  TerraformSurvey,
  type WrittenState,
} from "../evaluate/terraform/survey.ts";
import { isTerragrunt } from "../evaluate/terragrunt/file-names.ts";
import type { LocatedDocument } from "../parse/located.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";
import type { EvaluateRequest } from "../pipeline.ts";
import { rootsSaidIn } from "./roots-said.ts";

/** Files that are looked at by one worker. */
export interface FileShare {
  readonly directories: readonly string[];
  /** Those in the directories. */
  readonly terraformFiles: readonly string[];
  readonly documents: readonly string[];
}

export interface ShareSurvey {
  /** Those of the share, and modules that are installed for them. */
  readonly directories: readonly DirectorySurvey[];
  readonly templates: readonly SurveyedTemplate[];
  /** Paths of what may be plans among the documents. */
  readonly plans: readonly string[];
  /** Pairs of a root and another one of which something is said that holds in the first. */
  readonly stated: readonly (readonly [string, string])[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface SurveyedTemplate {
  readonly path: string;
  readonly characters: number;
  /** Types of Terraform's resources: not fewer than it has of what data sources look up, and than Terraform may keep for it. */
  readonly offers: readonly string[];
  readonly looksUp: readonly string[];
}

/** What is asked once all shares were looked at. */
export interface WholeSurvey {
  /** Paths of all templates of the scan. */
  readonly templates: readonly string[];
  /** Some root reads the state of another one. */
  readonly readsStates: boolean;
}

export interface LinkSurvey {
  /** Of those that may have to do with others. */
  readonly templates: readonly TemplateSurvey[];
  /** By directory, where that was asked for. */
  readonly states: ReadonlyMap<string, WrittenState>;
}

export class ShareSurveyor {
  readonly #share: FileShare;
  readonly #found: Discovery;
  readonly #parsed: ParsedFiles;
  /** Those of the templates that have to do with others by names alone. */
  readonly #named: TemplateSurvey[] = [];
  /** The first ones of those that lead to other files, and the paths of the rest, which are read again. */
  #leading: { readonly trees: readonly LocatedDocument[]; readonly rest: readonly string[] } = { trees: [], rest: [] };

  /** Of how many more characters trees may be kept. */
  readonly #trees: { left: number };
  readonly #options: CloudFormationOptions;
  readonly #stated: Statements;
  readonly #terraform: TerraformOptions;

  constructor(
    share: FileShare,
    found: Discovery,
    parsed: ParsedFiles,
    { cloudformation, terraform, stated }: Pick<EvaluateRequest, "cloudformation" | "terraform" | "stated">,
    trees: { left: number },
  ) {
    this.#trees = trees;
    this.#share = share;
    this.#stated = stated;
    this.#found = found;
    this.#parsed = parsed;
    this.#options = cloudformation;
    this.#terraform = terraform;
  }

  async survey(): Promise<ShareSurvey> {
    const { directories, documents } = this.#share;
    const { files, namedDocuments } = this.#found;
    const templates: SurveyedTemplate[] = [];
    const diagnostics: Diagnostic[] = [];
    const trees: LocatedDocument[] = [];
    const rest: string[] = [];
    let named: LocatedDocument[] = [];
    let together = 0;
    for (const document of documents) {
      const read = readTemplates([document], namedDocuments, files, this.#parsed);
      diagnostics.push(...read.diagnostics);
      for (const template of read.templates) {
        const { path, text } = template.file;
        templates.push({ path, characters: text.length, ...typesIn(text) });
        const isGiven = this.#isGiven(path);
        if (!LINKED.test(text) && !isGiven) continue;
        if (!isGiven && !LEADING.test(text)) {
          named.push(template);
          together += text.length;
        } else {
          this.#trees.left -= text.length;
          if (this.#trees.left >= 0) trees.push(template);
          else rest.push(path);
        }
      }
      if (together < CHARACTERS_TOGETHER) continue;
      this.#named.push(...(await this.#surveyed(named, [])));
      named = [];
      together = 0;
    }
    this.#named.push(...(await this.#surveyed(named, [])));
    this.#leading = { trees, rest };
    const plans = documents.filter((path) => path.endsWith(".json") && this.#mayBePlan(path));
    return {
      directories: await this.#directories(directories),
      templates,
      plans,
      stated: [...directories, ...templates.map(({ path }) => path)].flatMap((root) =>
        rootsSaidIn(root, { stated: this.#stated, cloudformation: this.#options }).map(
          (other) => [root, other] as const,
        ),
      ),
      diagnostics,
    };
  }

  #mayBePlan(path: string): boolean {
    const read = this.#found.files.read(path);
    return read.ok && looksLikePlan(read.text);
  }

  async #directories(directories: readonly string[]): Promise<readonly DirectorySurvey[]> {
    const { files, terraform } = this.#found;
    const paths = groupBy(this.#share.terraformFiles, directoryOf);
    const scanned = new Set(terraform);
    const made = await this.#units();
    const found = new Map(directories.map((one) => [one, this.#alone().of(one, paths.get(one) ?? [], made?.(one))]));
    for (const { modules, installed } of found.values())
      for (const one of [...modules, ...installed])
        if (!scanned.has(one) && !found.has(one)) {
          const names = files.list(one) ?? [];
          const own = names
            .filter((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name))
            .map((name) => resolvePath(one, name));
          found.set(one, this.#alone().of(one, own));
        }
    return [...found.values()];
  }

  /** For one directory: with it all trees are let go that were made for it. */
  #alone(): TerraformSurvey {
    const { files, repository } = this.#found;
    const parse = new ParsedFiles();
    return new TerraformSurvey({ files, parse, repository }, new ModuleLoader(files, parse));
  }

  /** What Terragrunt makes of a directory; undefined where it makes nothing of any. */
  async #units(): Promise<((directory: string) => MadeRoots) | undefined> {
    const { directories, terraformFiles } = this.#share;
    if (!terraformFiles.some(isTerragrunt)) return undefined;
    const { surveyUnits } = await import("../evaluate/terragrunt/units.ts");
    const { files, repository, identityOf } = this.#found;
    const input = {
      directories,
      named: [],
      files,
      parse: this.#parsed,
      options: this.#terraform,
      repository,
      identityOf,
    };
    const loader = new ModuleLoader(files, this.#parsed);
    const steps = new ScanSteps(() => loader.characters, this.#terraform.steps);
    return surveyUnits({ input, loader, steps });
  }

  #isGiven(path: string): boolean {
    const { parameters, parameterFiles, parametersOf } = this.#options;
    return (
      this.#stated.in(path).size > 0 ||
      parameters.size > 0 ||
      parameterFiles.length > 0 ||
      (parametersOf?.(path) ?? []).length > 0
    );
  }

  async surveyLinks({ templates, readsStates }: WholeSurvey): Promise<LinkSurvey> {
    const writers = readsStates ? this.#share.directories : [];
    const units = new Set(this.#share.terraformFiles.filter(isTerragrunt).map(directoryOf));
    // Where the state of a unit is has to be evaluated.
    const written = (directory: string): WrittenState =>
      units.has(directory) ? { backend: undefined, parts: {} } : this.#alone().stateWrittenBy(directory);
    return {
      states: new Map(writers.map((directory) => [directory, written(directory)])),
      templates: await this.#templates(templates),
    };
  }

  async #templates(scanned: readonly string[]): Promise<readonly TemplateSurvey[]> {
    const { trees, rest } = this.#leading;
    this.#leading = { trees: [], rest: [] };
    const { files, namedDocuments } = this.#found;
    const found = [...this.#named, ...(await this.#surveyed(trees, scanned))];
    for (let at = 0; at < rest.length; at += READ_TOGETHER) {
      const read = readTemplates(rest.slice(at, at + READ_TOGETHER), namedDocuments, files, this.#parsed);
      found.push(...(await this.#surveyed(read.templates, scanned)));
    }
    // In one order, whatever led to other files and however many workers there are.
    const places = new Map(this.#share.documents.map((path, at) => [path, at] as const));
    return found.sort((a, b) => places.get(a.path)! - places.get(b.path)!);
  }

  async #surveyed(
    templates: readonly LocatedDocument[],
    scanned: readonly string[],
  ): Promise<readonly TemplateSurvey[]> {
    if (templates.length === 0) return [];
    const { surveyTemplates } = await import("../evaluate/cloudformation/survey.ts");
    const { files, around, namedDocuments, identityOf } = this.#found;
    return surveyTemplates({
      templates,
      scanned,
      named: namedDocuments,
      assemblies: [],
      files,
      around,
      identityOf,
      parse: this.#parsed,
      options: this.#options,
      stated: this.#stated,
    });
  }
}

/**
 * Of so many characters the trees are kept until the names of all templates are known: ten times as many bytes, in each worker. To read the rest
 * again takes a tenth of what it takes to judge it.
 */
export const CHARACTERS_KEPT = 4_000_000;

/** Files of values are read once for so many templates. */
const READ_TOGETHER = 100;

/** Of so many characters templates are surveyed together that lead to no other file. */
const CHARACTERS_TOGETHER = 300_000;

/** A template without any of these exports and imports nothing, by whatever name, and refers to no other file. */
const LINKED = /Export|ImportValue|AWS::SSM|resolve:ssm|AWS::ECS::|AWS::CloudFormation|TemplateURL|Include|Transform/;

/** What a template has in it that nests another one, or reads a file: which one is known once all paths of the scan are. */
const LEADING = /TemplateURL|AWS::CloudFormation::Stack|AWS::Serverless|Include|Transform/;

/** Types of Terraform's resources by what a template has that is like them. */
const LIKE: readonly (readonly [written: RegExp, type: string])[] = [
  ...ENTRIES.flatMap(({ lookUp, cloudformation, keeps = cloudformation, terraform: [type] = [] }) =>
    lookUp === undefined || keeps === undefined || type === undefined
      ? []
      : [[new RegExp(`${keeps}(?![A-Za-z0-9])`), type] as const],
  ),
  [/Export/, OF_STACKS.export],
  [/./, OF_STACKS.stack],
];

/** What Terraform keeps for templates, by how they read it. */
const KEPT: readonly (readonly [written: RegExp, type: string])[] = [
  [/AWS::SSM::Parameter::Value|resolve:ssm/, "aws_ssm_parameter"],
  [/ImportValue/, OF_STACKS.stack],
];

function typesIn(text: string): Pick<SurveyedTemplate, "offers" | "looksUp"> {
  const of = (all: typeof LIKE) => all.flatMap(([written, type]) => (written.test(text) ? [type] : []));
  return { offers: of(LIKE), looksUp: of(KEPT) };
}
