/** esbuild's lists of bundled files → one text with the licence of every package whose code is in the bundle. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function writeLicenses(top, metafiles, path) {
  const packages = new Map();
  for (const { inputs, outputs } of metafiles) {
    const used = new Set(Object.values(outputs).flatMap((output) => Object.keys(output.inputs)));
    for (const input of Object.keys(inputs)) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (folder === undefined || !used.has(input)) continue;
      for (const one of input.endsWith(".min.js") ? withDependencies(top, folder) : [folder])
        packages.set(one, aboutOf(top, one));
    }
  }
  const sections = [...packages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([folder, about]) =>
        `${about.name} ${about.version} (${about.license})\n\n${INSIDE[about.name] ?? ""}${licenseText(join(top, folder), about)}`,
    );
  const line = `\n\n${"-".repeat(80)}\n\n`;
  writeFileSync(path, `The packages whose code is bundled here, with their licences.${line}${sections.join(line)}\n`);
}

function aboutOf(top, folder) {
  return JSON.parse(readFileSync(join(top, folder, "package.json"), "utf8"));
}

/** Of a package that has bundled its code itself: what it depends on is in it, and not among the files. */
function withDependencies(top, folder) {
  const names = Object.keys(aboutOf(top, folder).dependencies ?? {});
  const beside = folder.slice(0, folder.lastIndexOf("node_modules/") + "node_modules/".length);
  return [folder, ...names.flatMap((name) => withDependencies(top, placeOf(top, folder, beside, name)))];
}

function placeOf(top, folder, beside, name) {
  const own = `${folder}/node_modules/${name}`;
  return existsSync(join(top, own)) ? own : `${beside}${name}`;
}

/** What is compiled into a package, which its own licence does not tell. */
const INSIDE = {
  "@hpcc-js/wasm-graphviz": `It holds, as WebAssembly, Graphviz (Eclipse Public License, https://graphviz.org/license/; source: https://gitlab.com/graphviz/graphviz)
and Expat (MIT, https://github.com/libexpat/libexpat/blob/master/COPYING). The package itself:

`,
};

function licenseText(folder, { name, license, author, main }) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file !== undefined) return readFileSync(`${folder}/${file}`, "utf8").replaceAll("\r\n", "\n").trim();
  if (license === "MPL-2.0")
    return "Source: https://github.com/hashicorp/terraform-cdk. Licence: https://mozilla.org/MPL/2.0/";
  if (license !== "MIT" || author === undefined) throw new Error(`${name} has no licence file`);
  // What it is made from is told at the head of its code only.
  const head = /^\/\*![\s\S]*?\*\//.exec(readFileSync(join(folder, main), "utf8"))?.[0];
  return [...(head === undefined ? [] : [head]), `Copyright (c) ${author.name ?? author}`, MIT].join("\n\n");
}

/** https://spdx.org/licenses/MIT.html */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to
deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or
sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.`;
