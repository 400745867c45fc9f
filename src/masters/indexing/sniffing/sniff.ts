/** Identifies a container by the file's first bytes. File names and extensions are ignored. */

import type { ByteSource } from '../../../stores/index.js';
import { empty, notMedia, playlist, stillImage } from '../../../tracks/index.js';
import { findGrid } from '../../../transport-stream/index.js';
import { ID3_HEADER_BYTES, id3Length, rawAudio } from './raw-audio.js';
import { CONTAINERS } from './signatures.js';

/** One read, which has all signatures and a score of transport stream packets. */
const HEAD_BYTES = 4096;
/**
 * A recorder may begin its file within something else, such as the rest of a buffer: as many bytes are searched for packets as
 * ffmpeg's demuxer searches, where nothing else is recognized.
 */
const SEARCHED_BYTES = 64 * 1024;
/** Some tools write a new tag before the one that is there. */
const MAX_TAGS = 16;
/** Before each packet of Blu-ray and AVCHD. */
const ARRIVAL_TIME_BYTES = 4;
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
 * Returns `movie` for MP4 and MOV, else the name of the container, which is that of the only ffmpeg demuxer that may read it.
 * @throws OnplayError `master_empty`, `master_still_image`, `master_playlist` or `master_not_media`.
 */
export async function sniffContainer(source: ByteSource): Promise<string> {
  const head = await source.read(0, HEAD_BYTES);
  if (head.byteLength === 0) throw empty();
  const text = latin1(head);
  if (MOVIE_BOXES.has(text.slice(4, 8))) return 'movie';
  const tagBytes = await tagsLength(source, head);
  // Of a tag that hides what follows, MP3 is by far the most frequent owner; its demuxer searches for the first frame.
  if (tagBytes > 0) return knownContainer(await source.read(tagBytes, HEAD_BYTES)) ?? 'mp3';
  const known = signedContainer(head);
  if (known !== undefined) return known;
  if (isTransportStream(head)) return 'mpegts';
  if (PLAYLISTS.test(text.replace(/^\xef\xbb\xbf/, ''))) throw playlist();
  if (IMAGES.some(([offset, signature]) => text.startsWith(signature, offset))) throw stillImage();
  const raw = rawAudio(head);
  if (raw !== undefined) return raw;
  if (findGrid(await source.read(0, SEARCHED_BYTES)) !== undefined) return 'mpegts';
  throw notMedia();
}

function knownContainer(head: Uint8Array): string | undefined {
  return signedContainer(head) ?? rawAudio(head);
}

function signedContainer(head: Uint8Array): string | undefined {
  const text = latin1(head);
  return CONTAINERS.find(([, offset, signature]) => text.startsWith(signature, offset))?.[0];
}

/** The bytes of all ID3v2 tags at the beginning, which may be before audio of any kind; 0 without one. */
async function tagsLength(source: ByteSource, head: Uint8Array): Promise<number> {
  let length = 0;
  let tag = head;
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    const size = id3Length(tag);
    if (size === 0) break;
    length += size;
    tag = await source.read(length, ID3_HEADER_BYTES);
  }
  return length;
}

/** Packets from the beginning on, of which three in a row are enough; or behind what is left of one, or something else. */
function isTransportStream(head: Uint8Array): boolean {
  return (findGrid(head, { to: ARRIVAL_TIME_BYTES + 1, least: 3 }) ?? findGrid(head)) !== undefined;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
