/** Data sources that look up what is deployed → the values that AWS tells, where exactly one thing, or a certain list of things, is meant. */
import { STRING, type Value } from "../../../base/value.ts";
import type { Resource } from "../../resource.ts";
import { searchOf } from "./criteria.ts";
import type { DataReading } from "./data-source.ts";
import { listedIn, onlyIn } from "./deployed-matching.ts";

/** What is kept for others by its name alone. */
const KEPT: ReadonlySet<string> = new Set([
  "aws_ssm_parameter",
  "aws_cloudformation_export",
  "aws_cloudformation_stack",
]);

function sameText(a: Value | undefined, b: Value | undefined): boolean {
  return a?.kind === "string" && b?.kind === "string" && a.value === b.value;
}

/** Undefined where facts do not tell it. What may be found in the scan itself is not looked for among them. */
export function deployedAttribute({ root, instance, name }: DataReading): Value | undefined {
  const { deployed, options } = root.input;
  const { mode, type } = instance.declaration;
  if (deployed === undefined || options.strict || mode !== "data" || instance.repeated) return undefined;
  if (deployed.inSource.has(`${root.id} ${instance.address}`)) return undefined;
  const data = instance.resource(root.id);
  if (KEPT.has(type)) {
    const own = data.body.attributes.get("name")?.value;
    const kept = (deployed.byType.get(type) ?? []).filter(({ body }) =>
      sameText(body.attributes.get("name")?.value, own),
    );
    const value = kept.length === 1 ? kept[0]!.body.attributes.get(name)?.value : undefined;
    if (value !== undefined) tell(root, data, kept[0]!.address);
    return value;
  }
  const search = searchOf(type);
  if (search === undefined) return undefined;
  if (search.findsMany) return name === "ids" ? idsOf(listedIn(deployed.byType, data, search), root, data) : undefined;
  const found = onlyIn(deployed.byType, data, search);
  if (found === undefined) return undefined;
  const value = found.body.attributes.get(name)?.value;
  if (value !== undefined) tell(root, data, found.address);
  return value;
}

function idsOf(found: readonly Resource[] | undefined, root: DataReading["root"], data: Resource): Value | undefined {
  const ids = found?.map(({ body }) => body.attributes.get("id")?.value);
  if (ids === undefined || ids.length === 0 || ids.includes(undefined)) return undefined;
  tell(root, data, found!.map(({ address }) => address).join(", "));
  return { kind: "list", shape: "list", elementType: STRING, elements: ids as Value[] };
}

function tell(root: DataReading["root"], data: Resource, found: string): void {
  root.assume("data-source", `${data.address} finds ${found}, as it is deployed`);
}
