/** esbuild's lists of bundled files → one text with the licence of every package whose code is in the bundle. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function writeLicenses(top, metafiles, path) {
  const packages = new Map();
  for (const { inputs, outputs } of metafiles) {
    const used = new Set(Object.values(outputs).flatMap((output) => Object.keys(output.inputs)));
    for (const input of Object.keys(inputs)) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (folder !== undefined && used.has(input))
        packages.set(folder, JSON.parse(readFileSync(join(top, folder, "package.json"), "utf8")));
    }
  }
  const sections = [...packages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([folder, { name, version, license }]) =>
        `${name} ${version} (${license})\n\n${licenseText(join(top, folder), name, license)}`,
    );
  const line = `\n\n${"-".repeat(80)}\n\n`;
  writeFileSync(path, `The packages whose code is bundled here, with their licences.${line}${sections.join(line)}\n`);
}

function licenseText(folder, name, license) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file !== undefined) return readFileSync(`${folder}/${file}`, "utf8").replaceAll("\r\n", "\n").trim();
  const text = {
    "MPL-2.0": "Source: https://github.com/hashicorp/terraform-cdk. Licence: https://mozilla.org/MPL/2.0/",
  }[license];
  if (text === undefined) throw new Error(`${name} has no licence file`);
  return text;
}
