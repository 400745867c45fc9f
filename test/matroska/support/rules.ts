/** Rules with error codes of their own, to see which one a reader applies. */
import { type EbmlRules, MasterElement } from '../../../src/matroska/index.js';
import { OnplayError } from '../../../src/shared/errors.js';

const error = (code: string) => (what: string) => new OnplayError(code, { publicDetail: what });

export const RULES: EbmlRules = {
  maxSiblings: 20,
  malformed: error('malformed'),
  tooComplex: error('too_complex'),
};

/** The contents of a master element. */
export const master = (...contents: readonly Uint8Array[]): MasterElement =>
  new MasterElement(Buffer.concat(contents), RULES);

/** The bytes as a view of all of them. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
