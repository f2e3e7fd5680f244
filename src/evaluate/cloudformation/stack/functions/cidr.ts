/** Cidr: an address block into a list of smaller ones. */
import { type Origin, STRING, type Value } from "../../../../base/value.ts";
import type { LocatedNode } from "../../../../parse/located.ts";
import { formatAddress, parseCidr } from "../../../../sets/ip-set.ts";
import { derived, LIST, list, string, textOfValue } from "../../values.ts";
import type { EvaluationContext } from "../context.ts";
import { integerOf, listArgument, mistake, wrong } from "./arguments.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html */
export function cidr(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const parts = listArgument("Fn::Cidr", argument, context, 2, 3);
  if (parts === undefined) return wrong("Fn::Cidr", origin);
  const [block, count, bits] = parts.map((part) => context.evaluate(part, context));
  const amount = integerOf(count!);
  const hostBits = bits === undefined ? undefined : integerOf(bits);
  const text = textOfValue(block!);
  const args = [block!, count!, ...(bits === undefined ? [] : [bits])];
  if (amount === undefined || amount < 1 || amount > 256) {
    if (args.every((arg) => textOfValue(arg) !== undefined))
      mistake(context, argument, "Fn::Cidr makes 1 to 256 blocks");
    return derived("cidr", args, LIST, origin);
  }
  if (text !== undefined && (bits === undefined || hostBits !== undefined)) {
    const blocks = subnetsOf(text, amount, hostBits);
    if (blocks !== undefined)
      return list(
        blocks.map((one) => string(one, origin)),
        origin,
      );
    mistake(context, argument, `${text} cannot be divided into ${amount} such blocks`);
    return wrong("Fn::Cidr", origin);
  }
  const whole = derived("cidr", args, LIST, origin);
  const blocks = Array.from({ length: amount }, (_, index) => ({
    ...whole,
    type: STRING,
    symbol: `${whole.symbol}[${index}]`,
  }));
  return list(blocks, origin);
}

/**
 * The first `count` blocks of an address block with `hostBits` bits for hosts each (8 for IPv4 and 64 for IPv6 where absent); undefined
 * where the block is none, or too small.
 */
function subnetsOf(block: string, count: number, hostBits: number | undefined): readonly string[] | undefined {
  const range = parseCidr(block);
  if (range === undefined) return undefined;
  const { family, first, last } = range;
  const bits = hostBits ?? (family === 4 ? 8 : 64);
  const width = family === 4 ? 32 : 128;
  if (bits < 0 || bits > width) return undefined;
  const size = 1n << BigInt(bits);
  if (BigInt(count) * size > last - first + 1n) return undefined;
  return Array.from(
    { length: count },
    (_, at) => `${formatAddress(family, first + BigInt(at) * size)}/${width - bits}`,
  );
}
