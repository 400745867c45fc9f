/** A codec, as a track states it. */
export interface StatedCodec {
  readonly codecId: string;
  readonly codecPrivate: Uint8Array;
}

const CODEC_ID = 'V_MS/VFW/FOURCC';
const HEADER_BYTES = 40;
const CODE_OFFSET = 16;

const MPEG4 = [
  'XVID',
  'DIVX',
  'DX50',
  'FMP4',
  'MP4V',
  'M4S2',
  '3IV2',
  'RMP4',
  'SEDG',
  'UMP4',
  'XVIX',
  'BLZ0',
];
const AVC = ['H264', 'X264', 'AVC1', 'DAVC', 'VSSH'];

/** Codecs with B-frames that have a codec id of their own (draft-ietf-cellar-codec 4.3), by their code. */
const OWN_IDS: ReadonlyMap<string, string> = new Map([
  ...MPEG4.map((code) => [code, 'V_MPEG4/ISO/ASP'] as const),
  ...AVC.map((code) => [code, 'V_MPEG4/ISO/AVC'] as const),
]);

/**
 * The code of a codec in capitals, such as `XVID`, from the BITMAPINFOHEADER that is the `CodecPrivate` of `V_MS/VFW/FOURCC`.
 * Undefined for other codec ids, and for a header that is cut short.
 */
export function fourCharacterCode({ codecId, codecPrivate }: StatedCodec): string | undefined {
  if (codecId !== CODEC_ID || codecPrivate.byteLength < HEADER_BYTES) return undefined;
  return String.fromCharCode(...codecPrivate.subarray(CODE_OFFSET, CODE_OFFSET + 4)).toUpperCase();
}

/**
 * The codec id that a codec has of its own, and its configuration, which follows the BITMAPINFOHEADER. Of `V_MS/VFW/FOURCC`,
 * ffmpeg takes times for decode times, and derives other ones of B-frames. Returns the codec as it is if it has no such id.
 */
export function withOwnId(codec: StatedCodec): StatedCodec {
  const codecId = OWN_IDS.get(fourCharacterCode(codec) ?? '');
  return codecId ? { codecId, codecPrivate: codec.codecPrivate.subarray(HEADER_BYTES) } : codec;
}
