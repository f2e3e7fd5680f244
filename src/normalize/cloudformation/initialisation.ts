/** User data that calls cfn-init → also the commands and files of the metadata that cfn-init carries out. */
import { DYNAMIC } from "../../base/type.ts";
import type { Value } from "../../base/value.ts";
import type { Resource } from "../../evaluate/resource.ts";
import type { Context } from "../context.ts";
import { decodeUserData } from "../user-data/decode.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-init.html */
const CALL = /cfn-init(?:\.exe)?\b(?:\\\r?\n|[^\n])*?\s(?:--resource|-r)(?:\s+|=)["']?([A-Za-z0-9]+)/g;

/** The user data and, where it calls cfn-init for a resource of its template, every text in that resource's configuration. */
export function withInitialisation(context: Context, userData: Value | undefined, launch: Resource): Value | undefined {
  if (userData === undefined) return undefined;
  const calls = decodeUserData(userData).texts.flatMap((text) => [...text.characters.matchAll(CALL)]);
  const ids = new Set(calls.map((call) => call[1]));
  const stack = launch.address.slice(0, launch.address.lastIndexOf(".") + 1);
  const described = context.resources.filter(
    ({ scope, address }) => scope === launch.scope && ids.has(address.slice(stack.length)),
  );
  const texts = described.flatMap(({ initialisation }) =>
    initialisation === undefined ? [] : textsIn(initialisation),
  );
  return texts.length === 0
    ? userData
    : { kind: "list", shape: "list", elementType: DYNAMIC, elements: [userData, ...texts] };
}

/** Commands and contents of files, in the order in which they are written. */
function textsIn(value: Value): readonly Value[] {
  switch (value.kind) {
    case "string":
    case "text":
      return [value];
    case "list":
      return value.elements.flatMap(textsIn);
    case "map":
      return [...value.entries.values()].flatMap(textsIn);
    default:
      return [];
  }
}
