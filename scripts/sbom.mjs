/**
 * Prints the list of the components that an installed reachlint has, as CycloneDX (https://cyclonedx.org): npm's own, without what is for
 * development only. `npm sbom --omit dev` leaves out what development needs too, picomatch say.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const words = ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--package-lock-only"];
const whole = JSON.parse(execFileSync("npm", words, { encoding: "utf8", cwd: new URL("..", import.meta.url) }));
const components = whole.components.filter(
  ({ properties = [] }) => !properties.some(({ name }) => name === "cdx:npm:package:development"),
);
const kept = new Set([whole.metadata.component, ...components].map((component) => component["bom-ref"]));
const dependencies = whole.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
// npm calls the component as the directory is called.
const { name } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const metadata = { ...whole.metadata, component: { ...whole.metadata.component, name } };
console.log(JSON.stringify({ ...whole, metadata, components, dependencies }, undefined, 2));
