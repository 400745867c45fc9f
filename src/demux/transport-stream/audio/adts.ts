import type { FrameHeader } from './frame-header.js';

/** By sampling_frequency_index (ISO/IEC 14496-3 1.6.3.4). */
const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
] as const;
const BLOCK_SAMPLES = 1024;
const HEADER_BYTES = 7;

/**
 * ISO/IEC 14496-3 1.A.2.2 ADTS
 *
 *     syncword                          12 bits  0xfff
 *     ID, layer, protection_absent      1, 2 (0), 1 bits
 *     profile, sampling_frequency_index 2, 4 bits
 *     private_bit, channel_configuration, …
 *     aac_frame_length                  13 bits, from bit 30 on
 *     adts_buffer_fullness              11 bits
 *     number_of_raw_data_blocks         2 bits   less one
 */
export function readAdtsHeader(bytes: Uint8Array, at: number): FrameHeader | undefined {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) return undefined;
  const rate = RATES[(bytes[at + 2]! >> 2) & 0x0f];
  const size = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
  if (rate === undefined || size <= HEADER_BYTES) return undefined;
  return { size, rate, length: BLOCK_SAMPLES * ((bytes[at + 6]! & 3) + 1) };
}

/**
 * ISO/IEC 14496-3 1.7.2 LOAS, AudioSyncStream: 11 bits 0x2b7, 13 bits with the bytes that follow. What they decode to is in a
 * configuration that is not in every frame: the bit after that, `useSameStreamMux` (1.7.3.1), says that it is not.
 */
export function readLoasHeader(bytes: Uint8Array, at: number): FrameHeader | undefined {
  if (bytes[at] !== 0x56 || (bytes[at + 1]! & 0xe0) !== 0xe0) return undefined;
  const size = ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!;
  if (size === 0) return undefined;
  return { size: 3 + size, length: 0, rate: 0, isSync: (bytes[at + 3]! & 0x80) === 0 };
}
