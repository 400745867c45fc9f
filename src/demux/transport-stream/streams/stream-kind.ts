/** What an elementary stream carries, by its stream_type, its descriptors, and where those say too little, its first bytes. */
import { type Descriptor, registrationOf, type StreamEntry } from '../../../transport-stream/index.js';
import { readAc3Header } from '../audio/ac3.js';
import { readAdtsHeader, readLoasHeader } from '../audio/adts.js';
import { readDtsHeader } from '../audio/dts.js';
import { HEADER_BYTES } from '../audio/frame-header.js';

export type MediaCodec =
  | 'mpeg2video'
  | 'mpeg4'
  | 'h264'
  | 'hevc'
  | 'vc1'
  | 'mp2'
  | 'aac'
  | 'aac_latm'
  | 'ac3'
  | 'eac3'
  | 'dts'
  | 'truehd'
  | 'opus'
  | 'pcm_bluray'
  | 's302m';

/** Text that is read, by the names of what it is made for. */
export type TransportText = 'PGS' | 'DVB subtitles' | 'teletext';

export type StreamKind =
  | { readonly kind: 'video' | 'audio'; readonly codec: MediaCodec }
  | { readonly kind: 'text'; readonly codec: TransportText }
  | { readonly kind: 'video' | 'audio' | 'text' | 'data'; readonly codec: string; readonly isUnread: true };

const video = (codec: MediaCodec): StreamKind => ({ kind: 'video', codec });
const audio = (codec: MediaCodec): StreamKind => ({ kind: 'audio', codec });
const text = (codec: TransportText): StreamKind => ({ kind: 'text', codec });
const other = (kind: 'video' | 'text' | 'data', codec: string): StreamKind => ({
  kind,
  codec,
  isUnread: true,
});

/** ISO/IEC 13818-1 table 2-34, and what ATSC A/53 and SMPTE RP 227 add. */
const TYPES: Readonly<Record<number, StreamKind>> = {
  1: video('mpeg2video'),
  2: video('mpeg2video'),
  3: audio('mp2'),
  4: audio('mp2'),
  15: audio('aac'),
  16: video('mpeg4'),
  17: audio('aac_latm'),
  27: video('h264'),
  // Annex H of H.264: the second view of a film in 3D.
  32: other('video', 'MVC'),
  33: other('video', 'JPEG 2000'),
  36: video('hevc'),
  51: other('video', 'VVC'),
  129: audio('ac3'),
  135: audio('eac3'),
  234: video('vc1'),
};

/** Blu-ray Disc, whose programmes are registered as `HDMV`. */
const BLURAY_TYPES: Readonly<Record<number, StreamKind>> = {
  128: audio('pcm_bluray'),
  129: audio('ac3'),
  130: audio('dts'),
  131: audio('truehd'),
  132: audio('eac3'),
  133: audio('dts'),
  134: audio('dts'),
  144: text('PGS'),
  145: other('data', 'IGS'),
  146: other('text', 'TextST'),
  161: audio('eac3'),
  162: audio('dts'),
};

/** Registered format identifiers (SMPTE RA). */
const REGISTERED: Readonly<Record<string, StreamKind>> = {
  'AC-3': audio('ac3'),
  EAC3: audio('eac3'),
  DTS1: audio('dts'),
  DTS2: audio('dts'),
  DTS3: audio('dts'),
  BSSD: audio('s302m'),
  Opus: audio('opus'),
  HEVC: video('hevc'),
  'VC-1': video('vc1'),
};

/** Descriptors of DVB (ETSI EN 300 468 table 12) that say what private data is. */
const DVB_DESCRIPTORS: Readonly<Record<number, StreamKind>> = {
  106: audio('ac3'),
  122: audio('eac3'),
  123: audio('dts'),
  86: text('teletext'),
  89: text('DVB subtitles'),
};

const PRIVATE_DATA = 6;
const FIRST_USER_PRIVATE = 0x80;
const BLURAY = 'HDMV';

/** @param head the first bytes of its payload; fewer than 16 if it did not send any. */
export function streamKind(
  { streamType, descriptors }: Pick<StreamEntry, 'streamType' | 'descriptors'>,
  programme: readonly Descriptor[],
  head: Uint8Array,
): StreamKind {
  const isPrivate = streamType === PRIVATE_DATA || streamType >= FIRST_USER_PRIVATE;
  return (
    (registrationOf(programme) === BLURAY ? BLURAY_TYPES[streamType] : undefined) ??
    TYPES[streamType] ??
    (isPrivate ? (describedKind(descriptors) ?? recognizedKind(head)) : undefined) ??
    other('data', `stream type 0x${streamType.toString(16).padStart(2, '0')}`)
  );
}

function describedKind(descriptors: readonly Descriptor[]): StreamKind | undefined {
  const registered = registrationOf(descriptors);
  const found = registered === undefined ? undefined : REGISTERED[registered];
  const tag = descriptors.find((descriptor) => DVB_DESCRIPTORS[descriptor.tag]);
  return found ?? (tag && DVB_DESCRIPTORS[tag.tag]);
}

/** Some writers do not describe what they write. */
function recognizedKind(head: Uint8Array): StreamKind | undefined {
  if (head.byteLength < HEADER_BYTES) return undefined;
  const isOf = (read: typeof readAc3Header) => read(head, 0) !== undefined;
  if (isOf(readDtsHeader)) return audio('dts');
  if (isOf(readAc3Header)) return audio(head[5]! >> 3 > 10 ? 'eac3' : 'ac3');
  if (isOf(readLoasHeader)) return audio('aac_latm');
  return isOf(readAdtsHeader) ? audio('aac') : undefined;
}
