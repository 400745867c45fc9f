import { box, u16, u32, zeros } from './box.js';
import { type ElementaryStream, esds } from './esds.js';

/** Values of an AAC sample entry. */
export interface AacSampleEntry extends ElementaryStream {
  /** In Hz. */
  readonly sampleRate: number;
  readonly channels: number;
}

const MAX_RATE_FIELD = 0xffff;

/**
 * ISO/IEC 14496-12 12.2.3 Audio sample entry, ISO/IEC 14496-14 6.7 MP4 audio sample entry
 *
 *     reserved              6 bytes
 *     data_reference_index  u16
 *     reserved              8 bytes
 *     channelcount          u16
 *     samplesize            u16    16
 *     pre_defined           u16
 *     reserved              u16
 *     samplerate            16.16  in Hz; 0 if it does not fit, then only `esds` has it
 *     esds                  box
 */
export function mp4a(entry: AacSampleEntry): Uint8Array {
  const rateField = entry.sampleRate > MAX_RATE_FIELD ? 0 : entry.sampleRate;
  return box(
    'mp4a',
    zeros(6),
    u16(1),
    zeros(8),
    u16(entry.channels, 16, 0, 0),
    u32(rateField * 2 ** 16),
    esds(entry),
  );
}
