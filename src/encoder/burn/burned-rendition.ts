import { createHash } from 'node:crypto';
import type { TextTrack } from '../../tracks/index.js';
import type { TextSource, VideoRendition } from '../rendition.js';

/** A text that renditions have in their frames. */
export interface BurnableText {
  /** Of the ids of renditions; see `burnedSuffix`. */
  readonly suffix: string;
  readonly source: TextSource;
  readonly format: Pick<TextTrack['format'], 'kind'>;
}

/**
 * The rendition with a text burned in. Its parameter sets, and so its init segment, are those of the rendition.
 * @param rendition is encoded, not passed through. @param fonts id of the `StandInFonts`.
 */
export function burnedRendition(
  rendition: VideoRendition,
  { suffix, source, format }: BurnableText,
  fonts: string,
): VideoRendition {
  const burn = { source, ...(format.kind === 'text' && { fonts }) };
  return { ...rendition, id: `${rendition.id}-b${suffix}`, burn };
}

/**
 * What stands for a text in the ids of renditions: the number of a track; for a file an `f` and eight digits, as its own id may be longer
 * than there is room.
 * @param id by which sessions choose it.
 */
export function burnedSuffix(id: string, { kind }: Pick<TextSource, 'kind'>): string {
  return kind === 'track' ? id : `f${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
}

const BURNED_ID = /^(v[a-z0-9-]+)-b(\d{1,9}|f[0-9a-f]{8})$/;

/** What the id of a burned rendition says; undefined for any other id. @returns `suffix` as `burnedSuffix` makes it. */
export function parseBurnedId(
  id: string,
): { readonly renditionId: string; readonly suffix: string } | undefined {
  const [, renditionId, suffix] = BURNED_ID.exec(id) ?? [];
  return renditionId === undefined || suffix === undefined ? undefined : { renditionId, suffix };
}
