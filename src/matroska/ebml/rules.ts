/** With which errors elements are read. */
export interface EbmlRules {
  /** The most elements directly in one element. */
  readonly maxSiblings: number;
  /** The error for bytes that are not whole, consistent elements. `what` completes "the file is damaged: …". */
  malformed(what: string): Error;
  /** The error for more elements than `maxSiblings`. */
  tooComplex(what: string): Error;
}
