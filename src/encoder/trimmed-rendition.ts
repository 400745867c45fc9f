/** Renditions that are cut to some frames: of clips, and of the segments in which a clip begins or ends. */
import { createHash } from 'node:crypto';
import type { ClipFrames } from '../shared/clip.js';
import type { Rendition } from './rendition.js';

/** The rendition cut to frames. Its init segment is that of the rendition. */
export function trimmedRendition<R extends Rendition>(rendition: R, { first, end }: ClipFrames): R {
  return {
    ...rendition,
    id: `${shortId(rendition.id, MAX_UNTRIMMED_CHARACTERS)}-x${first}-${end}`,
    trim: { first, end },
  };
}

/** Ids have at most 41 characters (shared/media-url.ts), of which what is appended takes 20. */
export const MAX_UNTRIMMED_CHARACTERS = 21;
const HASH_DIGITS = 8;

/** The id, of a bounded number of characters: longer ones, as of a language with many subtags, end with a hash. */
export function shortId(id: string, maxCharacters: number): string {
  if (id.length <= maxCharacters) return id;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, HASH_DIGITS);
  return `${id.slice(0, maxCharacters - HASH_DIGITS - 1)}-${hash}`;
}

const TRIMMED_ID = /^(.+)-x(\d{1,8})-(\d{1,8})$/;

/** What the id of a trimmed rendition says; undefined for any other id. */
export function parseTrimmedId(
  id: string,
): { readonly renditionId: string; readonly trim: ClipFrames } | undefined {
  const [, renditionId, first, end] = TRIMMED_ID.exec(id) ?? [];
  if (renditionId === undefined) return undefined;
  return { renditionId, trim: { first: Number(first), end: Number(end) } };
}
