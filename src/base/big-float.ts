/** Numbers as Terraform has them: binary floating point with a 512-bit mantissa. */

/** A number that is not a safe integer. Finite: mantissa × 2^exponent with a mantissa of at most 512 bits; or an infinity. */
export interface BigFloat {
  /** Signed; odd unless zero. Meaningless where `infinite` is set. */
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly infinite?: 1 | -1;
}
