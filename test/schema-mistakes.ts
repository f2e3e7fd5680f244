import { Ajv } from "ajv";

/** What of a value is not as its JSON schema has it, or the schema's `definition` of that name; nothing where all is. */
export function schemaMistakes(value: unknown, schema: object, definition?: string): unknown {
  const ajv = new Ajv({ strict: false, logger: false, validateFormats: false, unicodeRegExp: false });
  const validate = ajv.compile(definition === undefined ? schema : { ...schema, $ref: `#/definitions/${definition}` });
  return validate(value) ? [] : validate.errors;
}
