/** What runs that share out a scan must have in common, so that what they say can be put together: hashes to compare. */
import { createHash } from "node:crypto";
import type { Part } from "../parts/part.ts";
import type { Begun } from "../pipeline.ts";

/**
 * Of the files that the scan looks at, indexes of other repositories among them, the values and files of values that it is given, and the rules that run. What only the reports depend
 * on, such as a baseline, is not in it: that is up to who puts the shards together.
 */
export function scanIdentity({ found, rules, request }: Begun): string {
  const { terraform, cloudformation, reach, paths, namedFiles, plans, stated } = request;
  const { files, terraformFiles, documents, assemblies } = found;
  const hash = createHash("sha256");
  const add = (what: unknown): void => {
    hash.update(`${JSON.stringify(what)}\n`);
  };
  add({
    paths,
    named: found.namedTerraform,
    namedDocuments: found.namedDocuments,
    assemblies,
    plans,
    terraform: {
      ...terraform,
      environment: [...terraform.environment],
      assignments: withoutPlaces(terraform.assignments),
    },
    cloudformation: { ...cloudformation, parameters: [...cloudformation.parameters] },
    reach,
    rules,
    given: found.terraform.map((root) => withoutPlaces(terraform.assignmentsTo?.(root) ?? [])),
    stated: [...found.terraform, ...documents].map((root) =>
      [...stated.in(root).values()].map(({ subject, says }) => [subject, JSON.stringify(says, withoutPlace)]),
    ),
    parameters: documents.map((path) => withoutPlaces(cloudformation.parametersOf?.(path) ?? [])),
  });
  const values = found.terraform.flatMap((directory) =>
    (files.list(directory) ?? []).filter((name) => VALUES.test(name)).map((name) => `${directory}/${name}`),
  );
  const each = found.each.flatMap(({ paths }) => paths);
  for (const path of [...terraformFiles, ...documents, ...values, ...namedFiles, ...each]) {
    const read = files.read(path);
    add([path, read.ok ? read.bytes.length : read.because]);
    if (read.ok) hash.update(read.bytes);
  }
  // Their directory may be elsewhere on another machine.
  for (const path of found.indexes) {
    const read = files.read(path);
    add(read.ok ? read.text : read.because);
  }
  return hash.digest("hex");
}

const VALUES = /\.tfvars(?:\.json)?$/;

/** Places in a file of settings, which is elsewhere on another machine. */
function withoutPlaces(given: readonly object[]): readonly object[] {
  return given.map((one) => ({ ...one, span: undefined }));
}

/** The same of what is in it; a map as its entries. */
function withoutPlace(key: string, value: unknown): unknown {
  if (key === "span" || key === "origin") return undefined;
  return value instanceof Map ? [...value] : value;
}

/** Of the roots in each part, with their sizes. */
export function divisionIdentity(parts: readonly Part[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
