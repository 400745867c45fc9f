import type { Mark } from '../../shared/marks/mark.js';
import type { VideoRendition } from '../rendition.js';

/** Marks that renditions have in their frames. */
export interface SessionMarks {
  /** See `marksId`. */
  readonly id: string;
  readonly list: readonly Mark[];
}

/**
 * The rendition with marks drawn into it. Its parameter sets, and so its init segment, are those of the rendition.
 * @param rendition is encoded, not passed through. @param fonts id of the `StandInFonts`.
 */
export function markedRendition(
  rendition: VideoRendition,
  { id, list }: SessionMarks,
  fonts: string,
): VideoRendition {
  return { ...rendition, id: `${rendition.id}-m${id}`, marks: { list, fonts } };
}

const MARKED_ID = /^(v[a-z0-9-]+)-m([0-9a-f]{12})$/;

/** What the id of a marked rendition says; undefined for any other id. */
export function parseMarkedId(
  id: string,
): { readonly renditionId: string; readonly marksId: string } | undefined {
  const [, renditionId, marksId] = MARKED_ID.exec(id) ?? [];
  return renditionId === undefined || marksId === undefined ? undefined : { renditionId, marksId };
}
