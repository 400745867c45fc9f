import { box } from '../../../isobmff/index.js';
import type { TrackEntry } from '../../../matroska/index.js';

/** Features in `CodecPrivate` (WebM, VP9 CodecPrivate): each has its id, its length, which is 1, and its value. */
const FEATURE = { profile: 1, level: 2, bitDepth: 3, chroma: 4 } as const;
const UNSPECIFIED = 2;
/** 4:2:0, with samples of colour between lines. */
const DEFAULT_CHROMA = 0;

/**
 * VP Codec ISO Media File Format Binding: VPCodecConfigurationRecord, in a full box of version 1
 *
 *     profile                      u8
 *     level                        u8     0: not known
 *     bitDepth                     4 bits
 *     chromaSubsampling            3 bits
 *     videoFullRangeFlag           1 bit
 *     colourPrimaries, transferCharacteristics, matrixCoefficients  u8 each
 *     codecInitializationDataSize  u16    0
 *
 * @param frame the first frame, which has the profile (VP9 bitstream specification 6.2).
 */
export function vp9Configuration({ codecPrivate, video }: TrackEntry, frame: Uint8Array): Uint8Array {
  const features = featuresIn(codecPrivate);
  const profile = features.get(FEATURE.profile) ?? profileOf(frame);
  const bitDepth = features.get(FEATURE.bitDepth) ?? video?.colour?.bitsPerChannel ?? (profile >= 2 ? 10 : 8);
  const chroma = features.get(FEATURE.chroma) ?? DEFAULT_CHROMA;
  const { primaries, transfer, matrix, fullRange } = video?.colour ?? UNKNOWN_COLOUR;
  const format = ((bitDepth & 15) << 4) | ((chroma & 7) << 1) | (fullRange ? 1 : 0);
  const fields = [profile, features.get(FEATURE.level) ?? 0, format, primaries, transfer, matrix, 0, 0];
  return box('vpcC', Uint8Array.of(1, 0, 0, 0, ...fields));
}

const UNKNOWN_COLOUR = {
  ...{ primaries: UNSPECIFIED, transfer: UNSPECIFIED, matrix: UNSPECIFIED },
  fullRange: false,
};

function featuresIn(codecPrivate: Uint8Array): ReadonlyMap<number, number> {
  const features = new Map<number, number>();
  for (let at = 0; at + 2 < codecPrivate.byteLength && codecPrivate[at + 1] === 1; at += 3)
    features.set(codecPrivate[at]!, codecPrivate[at + 2]!);
  return features;
}

/** The low bit comes first, after frame_marker. */
function profileOf(frame: Uint8Array): number {
  const byte = frame[0] ?? 0;
  return ((byte >> 5) & 1) | ((byte >> 3) & 2);
}
