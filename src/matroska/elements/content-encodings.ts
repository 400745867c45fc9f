import type { MasterElement } from '../ebml/read-element.js';
import { ID } from './ids.js';

/** What was done to the frames of a track, and to its `CodecPrivate`, after they were encoded. */
export type ContentEncoding =
  | { readonly kind: 'stripped'; readonly frames: Uint8Array; readonly codecPrivate: Uint8Array }
  /** @property name of the compression. */
  | { readonly kind: 'compressed'; readonly name: string }
  /** @property name of the cipher. */
  | { readonly kind: 'encrypted'; readonly name: string };

const COMPRESSION = 0;
const HEADER_STRIPPING = 3;
const COMPRESSIONS = ['zlib', 'bzlib', 'lzo1x'];
/** Table of ContentEncAlgo; 0: only signed. */
const CIPHERS = ['no cipher', 'DES', '3DES', 'Twofish', 'Blowfish', 'AES'];
/** Bits of ContentEncodingScope. */
const FRAMES = 0x1;
const CODEC_PRIVATE = 0x2;

/**
 * RFC 9559 5.1.4.1.31 ContentEncodings
 *
 *     ContentEncoding  master, repeated
 *       ContentEncodingOrder  unsigned  0; the highest was applied last
 *       ContentEncodingScope  unsigned  1: frames; 2: CodecPrivate; or both
 *       ContentEncodingType   unsigned  0: compression; 1: encryption
 *       ContentCompression    master
 *         ContentCompAlgo      unsigned  0: zlib; 1: bzlib; 2: lzo1x; 3: header stripping
 *         ContentCompSettings  binary    of header stripping, the bytes that were removed from the beginning
 *       ContentEncryption     master
 *         ContentEncAlgo       unsigned  0: none; 1: DES; 2: 3DES; 3: Twofish; 4: Blowfish; 5: AES
 *
 * Returns the bytes to put before each frame and before `CodecPrivate` if all encodings are header stripping, else the first
 * that is not. Undefined if there is none.
 */
export function readContentEncodings(encodings: MasterElement): ContentEncoding | undefined {
  const all = encodings.masters(ID.contentEncoding);
  const others = all.flatMap((encoding) => otherEncoding(encoding) ?? []);
  if (all.length === 0 || others.length > 0) return others[0];
  // The one that was applied first took away what stands first.
  const inOrder = [...all].sort((a, b) => orderOf(a) - orderOf(b));
  const removedFrom = (scope: number) =>
    joined(inOrder.filter((encoding) => (scopeOf(encoding) & scope) !== 0).map(strippedBytes));
  return { kind: 'stripped', frames: removedFrom(FRAMES), codecPrivate: removedFrom(CODEC_PRIVATE) };
}

const orderOf = (encoding: MasterElement) => encoding.unsigned(ID.contentEncodingOrder, 0);
const scopeOf = (encoding: MasterElement) => encoding.unsigned(ID.contentEncodingScope, FRAMES);

/** Undefined for header stripping. */
function otherEncoding(encoding: MasterElement): ContentEncoding | undefined {
  if (encoding.unsigned(ID.contentEncodingType, COMPRESSION) !== COMPRESSION) {
    const cipher = encoding.master(ID.contentEncryption)?.unsigned(ID.contentEncAlgo, 0) ?? 0;
    return { kind: 'encrypted', name: CIPHERS[cipher] ?? 'an unknown cipher' };
  }
  const algorithm = encoding.master(ID.contentCompression)?.unsigned(ID.contentCompAlgo, 0) ?? 0;
  if (algorithm === HEADER_STRIPPING) return undefined;
  return { kind: 'compressed', name: COMPRESSIONS[algorithm] ?? 'an unknown compression' };
}

function strippedBytes(encoding: MasterElement): Uint8Array {
  return encoding.master(ID.contentCompression)?.binary(ID.contentCompSettings) ?? new Uint8Array();
}

function joined(arrays: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(arrays.flatMap((array) => [...array]));
}
