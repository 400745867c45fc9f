/** Identifies a container by the file's first bytes. File names and extensions are ignored. */
import { empty, notMedia, playlist, stillImage } from '../refusals.js';
import type { ByteSource } from '../stores/store.js';

/** One read, which has all signatures and three 192-byte transport stream packets. */
const HEAD_BYTES = 4096;
const MOVIE_BOXES = new Set([
  'ftyp',
  'moov',
  'mdat',
  'free',
  'skip',
  'wide',
  'pnot',
  'moof',
  'styp',
  'sidx',
  'uuid',
]);

/** Signatures of containers that are remuxed, by the name of the only ffmpeg demuxer that may read each. */
export const CONTAINERS: readonly [name: string, offset: number, signature: string][] = [
  ['matroska', 0, '\x1a\x45\xdf\xa3'],
  ['flac', 0, 'fLaC'],
  ['ogg', 0, 'OggS'],
  ['flv', 0, 'FLV\x01'],
  ['asf', 0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11'],
  ['mpeg', 0, '\x00\x00\x01\xba'],
  ['avi', 8, 'AVI '],
  ['wav', 8, 'WAVE'],
  ['aiff', 8, 'AIFF'],
  ['mxf', 0, '\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02'],
  ['mp3', 0, 'ID3'],
];

const IMAGES: readonly [offset: number, signature: string][] = [
  [0, '\xff\xd8\xff'],
  [0, '\x89PNG'],
  [0, 'GIF8'],
  [8, 'WEBP'],
  [0, 'BM'],
  [0, 'II*\0'],
  [0, 'MM\0*'],
];

const PLAYLISTS = /^\s*(?:#EXTM3U|ffconcat|<\?xml|<MPD|<SmoothStreamingMedia|\[playlist\]|v=0\r?\n)/;

/**
 * Returns `movie` for MP4 and MOV, else the name of the container.
 * @throws OnplayError `master_empty`, `master_still_image`, `master_playlist` or `master_not_media`.
 */
export async function sniffContainer(source: ByteSource): Promise<string> {
  const head = await source.read(0, HEAD_BYTES);
  if (head.byteLength === 0) throw empty();
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (MOVIE_BOXES.has(text.slice(4, 8))) return 'movie';
  const known = CONTAINERS.find(([, offset, signature]) => text.startsWith(signature, offset));
  if (known) return known[0];
  if (isTransportStream(head)) return 'mpegts';
  if (PLAYLISTS.test(text.replace(/^\xef\xbb\xbf/, ''))) throw playlist();
  if (IMAGES.some(([offset, signature]) => text.startsWith(signature, offset))) throw stillImage();
  if (isAdts(head)) return 'aac';
  if (isMpegAudio(head)) return 'mp3';
  throw notMedia();
}

/** Three packets in a row with a sync byte: 188 bytes each, or 192 with a leading timestamp. */
function isTransportStream(head: Uint8Array): boolean {
  const every = (start: number, size: number) => [0, 1, 2].every((i) => head[start + i * size] === 0x47);
  return every(0, 188) || every(4, 192);
}

/** ISO 13818-7 6.2: twelve sync bits and layer 0. */
function isAdts(head: Uint8Array): boolean {
  return head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0;
}

/** ISO 11172-3 2.4.2.3: eleven sync bits, a layer, and no reserved bitrate or sampling frequency. */
function isMpegAudio(head: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = head;
  if (first !== 0xff || (second & 0xe0) !== 0xe0 || (second & 0x06) === 0) return false;
  return (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c;
}
