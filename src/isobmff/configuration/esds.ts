import type { Box } from '../boxes/read-box.js';
import { concat, fullBox, requireInteger, u8, u16, u24, u32 } from '../boxes/write-box.js';

/** Values of an elementary stream descriptor for MPEG-4 audio. */
export interface ElementaryStream {
  /** AudioSpecificConfig, ISO/IEC 14496-3 1.6.2.1. */
  readonly audioSpecificConfig: Uint8Array;
  /** In bit/s; written as both the average and the maximum. */
  readonly bitrate: number;
}

/** ISO/IEC 14496-1 7.2.2.1, table 1. */
const TAG = { elementaryStream: 3, decoderConfig: 4, decoderSpecificInfo: 5, syncLayerConfig: 6 } as const;
const MPEG_4_AUDIO = 0x40;
/** streamType 5 (audio), upStream 0, reserved 1. */
const AUDIO_STREAM = (5 << 2) | 1;
const RESERVED_FOR_MP4 = 2;
const LONGEST_ONE_BYTE_SIZE = 0x7f;
const LONGEST_SIZE_FIELD = 4;
const FULL_BOX_BYTES = 4;
/** The descriptors down to the AudioSpecificConfig, and the bytes of fields in each before the next. */
const PATH = [
  { tag: TAG.elementaryStream, fields: 3 },
  { tag: TAG.decoderConfig, fields: 13 },
  { tag: TAG.decoderSpecificInfo, fields: 0 },
] as const;

/**
 * ISO/IEC 14496-14 6.7.2 ES descriptor box; descriptors of ISO/IEC 14496-1 7.2.6
 *
 *     ES_Descriptor               ES_ID u16  0, flags u8  0
 *       DecoderConfigDescriptor   objectTypeIndication u8, streamType u8, bufferSizeDB u24,
 *                                 maxBitrate u32, avgBitrate u32
 *         DecoderSpecificInfo     AudioSpecificConfig
 *       SLConfigDescriptor        predefined u8  2: reserved for use in MP4 files
 */
export function esds({ audioSpecificConfig, bitrate }: ElementaryStream): Uint8Array {
  const decoderConfig = descriptor(
    TAG.decoderConfig,
    u8(MPEG_4_AUDIO, AUDIO_STREAM),
    u24(0),
    u32(bitrate, bitrate),
    descriptor(TAG.decoderSpecificInfo, audioSpecificConfig),
  );
  const syncLayerConfig = descriptor(TAG.syncLayerConfig, u8(RESERVED_FOR_MP4));
  return fullBox(
    'esds',
    0,
    0,
    descriptor(TAG.elementaryStream, u16(0), u8(0), decoderConfig, syncLayerConfig),
  );
}

/**
 * Returns the AudioSpecificConfig in an `esds` box, as a view of its bytes. Undefined if the descriptors are cut short, have
 * optional fields or lack one.
 */
export function readAudioSpecificConfig(box: Box): Uint8Array | undefined {
  let content: Uint8Array | undefined = box.content.subarray(FULL_BOX_BYTES);
  for (const { tag, fields } of PATH) content = content && descriptorContent(content, tag)?.subarray(fields);
  return content;
}

/**
 * Returns `objectTypeIndication` (ISO/IEC 14496-1 table 5) and the DecoderSpecificInfo in an `esds` box of any codec, which is
 * empty where there is none. Undefined if the descriptors are cut short or have optional fields.
 */
export function readDecoderConfig(
  box: Box,
): { readonly objectType: number; readonly specificInfo: Uint8Array } | undefined {
  const [elementaryStream, decoderConfig, specificInfo] = PATH;
  const stream = descriptorContent(box.content.subarray(FULL_BOX_BYTES), elementaryStream.tag);
  const config = stream && descriptorContent(stream.subarray(elementaryStream.fields), decoderConfig.tag);
  const [objectType] = config ?? [];
  if (!config || objectType === undefined) return undefined;
  const info = descriptorContent(config.subarray(decoderConfig.fields), specificInfo.tag);
  return { objectType, specificInfo: info ?? new Uint8Array() };
}

function descriptor(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concat(contents);
  return concat([u8(tag, requireInteger(body.length, 0, LONGEST_ONE_BYTE_SIZE)), body]);
}

/** Content of the leading descriptor: after its tag, the size has 7 bits per byte and the high bit continues it. */
function descriptorContent(bytes: Uint8Array, tag: number): Uint8Array | undefined {
  if (bytes[0] !== tag) return undefined;
  let size = 0;
  for (let at = 1; at <= LONGEST_SIZE_FIELD; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    size = size * 128 + (byte & 0x7f);
    if (byte < 0x80)
      return at + 1 + size <= bytes.byteLength ? bytes.subarray(at + 1, at + 1 + size) : undefined;
  }
  return undefined;
}
