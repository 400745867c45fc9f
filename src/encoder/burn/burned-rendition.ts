import type { TextTrack } from '../../tracks/index.js';
import type { VideoRendition } from '../rendition.js';

/**
 * The rendition with a track burned in. Its parameter sets, and so its init segment, are those of the rendition.
 * @param rendition is encoded, not passed through. @param fonts id of the `StandInFonts`.
 */
export function burnedRendition(
  rendition: VideoRendition,
  { id, format }: Pick<TextTrack, 'id' | 'format'>,
  fonts: string,
): VideoRendition {
  const burn = { trackId: id, ...(format.kind === 'text' && { fonts }) };
  return { ...rendition, id: burnedId(rendition.id, id), burn };
}

const BURNED_ID = /^(v[a-z0-9-]+)-b(\d{1,9})$/;

function burnedId(renditionId: string, trackId: number): string {
  return `${renditionId}-b${trackId}`;
}

/** What the id of a burned rendition says; undefined for any other id. */
export function parseBurnedId(
  id: string,
): { readonly renditionId: string; readonly trackId: number } | undefined {
  const [, renditionId, trackId] = BURNED_ID.exec(id) ?? [];
  return renditionId === undefined ? undefined : { renditionId, trackId: Number(trackId) };
}
