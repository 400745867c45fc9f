import { concat, fullBox, requireInteger, u8, u16, u24, u32 } from './box.js';
import { encoderOutputMalformed } from './errors.js';
import type { Fields } from './fields.js';
import { type BoxSpan, fieldsOf } from './read-boxes.js';

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
 * Returns the AudioSpecificConfig in an `esds` box, as a view of `bytes`.
 * @throws OnplayError `encoder_output_malformed` if there is none.
 */
export function readAudioSpecificConfig(bytes: Uint8Array, span: BoxSpan): Uint8Array {
  const fields = fieldsOf(bytes, span);
  fields.skip(4);
  openDescriptor(fields, TAG.elementaryStream);
  fields.skip(2);
  if (fields.u8() !== 0) throw encoderOutputMalformed('an elementary stream with optional fields');
  openDescriptor(fields, TAG.decoderConfig);
  fields.skip(13);
  return fields.bytes(openDescriptor(fields, TAG.decoderSpecificInfo));
}

function descriptor(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concat(contents);
  return concat([u8(tag, requireInteger(body.length, 0, LONGEST_ONE_BYTE_SIZE)), body]);
}

/** Reads a tag and a size (7 bits in each byte; the top bit is set if another byte follows), and returns the size. */
function openDescriptor(fields: Fields, tag: number): number {
  if (fields.u8() !== tag) throw encoderOutputMalformed(`expected descriptor ${tag}`);
  let size = 0;
  for (let count = 0; count < LONGEST_SIZE_FIELD; count++) {
    const byte = fields.u8();
    size = size * 128 + (byte & 0x7f);
    if (byte < 0x80) return size;
  }
  throw encoderOutputMalformed('descriptor size too long');
}
