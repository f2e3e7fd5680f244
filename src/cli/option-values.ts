/** What stands behind an option → its value; what has not the form is refused. */
import { InvalidArgumentError, Option } from "commander";
import { SEVERITIES, type Severity } from "../base/diagnostic.ts";
import { type PortRange, portRange, STEPS, stepCount } from "../request.ts";

/** An option that may be given several times; its value is the list of all. */
export function repeatable<T>(flags: string, description: string, read: (text: string) => T): Option {
  const gather = (text: string, before: readonly T[] = []): readonly T[] => [...before, read(text)];
  return new Option(flags, `${description} (repeatable)`).argParser<readonly T[]>(gather);
}

export function same(text: string): string {
  return text;
}

export function nameAndValue(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It must have the form NAME=VALUE.");
  return [text.slice(0, at), text.slice(at + 1)];
}

export function severityOf(text: string): readonly [string, Severity] {
  const [id, written] = nameAndValue(text);
  const level = SEVERITIES.find((one) => one === written);
  if (level === undefined) throw new InvalidArgumentError("The level must be error, warning or note.");
  return [id, level];
}

export function stepsOf(text: string): number {
  const steps = stepCount(text);
  if (steps !== undefined) return steps;
  throw new InvalidArgumentError(`It must be a whole number from ${STEPS.least} to ${STEPS.most}.`);
}

export function twoPorts(text: string): PortRange {
  const range = portRange(text);
  if (range === undefined) throw new InvalidArgumentError("It must be two ports, such as 32768-60999.");
  return range;
}

export function depthOf(text: string): number {
  if (/^[1-9]$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1 to 9.");
}
