/** Reads video and audio sample entries (ISO 14496-12 8.5.2, 12.1 and 12.2; QuickTime File Format). */
import { codecUnsupported, damaged, encrypted } from '../refusals.js';
import type { Colour } from '../track.js';
import { type BoxSpan, boxesIn, viewOf } from './boxes.js';
import { leadingBoxes } from './leading-boxes.js';

export interface SampleEntry {
  /** The four-character code of the coding, such as `avc1`. */
  readonly type: string;
  readonly video?: VideoEntry;
  readonly audio?: AudioEntry;
}

export interface VideoEntry {
  readonly width: number;
  readonly height: number;
  readonly pixelAspectRatio?: { readonly horizontal: number; readonly vertical: number };
  readonly colour?: Colour;
  /** From `fiel`: two fields per frame. */
  readonly interlaced?: boolean;
}

export interface AudioEntry {
  readonly channels: number;
  /** For uncompressed audio, the size of a PCM frame: one value of each channel. */
  readonly bytesPerPcmFrame?: number;
}

/**
 * Uncompressed audio (QuickTime File Format, sound media; ISO 23003-5): bytes per value if the coding implies them, else 0,
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
/** Size, type, version, flags and number of entries. */
const STSD_HEADER = 16;
const VISUAL_HEADER = 78;
const AUDIO_HEADER = 28;

/** Returns the coding of every entry of a whole `stsd` box. @throws OnplayError `master_damaged`. */
export function codingsOf(stsd: Uint8Array): string[] {
  return Array.from(boxesIn(stsd, Math.min(STSD_HEADER, stsd.byteLength)), (entry) => entry.type);
}

/**
 * Reads the first entry of a whole `stsd` box.
 * @throws OnplayError `master_encrypted`, `master_codec_unsupported` when it has no entry, `master_damaged`.
 */
export function readSampleEntry(stsd: Uint8Array, handler: string): SampleEntry {
  const [entry] = boxesIn(stsd, Math.min(STSD_HEADER, stsd.byteLength));
  if (!entry) throw codecUnsupported('none named');
  const { type } = entry;
  if (/^(enc[va]|drm[si])$/.test(type)) throw encrypted();
  if (handler === 'vide') return { type, video: readVideoEntry(stsd, entry) };
  if (handler === 'soun') return { type, audio: readAudioEntry(stsd, entry) };
  return { type };
}

function readVideoEntry(bytes: Uint8Array, entry: BoxSpan): VideoEntry {
  if (entry.end - entry.contentStart < VISUAL_HEADER) throw damaged('its video description is cut short');
  const view = viewOf(bytes);
  const video: { -readonly [K in keyof VideoEntry]: VideoEntry[K] } = {
    width: view.getUint16(entry.contentStart + 24),
    height: view.getUint16(entry.contentStart + 26),
  };
  for (const box of leadingBoxes(bytes, entry.contentStart + VISUAL_HEADER, entry.end)) {
    const size = box.end - box.contentStart;
    if (box.type === 'pasp' && size >= 8) {
      const horizontal = view.getUint32(box.contentStart);
      const vertical = view.getUint32(box.contentStart + 4);
      if (horizontal > 0 && vertical > 0) video.pixelAspectRatio = { horizontal, vertical };
    }
    if (box.type === 'fiel' && size >= 1) video.interlaced = view.getUint8(box.contentStart) === 2;
    if (box.type === 'colr' && size >= 10) Object.assign(video, readColour(view, box));
  }
  return video;
}

/** `nclx` (ISO 14496-12 12.1.5) and QuickTime's `nclc`. */
function readColour(view: DataView, box: BoxSpan): { colour: Colour } | undefined {
  const kind = view.getUint32(box.contentStart);
  const isNclx = kind === 0x6e636c78;
  if (!isNclx && kind !== 0x6e636c63) return undefined;
  const colour = {
    primaries: view.getUint16(box.contentStart + 4),
    transfer: view.getUint16(box.contentStart + 6),
    matrix: view.getUint16(box.contentStart + 8),
    fullRange:
      isNclx && box.end - box.contentStart > 10 && (view.getUint8(box.contentStart + 10) & 0x80) !== 0,
  };
  return { colour };
}

function readAudioEntry(bytes: Uint8Array, entry: BoxSpan): AudioEntry {
  const at = entry.contentStart;
  const size = entry.end - at;
  if (size < AUDIO_HEADER) throw damaged('its audio description is cut short');
  const view = viewOf(bytes);
  const version = view.getUint16(at + 8);
  if (version === 2 && size >= 64)
    return withPcmFrame(entry.type, view.getUint32(at + 40), view.getUint32(at + 56));
  const channels = view.getUint16(at + 16);
  const perPacket = version === 1 && size >= 44 ? view.getUint32(at + 28) : 0;
  const described =
    perPacket > 0 ? view.getUint32(at + 36) / perPacket : (channels * view.getUint16(at + 18)) / 8;
  return withPcmFrame(entry.type, channels, described);
}

/** @param described bytes of a PCM frame by the sample entry. */
function withPcmFrame(type: string, channels: number, described: number): AudioEntry {
  const valueBytes = UNCOMPRESSED[type];
  const bytesPerPcmFrame = valueBytes ? valueBytes * channels : described;
  const isUsable =
    valueBytes !== undefined &&
    Number.isInteger(bytesPerPcmFrame) &&
    bytesPerPcmFrame > 0 &&
    bytesPerPcmFrame <= MAX_BYTES_PER_PCM_FRAME;
  return { channels, ...(isUsable ? { bytesPerPcmFrame } : {}) };
}
