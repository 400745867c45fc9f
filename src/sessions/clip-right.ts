/** Whether media lies within the clip that a grant opens. */
import type { PlaybackScope } from '../access/index.js';
import { type Asset, clipOf, type Variant } from '../assets/index.js';
import { parseTrimmedId, renditionsOf, type StillRendition } from '../encoder/index.js';
import type { ClipFrames, GrantedClip } from '../shared/clip.js';
import { OnplayError } from '../shared/errors.js';
import { type MediaPath, renditionIdOf, versionMarkOf } from '../shared/media-url.js';

/**
 * Refuses renditions of other clips before anything is made for them.
 * @throws OnplayError `outside_clip`.
 */
export function assertMayBeCut(renditionKey: string, { granted }: PlaybackScope): void {
  const trim = parseTrimmedId(renditionIdOf(renditionKey))?.trim;
  if (!trim || (granted && trim.first >= granted.first && trim.end <= granted.end)) return;
  throw outsideClip();
}

/**
 * Refuses media that does not lie within the clip; init segments show nothing. Of a grant without a clip, media of clips.
 * @param asset in this version, not cut. @param file of the variant.
 * @throws OnplayError `outside_clip`.
 */
export function assertWithinClip(
  asset: Asset,
  variant: Variant,
  file: MediaPath['file'],
  { granted }: PlaybackScope,
): void {
  const isAllowed = granted ? isOfClip(asset, variant, file, granted) : variant.asset.clip === undefined;
  if (!isAllowed) throw outsideClip();
}

function isOfClip(asset: Asset, variant: Variant, file: MediaPath['file'], granted: GrantedClip): boolean {
  const { key, rendition } = variant;
  const { clip } = variant.asset;
  if (rendition.kind === 'image') return isImageOfClip(asset, rendition, file, granted);
  if (versionMarkOf(key) !== granted.version) return false;
  if (file === 'playlist') return clip !== undefined && isSame(clip, granted);
  if (file === 'init') return clip === undefined;
  if (rendition.kind === 'text') return clip !== undefined && isSame(clip, granted);
  if (clip === undefined) return file >= granted.shared.first && file < granted.shared.end;
  const { segments } = clipOf(asset, granted).clip!;
  return segments.some((segment) => 'own' in segment && isSame(segment.own, clip));
}

/** Sheets and frames for trick play are of the whole, as posters and previews that are not the clip's own. */
function isImageOfClip(
  { presentation, index }: Asset,
  still: StillRendition,
  file: MediaPath['file'],
  granted: GrantedClip,
): boolean {
  const [rendition] = renditionsOf(presentation.ladder);
  const isVersion =
    rendition !== undefined && versionMarkOf(presentation.of(rendition).key) === granted.version;
  if (!isVersion || still.purpose === 'trick') return false;
  if (still.purpose === 'frame')
    return typeof file === 'number' && file >= granted.first && file < granted.end;
  // Of audio, the poster is of a file, which shows nothing of what is heard.
  if (still.purpose === 'poster' && !index.video) return true;
  return still.trim !== undefined && isSame(still.trim, granted);
}

function isSame(one: ClipFrames, other: ClipFrames): boolean {
  return one.first === other.first && one.end === other.end;
}

function outsideClip(): OnplayError {
  return new OnplayError('outside_clip', {
    publicDetail: 'This URL is of a part of the asset that the playback token does not allow.',
  });
}
