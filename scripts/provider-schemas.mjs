/**
 * Provider schemas → scripts/provider-schemas/*.json.br: of each the resource types that matter here, from which `npm run gen` makes
 * src/evaluate/terraform/provider/schemas.generated.ts. Only for a new version of the provider or a new type.
 *
 * node scripts/provider-schemas.mjs DIRECTORY, where it finds `aws-MAJOR.json.br`: what `terraform providers schema -json` prints for one
 * provider (its part of `provider_schemas`), compressed with brotli. `terraform init` in a directory with
 * `terraform { required_providers { aws = { source = "hashicorp/aws", version = "~> MAJOR.0" } } }` fetches the provider for it.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { dataTypes, FOLDER, resourceTypes, VERSIONS } from "./gen/provider-schemas.mjs";

const directory = process.argv[2];
if (directory === undefined) throw new Error("usage: node scripts/provider-schemas.mjs DIRECTORY");

/** Of a block what is asked for here: attributes with type and computed, and nested blocks. */
function bare(block) {
  if (block === undefined) return undefined;
  const attributes = Object.entries(block.attributes ?? {}).map(([name, { type, computed }]) => [
    name,
    { type, computed },
  ]);
  const blocks = Object.entries(block.block_types ?? {}).map(([name, inner]) => [name, { block: bare(inner.block) }]);
  return { attributes: Object.fromEntries(attributes), block_types: Object.fromEntries(blocks) };
}

mkdirSync(FOLDER, { recursive: true });
for (const version of VERSIONS) {
  const schema = JSON.parse(
    brotliDecompressSync(readFileSync(join(directory, `aws-${version}.json.br`))).toString("utf8"),
  );
  const some = (all, types) =>
    Object.fromEntries(
      types.flatMap((type) => (all[type] === undefined ? [] : [[type, { block: bare(all[type].block) }]])),
    );
  const text = JSON.stringify({
    resource_schemas: some(schema.resource_schemas, await resourceTypes()),
    data_source_schemas: some(schema.data_source_schemas, dataTypes),
  });
  writeFileSync(new URL(`aws-${version}.json.br`, FOLDER), brotliCompressSync(text));
}
