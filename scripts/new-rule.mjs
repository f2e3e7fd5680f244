/**
 * `npm run new-rule ID` → a rule with its cases, from which a new one is made. What it writes works as it is: the tests that it names pass
 * before anything is filled in, so that what fails later is what was changed last.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const top = fileURLToPath(new URL("../", import.meta.url));
const FORM = fileURLToPath(new URL("./new-rule/", import.meta.url));

/** One folder of the rule's fixtures each: how many tasks its service wants, in both dialects. */
const CASES = [
  { name: "violated", says: "The service wants no tasks.", terraform: "0", cloudFormation: "0" },
  { name: "clean", says: "The service wants tasks.", terraform: "2", cloudFormation: "2" },
  {
    name: "undetermined",
    says: "How many tasks the service wants is an input.",
    terraform: "var.tasks",
    cloudFormation: "!Ref Tasks",
    terraformInput: 'variable "tasks" {\n  type = number\n}\n\n',
    cloudFormationInput: "Parameters:\n  Tasks:\n    Type: Number\n\n",
  },
];

/** The files of a new rule, with paths from the top of the repository. */
function filesOf(id) {
  const fixtures = CASES.flatMap((one) => {
    const { name, says, terraform, cloudFormation, terraformInput = "", cloudFormationInput = "" } = one;
    const annotation = name === "clean" ? "" : `# ${name}: ${id}\n`;
    const inTemplate = annotation === "" ? "" : `  ${annotation}`;
    return [
      ["main.tf", { says, annotation, input: terraformInput, value: terraform }],
      ["template.yaml", { says, annotation: inTemplate, input: cloudFormationInput, value: cloudFormation }],
    ].map(([file, holes]) => ({ path: `fixtures/${id}/${name}/${file}`, text: filled(file, holes) }));
  });
  return [{ path: `rules/${id}.yaml`, text: filled("rule.yaml", { id }) }, ...fixtures];
}

function filled(form, holes) {
  return readFileSync(`${FORM}${form}`, "utf8").replace(/\{\{(\w+)\}\}/g, (_, name) => holes[name]);
}

function whatIsWrong(ids) {
  if (ids.length !== 1) return "usage: npm run new-rule ID";
  const [id] = ids;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    return `${id}: a rule's id is in kebab-case, such as service-without-tasks`;
  const there = [`rules/${id}.yaml`, `fixtures/${id}`].find((path) => existsSync(`${top}${path}`));
  return there === undefined ? undefined : `${there} is there already`;
}

const ids = process.argv.slice(2);
const wrong = whatIsWrong(ids);
if (wrong !== undefined) {
  console.error(wrong);
  process.exitCode = 2;
} else {
  const [id] = ids;
  const files = filesOf(id);
  for (const { path, text } of files) {
    mkdirSync(dirname(`${top}${path}`), { recursive: true });
    writeFileSync(`${top}${path}`, text);
  }
  console.log(`${files.map(({ path }) => path).join("\n")}

Fill in:
  1. rules/${id}.yaml: every field but id. docs/rule-language.md has the entities, properties and placeholders.
  2. fixtures/${id}/*/main.tf and template.yaml: the same case in both dialects, a comment at its top that says what it is.
     # violated: ${id}, or # undetermined: ${id}, stands above the line where the finding begins.
  3. Further cases where the rule has edges: a folder each, called by what it is.

Then:
  npm run gen                                        makes the built-in rule and its page
  npx vitest run test/fixtures.test.ts -t ${id}
                                                     runs the cases, and writes expected.flows.txt of each: read it
  npm test`);
}
