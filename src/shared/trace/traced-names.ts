/**
 * The names of traced segments in URLs: `v720-w{hash}-{hash}/7.m4s` is one variant of segment 7, and the hash, which is keyed, tells neither which of the two
 * nor what the other one is called. So a name is a right, and edges may keep one copy for all who have it.
 */
import { renditionIdOf, renditionKeyOf, versionMarkOf } from '../media-url.js';
import type { TraceVariant } from './codeword.js';
import { keyed } from './trace-key.js';

const ID_DIGITS = 16;
const TRACED_ID = /^(v[0-9]+)-w([0-9a-f]{16})$/;

/**
 * The rendition key of one variant of a segment.
 * @param namesKey see `AssetTraceKeys`. @param plainKey key of the rendition as all viewers have it: it stands for the version too.
 */
export function tracedSegmentKey(
  namesKey: string,
  plainKey: string,
  segment: number,
  variant: TraceVariant,
): string {
  return tracedKey(namesKey, plainKey, `${segment}\n${variant}`);
}

/** The rendition key of the playlist of a code. */
export function tracedPlaylistKey(namesKey: string, plainKey: string, code: string): string {
  return tracedKey(namesKey, plainKey, `code\n${code}`);
}

function tracedKey(namesKey: string, plainKey: string, what: string): string {
  const hash = keyed(namesKey, `${plainKey}\n${what}`).toString('hex');
  const id = `${renditionIdOf(plainKey)}-w${hash.slice(0, ID_DIGITS)}`;
  return renditionKeyOf(id, hash.slice(ID_DIGITS), versionMarkOf(plainKey));
}

/** The id of the rendition that a traced segment is of; undefined for any other key. */
export function parseTracedKey(renditionKey: string): { readonly renditionId: string } | undefined {
  const renditionId = TRACED_ID.exec(renditionIdOf(renditionKey))?.[1];
  return renditionId === undefined ? undefined : { renditionId };
}
