/** Finds the caption data in a coded picture. */
import { framedUnits, type NalFraming, unescaped } from '../nal-stream.js';
import { seiMessages } from '../sei.js';
import { startCodes } from '../start-codes.js';
import {
  ATSC_PROVIDER,
  type Construct,
  captionsOfUserData,
  REGISTERED_USER_DATA,
  startsWith,
} from './caption-data.js';

/** Of an SEI NAL unit, or of user data: a message with captions has at most 115 bytes. */
const MAX_MESSAGE_BYTES = 4096;
/** Codecs whose frames are searched for captions, as ffmpeg names them. */
export type CaptionedCodec = 'h264' | 'hevc' | 'mpeg2video';

export interface CaptionSyntax {
  readonly codec: CaptionedCodec;
  /** Of H.264 and HEVC. */
  readonly framing: NalFraming;
}

export function isCaptionedCodec(codec: string): codec is CaptionedCodec {
  return codec === 'h264' || codec === 'hevc' || codec === 'mpeg2video';
}

/** How the SEI NAL units of a codec are told from others (H.264 table 7-1, H.265 table 7-1). */
interface NalTypes {
  readonly headerBytes: number;
  readonly isSupplement: (header: number) => boolean;
}

const NAL_TYPES: Readonly<Record<'h264' | 'hevc', NalTypes>> = {
  h264: { headerBytes: 1, isSupplement: (header) => (header & 0x1f) === 6 },
  hevc: { headerBytes: 2, isSupplement: (header) => ((header >> 1) & 0x3f) === 39 },
};

/**
 * The valid constructs of the caption data in a sample, in their order: of both fields, where each is a picture.
 * @param sample may be cut short: captions come before the slices of their picture.
 */
export function sampleCaptions(sample: Uint8Array, { codec, framing }: CaptionSyntax): Construct[] {
  return codec === 'mpeg2video' ? mpeg2Captions(sample) : nalCaptions(sample, NAL_TYPES[codec], framing);
}

function nalCaptions(sample: Uint8Array, types: NalTypes, framing: NalFraming): Construct[] {
  const constructs: Construct[] = [];
  for (const { start, end } of framedUnits(sample, framing)) {
    if (!types.isSupplement(sample[start] ?? 0)) continue;
    const payload = sample.subarray(start + types.headerBytes, Math.min(end, start + MAX_MESSAGE_BYTES));
    for (const message of seiMessages(unescaped(payload)))
      if (message.type === REGISTERED_USER_DATA) constructs.push(...registeredCaptions(message.payload));
  }
  return constructs;
}

function registeredCaptions(payload: Uint8Array): Construct[] {
  if (!startsWith(payload, ATSC_PROVIDER)) return [];
  return captionsOfUserData(payload.subarray(ATSC_PROVIDER.byteLength));
}

/** `user_data_start_code` (ISO/IEC 13818-2 table 6-1). */
const USER_DATA = 0xb2;

function mpeg2Captions(sample: Uint8Array): Construct[] {
  const constructs: Construct[] = [];
  for (const { code, content } of startCodes(sample))
    if (code === USER_DATA)
      constructs.push(...captionsOfUserData(sample.subarray(content, content + MAX_MESSAGE_BYTES)));
  return constructs;
}
