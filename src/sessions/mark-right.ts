/** What a grant with marks opens: of the video, what has the session's own marks, and what has none by right; of images, its own. */
import type { PlaybackScope } from '../access/index.js';
import { type Asset, findMarkedVariant, markedAsset, type Variant } from '../assets/index.js';
import { parseMarkedStillId, type SegmentedRendition } from '../encoder/index.js';
import { OnplayError } from '../shared/errors.js';
import type { MediaPath } from '../shared/media-url.js';

/** The variant of a key of video, or of images, with the very marks of the grant. @throws OnplayError `marks_impossible`. */
export function markedVariant(asset: Asset, key: string, { marked }: PlaybackScope): Variant | undefined {
  return marked && !asset.complete ? findMarkedVariant(asset, key, marked.marks) : undefined;
}

/**
 * Refuses video without the marks of the grant, where it should have some, and images of names that are not its own; and what is not made with marks.
 * @param asset in this version, without the marks. @param file of the variant.
 * @throws OnplayError `unmarked_forbidden`.
 */
export function assertMarked(
  asset: Asset,
  variant: Variant,
  file: MediaPath['file'],
  { marked }: PlaybackScope,
): void {
  const isOwn = variant.asset.marked !== undefined && isMarked(variant.rendition);
  if (marked ? isOwn || isWithoutMarks(asset, variant, file, marked) : !isOwn) return;
  throw new OnplayError('unmarked_forbidden', {
    publicDetail: 'The playback token allows this only with its marks. Take URLs from a fresh manifest.',
  });
}

/** With the marks of a session all is its own but for audio and text, and for images that would have none. */
function isMarked(rendition: SegmentedRendition): boolean {
  return rendition.kind !== 'image' || parseMarkedStillId(rendition.id) !== undefined;
}

/** Audio and text have no marks, nor have init segments, which show nothing. */
function isWithoutMarks(
  asset: Asset,
  { asset: view, rendition }: Variant,
  file: MediaPath['file'],
  { marks }: NonNullable<PlaybackScope['marked']>,
): boolean {
  if (rendition.kind === 'image') return false;
  if (rendition.kind !== 'video') return true;
  if (asset.complete) return false;
  if (typeof file !== 'number') return file === 'init' && !view.clip;
  const { segments, isShownIn } = markedAsset(asset, marks).marked!;
  return view.clip ? !isShownIn(view.clip) : !segments.has(file);
}
