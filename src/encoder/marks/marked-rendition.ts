import type { Mark } from '../../shared/marks/mark.js';
import type { VideoRendition } from '../rendition.js';

/** Marks that renditions have in their frames. */
export interface SessionMarks {
  /** See `marksId`: twelve digits. */
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
  const digits = rendition.burn ? id.slice(0, DIGITS_BESIDE_TEXT) : id;
  return { ...rendition, id: `${rendition.id}-m${digits}`, marks: { list, fonts } };
}

/** Beside a text and the frames of a clip an id has room for no more. It is the hash of the recipe that tells marks apart. */
const DIGITS_BESIDE_TEXT = 3;
const MARKED_ID = /^(v[a-z0-9-]+)-m([0-9a-f]{12}|[0-9a-f]{3})$/;

/** What the id of a marked rendition says; undefined for any other id. */
export function parseMarkedId(
  id: string,
): { readonly renditionId: string; readonly marksId: string } | undefined {
  const [, renditionId, marksId] = MARKED_ID.exec(id) ?? [];
  return renditionId === undefined || marksId === undefined ? undefined : { renditionId, marksId };
}
