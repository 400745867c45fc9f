/** Images with the marks of a session, and their ids. */
import type { SessionMarks } from '../marks/marked-rendition.js';
import { parseMarkedId } from '../marks/marked-rendition.js';
import type { ImageRendition } from '../rendition.js';
import { trickRungId } from './trick-rendition.js';

/**
 * The rendition with marks drawn into it; the same where it is made of a file instead of frames.
 * @param fonts id of the `StandInFonts`.
 */
export function markedImage(
  rendition: ImageRendition,
  { id, list }: SessionMarks,
  fonts: string,
): ImageRendition {
  if (rendition.file) return rendition;
  const { format } = rendition;
  const unmarked = rendition.id.slice(0, -format.length);
  return { ...rendition, id: `${unmarked}m${id}-${format}`, marks: { list, fonts } };
}

/** The rendition without marks; the same where it has none. */
export function unmarkedImage({ marks: _marks, ...plain }: ImageRendition): ImageRendition {
  return { ...plain, id: parseMarkedStillId(plain.id) ?? plain.id };
}

const MARKED_IMAGE_ID = /^(i[a-z0-9-]+)-m[0-9a-f]{12}(-[a-z]+)$/;

/** The id of the images, or of the trick play, without the marks; undefined for an id of any that have none. */
export function parseMarkedStillId(id: string): string | undefined {
  const rungId = trickRungId(id);
  if (rungId !== undefined) {
    const plainId = parseMarkedId(rungId)?.renditionId;
    return plainId === undefined ? undefined : id.replace(rungId, plainId);
  }
  const [, beginning, end] = MARKED_IMAGE_ID.exec(id) ?? [];
  return beginning === undefined || end === undefined ? undefined : beginning + end;
}
