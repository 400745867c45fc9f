import type { TrackEntry } from '../../../../matroska/index.js';
import type { FrameLengths } from './frame-lengths.js';

/** Blocks of constant size and length. */
interface Blocks {
  readonly rate: number;
  readonly bytes: number;
  readonly samples: number;
}

const UNCOMPRESSED: ReadonlySet<string> = new Set(['A_PCM/INT/LIT', 'A_PCM/INT/BIG', 'A_PCM/FLOAT/IEEE']);
const HIGHEST_RATE = 10_000_000;

/** Of uncompressed audio, and of what the ACM of Windows stores in blocks of a size that is stated. */
export function pcmLengths(entry: TrackEntry): FrameLengths | undefined {
  const blocks = UNCOMPRESSED.has(entry.codecId) ? uncompressed(entry) : blocksOfAcm(entry);
  if (!blocks) return undefined;
  const { rate, bytes, samples } = blocks;
  const isPossible = Number.isInteger(rate) && rate > 0 && rate <= HIGHEST_RATE && bytes > 0 && samples > 0;
  return isPossible ? { rate, lengthOf: (_, size) => Math.floor(size / bytes) * samples } : undefined;
}

function uncompressed({ audio }: TrackEntry): Blocks | undefined {
  const { outputSampleRate: rate = 0, channels = 0, bitDepth = 0 } = audio ?? {};
  return bitDepth % 8 === 0 ? { rate, bytes: (channels * bitDepth) / 8, samples: 1 } : undefined;
}

/** Format tags of WAVEFORMATEX. */
const PCM: ReadonlySet<number> = new Set([0x0001, 0x0003, 0x0006, 0x0007]);
const ADPCM: ReadonlySet<number> = new Set([0x0002, 0x0011]);
const FIXED_BYTES = 18;

/**
 * WAVEFORMATEX, the `CodecPrivate` of `A_MS/ACM`; little-endian
 *
 *     wFormatTag       u16  1: integers; 3: floats; 6 and 7: logarithmic; 2 and 0x11: ADPCM
 *     nChannels        u16
 *     nSamplesPerSec   u32
 *     nAvgBytesPerSec  u32
 *     nBlockAlign      u16  bytes of a block
 *     wBitsPerSample   u16
 *     cbSize           u16
 *     wSamplesPerBlock u16  of ADPCM
 */
function blocksOfAcm({ codecId, codecPrivate }: TrackEntry): Blocks | undefined {
  if (codecId !== 'A_MS/ACM' || codecPrivate.byteLength < FIXED_BYTES) return undefined;
  const view = new DataView(codecPrivate.buffer, codecPrivate.byteOffset, codecPrivate.byteLength);
  const tag = view.getUint16(0, true);
  const block = { rate: view.getUint32(4, true), bytes: view.getUint16(12, true) };
  if (PCM.has(tag)) return { ...block, samples: 1 };
  const hasSamples = ADPCM.has(tag) && codecPrivate.byteLength >= FIXED_BYTES + 2;
  return hasSamples ? { ...block, samples: view.getUint16(FIXED_BYTES, true) } : undefined;
}
