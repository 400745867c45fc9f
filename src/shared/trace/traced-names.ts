/**
 * The names of traced segments in URLs: `v720-w{hash}-{hash}/7.m4s` is one variant of segment 7, and the hash, which is keyed, tells neither which of the two
 * nor what the other one is called. So a name is a right, and edges may keep one copy for all who have it. What a clip begins or ends with is
 * `v720-w{hash}-x{frames}-{hash}/0.m4s`, which edges keep for each code.
 */
import type { ClipFrames } from '../clip.js';
import { renditionIdOf, renditionKeyOf, versionMarkOf } from '../media-url.js';
import type { TraceVariant } from './codeword.js';
import { keyed } from './trace-key.js';

const ID_DIGITS = 16;
/** Beside the frames of a clip an id has room for fewer. */
const TRIMMED_ID_DIGITS = 12;
const TRACED_ID = /^(v[0-9]+)-w(?:[0-9a-f]{16}|[0-9a-f]{12}-x([0-9]{1,8})-([0-9]{1,8}))$/;
const PLAIN_ID = /^(v[0-9]+)(-x[0-9]{1,8}-[0-9]{1,8})?$/;

/**
 * The rendition key of one variant of a segment.
 * @param namesKey see `AssetTraceKeys`. @param plainKey key of the rendition as all viewers have it, also cut: it stands for the version too.
 * @param marks those that are seen in the segment, as `writeMarks` writes them.
 */
export function tracedSegmentKey(
  namesKey: string,
  plainKey: string,
  segment: number,
  variant: TraceVariant,
  marks?: string,
): string {
  return tracedKey(namesKey, plainKey, `${segment}\n${variant}${marks === undefined ? '' : `\n${marks}`}`);
}

/** The rendition key of the playlist of a session. @param session its code, and its marks if it has some. */
export function tracedPlaylistKey(namesKey: string, plainKey: string, session: string): string {
  return tracedKey(namesKey, plainKey, `code\n${session}`);
}

function tracedKey(namesKey: string, plainKey: string, what: string): string {
  const hash = keyed(namesKey, `${plainKey}\n${what}`).toString('hex');
  const plainId = renditionIdOf(plainKey);
  const [, renditionId = plainId, trim = ''] = PLAIN_ID.exec(plainId) ?? [];
  const digits = trim === '' ? ID_DIGITS : TRIMMED_ID_DIGITS;
  const id = `${renditionId}-w${hash.slice(0, digits)}${trim}`;
  return renditionKeyOf(id, hash.slice(ID_DIGITS), versionMarkOf(plainKey));
}

/** The rendition that a traced segment is of, and to which frames that is cut. */
export interface TracedRendition {
  readonly renditionId: string;
  readonly trim?: ClipFrames;
}

/** What a key says that is one of a traced segment or of a playlist of a code; undefined for any other key. */
export function parseTracedKey(renditionKey: string): TracedRendition | undefined {
  const [, renditionId, first, end] = TRACED_ID.exec(renditionIdOf(renditionKey)) ?? [];
  if (renditionId === undefined) return undefined;
  return { renditionId, ...(first !== undefined && { trim: { first: Number(first), end: Number(end) } }) };
}
