/** Uncompressed audio, whose PES packets begin with four bytes that say what follows. */
import type { PacketFormat } from '../units/packet-units.js';

const HEAD_BYTES = 4;
/** Stored channels by channel_assignment: an odd number is filled up. */
const CHANNELS = [0, 2, 0, 2, 4, 4, 4, 4, 6, 6, 8, 8] as const;
const RATES: Readonly<Record<number, number>> = { 1: 48_000, 4: 96_000, 5: 192_000 };
const SAMPLE_BYTES = [0, 2, 3, 3] as const;

/** Blu-ray LPCM: u16 size; channel_assignment: 4 bits; sampling_frequency: 4 bits; bits_per_sample: 2 bits; … */
export function readBlurayLpcm(bytes: Uint8Array, at: number): PacketFormat | undefined {
  const frameBytes = (CHANNELS[bytes[at + 2]! >> 4] ?? 0) * SAMPLE_BYTES[bytes[at + 3]! >> 6]!;
  const rate = RATES[bytes[at + 2]! & 0x0f];
  if (frameBytes === 0 || rate === undefined) return undefined;
  return { rate, lengthOf: (size) => Math.floor(Math.max(0, size - HEAD_BYTES) / frameBytes) };
}

/** SMPTE 302M: u16 size; number_channels: 2 bits; channel_identification: 8 bits; bits_per_sample: 2 bits; … Each sample has 4 more. */
export function readSmpte302(bytes: Uint8Array, at: number): PacketFormat | undefined {
  const channels = 2 * ((bytes[at + 2]! >> 6) + 1);
  const bits = 16 + 4 * ((bytes[at + 3]! >> 4) & 3);
  if (bits > 24) return undefined;
  const frameBits = channels * (bits + 4);
  return { rate: 48_000, lengthOf: (size) => Math.floor((8 * Math.max(0, size - HEAD_BYTES)) / frameBits) };
}
