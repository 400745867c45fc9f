/** How strictly boxes are read, and with which errors: what an encoder wrote is judged otherwise than what is uploaded. */
export interface BoxRules {
  /**
   * Whether to refuse what the standard allows or writers get wrong, and a whole file of our own encoder does not have:
   * size 0 ("to the end of the file"), bytes too few for a header at the end of a box, numbers above 2^53 - 1.
   */
  readonly isStrict: boolean;
  /** The most boxes directly in one box. */
  readonly maxSiblings: number;
  /** The error for bytes that are not a whole, consistent box. `what` completes "the file is damaged: …". */
  malformed(what: string): Error;
  /** The error for more boxes than `maxSiblings`. */
  tooComplex(what: string): Error;
}

/** The bytes that boxes lie in. All offsets are from their start. */
export interface BoxData {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly rules: BoxRules;
}

/** Where a box lies. */
export interface BoxSpan {
  /** Four-character code, one character for each byte. */
  readonly type: string;
  /** First byte of the header. */
  readonly start: number;
  /** First byte after the header (a full box's version and flags come next). */
  readonly contentStart: number;
  /** First byte after the box. */
  readonly end: number;
}
