import type { Box } from '../boxes/read-box.js';
import { box, u16, u32, zeros } from '../boxes/write-box.js';

/** Bytes of the fields before the boxes of an audio sample entry. */
export const AUDIO_FIELDS_BYTES = 28;

const MAX_RATE_FIELD = 0xffff;

/**
 * ISO/IEC 14496-12 12.2.3 Audio sample entry, followed by boxes
 *
 *     reserved              6 bytes
 *     data_reference_index  u16
 *     reserved              8 bytes
 *     channelcount          u16
 *     samplesize            u16    16
 *     pre_defined           u16
 *     reserved              u16
 *     samplerate            16.16  in Hz; 0 if it does not fit, then only the decoder configuration has it
 *
 * @param type the coding, such as `mp4a`.
 */
export function audioSampleEntry(
  type: string,
  { sampleRate, channels }: { readonly sampleRate: number; readonly channels: number },
  ...boxes: readonly Uint8Array[]
): Uint8Array {
  const rateField = sampleRate > MAX_RATE_FIELD ? 0 : sampleRate;
  return box(type, zeros(6), u16(1), zeros(8), u16(channels, 16, 0, 0), u32(rateField * 2 ** 16), ...boxes);
}

/** The least that can be decoded of audio that has as many bytes in each second. */
export interface AudioPacket {
  readonly bytes: number;
  readonly pcmFrames: number;
}

/** What is read of an audio sample entry. */
export interface AudioDescription {
  readonly channels: number;
  /** For compressed audio of a QuickTime file, if the description has it; used where the tables count PCM frames. */
  readonly packet?: AudioPacket;
  /** For uncompressed audio, the size of a PCM frame: one value of each channel. */
  readonly bytesPerPcmFrame?: number;
}

/**
 * Uncompressed audio (QuickTime File Format, sound media; ISO/IEC 23003-5): bytes per value if the coding implies them, else 0,
 * for which the sample entry has them.
 */
const UNCOMPRESSED: Readonly<Record<string, number>> = {
  sowt: 0,
  twos: 0,
  'raw ': 0,
  lpcm: 0,
  ipcm: 0,
  fpcm: 0,
  ulaw: 1,
  alaw: 1,
  in24: 3,
  in32: 4,
  fl32: 4,
  fl64: 8,
};
/** More would be thousands of channels. */
const MAX_BYTES_PER_PCM_FRAME = 65_536;
/** Bounds of credible packets; the longest in use have some 2000 PCM frames. */
const MAX_PACKET_BYTES = 1 << 20;
const MAX_PACKET_PCM_FRAMES = 1 << 16;

/**
 * Reads an audio sample entry of any coding. In QuickTime the first reserved field is a version, with which other fields
 * follow (QuickTime File Format, SoundDescription)
 *
 *     version 1  samplesPerPacket u32, bytesPerPacket u32, bytesPerFrame u32, bytesPerSample u32
 *     version 2  sizeOfStructOnly u32, sampleRate f64, channels u32, 0x7F000000 u32, bitsPerChannel u32, flags u32,
 *                bytesPerAudioPacket u32, framesPerAudioPacket u32
 */
export function readAudioSampleEntry(entry: Box): AudioDescription {
  const { contentStart: at, size, type, data } = entry;
  const { view, rules } = data;
  if (size < AUDIO_FIELDS_BYTES) throw rules.malformed('its audio description is cut short');
  const version = view.getUint16(at + 8);
  if (version === 2 && size >= 64)
    return withPcmFrame(type, view.getUint32(at + 40), view.getUint32(at + 56));
  const channels = view.getUint16(at + 16);
  const pcmFrames = version === 1 && size >= 44 ? view.getUint32(at + 28) : 0;
  if (pcmFrames === 0) return withPcmFrame(type, channels, (channels * view.getUint16(at + 18)) / 8);
  const bytes = view.getUint32(at + 36);
  return UNCOMPRESSED[type] === undefined
    ? withPacket(channels, { bytes, pcmFrames })
    : withPcmFrame(type, channels, bytes / pcmFrames);
}

function withPacket(channels: number, packet: AudioPacket): AudioDescription {
  const { bytes, pcmFrames } = packet;
  const isUsable = bytes > 0 && bytes <= MAX_PACKET_BYTES && pcmFrames <= MAX_PACKET_PCM_FRAMES;
  return { channels, ...(isUsable ? { packet } : {}) };
}

/** @param described bytes of a PCM frame by the sample entry. */
function withPcmFrame(type: string, channels: number, described: number): AudioDescription {
  const valueBytes = UNCOMPRESSED[type];
  const bytesPerPcmFrame = valueBytes ? valueBytes * channels : described;
  const isUsable =
    valueBytes !== undefined &&
    Number.isInteger(bytesPerPcmFrame) &&
    bytesPerPcmFrame > 0 &&
    bytesPerPcmFrame <= MAX_BYTES_PER_PCM_FRAME;
  return { channels, ...(isUsable ? { bytesPerPcmFrame } : {}) };
}
