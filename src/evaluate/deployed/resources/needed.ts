/**
 * Of all that is deployed what may matter: an account has thousands of security groups, task definitions and versions of launch templates, of
 * which services and what they run on name some.
 */
import type { Value } from "../../../base/value.ts";
import type { Resource, ResourceBody } from "../../resource.ts";

/** There may be very many of these, and one counts only where something that counts names it. */
const NAMED: ReadonlySet<string> = new Set([
  "aws_security_group",
  "aws_default_security_group",
  "aws_launch_template",
  "aws_ecs_task_definition",
  "aws_lb",
  "aws_lb_target_group",
]);

/** Of these, one counts where it names what counts, or is named by it. */
const NAMING: ReadonlySet<string> = new Set(["aws_lb_listener", "aws_lb_listener_rule"]);

/** All others, and those that they lead to. `source`: resources beside them that may name some. */
export function neededOf(deployed: readonly Resource[], source: readonly Resource[]): readonly Resource[] {
  const seen = new Set<string>();
  const kept = new Set<Resource>();
  const keep = (resource: Resource): void => {
    kept.add(resource);
    for (const id of idsIn(resource.body)) seen.add(id);
  };
  const names = new Set(source.flatMap(({ body }) => templateNamesIn(body)));
  for (const resource of source) for (const id of idsIn(resource.body)) seen.add(id);
  let left = deployed.filter((resource) => {
    const isOther = !NAMED.has(resource.type) && !NAMING.has(resource.type);
    if (isOther) keep(resource);
    return !isOther;
  });
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    left = left.filter((resource) => {
      // Source names a launch template, and which version it takes beside it.
      const isNamed = (resource.identities ?? []).some(
        (id) =>
          seen.has(id) ||
          (resource.type === "aws_launch_template" && [seen, names].some((all) => all.has(id.replace(/:[^:]*$/, "")))),
      );
      const isMeant = isNamed || (NAMING.has(resource.type) && [...idsIn(resource.body)].some((id) => seen.has(id)));
      if (isMeant) keep(resource);
      return !isMeant;
    });
  }
  return deployed.filter((resource) => kept.has(resource));
}

/** `sg-0a1`, `lt-0a1:3`, an ARN: what no other text looks like. */
const ID = /^(?:arn:|[a-z]+-[0-9a-f]+(?::\d+)?$)/;

function idsIn(body: ResourceBody): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: Value): void => {
    if (value.kind === "string") {
      if (ID.test(value.value)) found.add(value.value);
    } else if (value.kind === "list") for (const one of value.elements) visit(one);
    else if (value.kind === "map") for (const one of value.entries.values()) visit(one);
    else if (value.kind === "unknown") for (const one of value.oneOf ?? []) visit(one);
  };
  const inBody = ({ attributes, blocks }: ResourceBody): void => {
    for (const { value } of attributes.values()) visit(value);
    for (const block of blocks) inBody(block.body);
  };
  inBody(body);
  return found;
}

/** The names of launch templates, which no look tells from other texts. */
function templateNamesIn({ attributes, blocks }: ResourceBody): readonly string[] {
  const named = (value: Value): readonly string[] => {
    if (value.kind === "list") return value.elements.flatMap(named);
    if (value.kind !== "map") return [];
    return [...value.entries].flatMap(([key, one]) =>
      TEMPLATE_NAME.test(key) && one.kind === "string" ? [one.value] : named(one),
    );
  };
  const written = [...attributes].flatMap(([key, { value }]) =>
    TEMPLATE_NAME.test(key) && value.kind === "string" ? [value.value] : named(value),
  );
  const inBlocks = blocks.flatMap(({ type, body }) => {
    const name = type === "launch_template" ? body.attributes.get("name")?.value : undefined;
    return [...(name?.kind === "string" ? [name.value] : []), ...templateNamesIn(body)];
  });
  return [...written, ...inBlocks];
}

const TEMPLATE_NAME = /^launch_?template_?name$/i;
