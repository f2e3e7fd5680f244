/** The part of the package that is used (https://github.com/cscott/seek-bzip#documentation). */
declare module "seek-bzip" {
  const Bunzip: {
    /** Several streams behind each other are one where `multistream` says so. Throws where it is none, or is damaged. */
    decode(
      input: object & { readByte(): number; eof(): boolean },
      output: { writeByte(byte: number): void },
      multistream: boolean,
    ): void;
    /** Its other methods are made of `readByte`. */
    readonly Stream: new () => object;
  };
  export default Bunzip;
}
