import {
  type ImageChoice,
  type ImageRendition,
  imageRendition,
  imageRenditionWithId,
  isPosterFormat,
  type PosterFile,
  parseMarkedStillId,
  type StillRendition,
} from '../encoder/index.js';
import { headTracks, type MasterIndex } from '../masters/index.js';
import type { VideoTrack } from '../tracks/index.js';
import type { Asset } from './asset.js';
import { imageWithLogo } from './logos/with-logo.js';

/**
 * The video of which images of a purpose are made; undefined where there is none. The poster of a master that was seen to grow, and the
 * preview, are chosen from its first segments, so that they are the same however much there was when they were first asked for.
 */
export function imageTrack(
  { index, map }: Asset,
  purpose: StillRendition['purpose'],
): VideoTrack | undefined {
  const isChosen = purpose === 'poster' || purpose === 'preview';
  return isChosen && index.growth ? headTracks(index, map).video : index.video;
}

/** The rendition for a choice of images of an asset, with all that is drawn into them. @param track see `imageTrack`; absent for posters of audio. */
export function assetImage(
  asset: Pick<Asset, 'logo' | 'marked'>,
  track: VideoTrack | undefined,
  choice: ImageChoice,
): ImageRendition {
  return drawnOn(asset, imageRendition(track, choice));
}

/** That with an id; undefined where the asset has none. With the marks of a session, it has none without them. */
export function assetImageWithId(asset: Asset, id: string): ImageRendition | undefined {
  const plainId = asset.marked ? parseMarkedStillId(id) : id;
  const plain =
    plainId === undefined ? undefined : imageRenditionWithId(asset.index.video, plainId, posterFile(asset));
  const rendition = plain && drawnOn(asset, plain);
  return rendition?.id === id ? rendition : undefined;
}

function drawnOn({ logo, marked }: Pick<Asset, 'logo' | 'marked'>, image: ImageRendition): ImageRendition {
  const withLogo = imageWithLogo(image, logo);
  return marked ? marked.imageOf(withLogo) : withLogo;
}

/** What the poster is made of: the file beside the master; of audio alone also the cover within it. Undefined for a frame, or nothing. */
export function posterFile({ sidecars, index }: Pick<Asset, 'sidecars' | 'index'>): PosterFile | undefined {
  for (const { role, format, version } of sidecars)
    if (role === 'poster' && isPosterFormat(format)) return { format, version };
  return index.video ? undefined : coverOf(index);
}

/** What an asset's poster is made of: a frame of its video, an image beside the master, or the cover within it; undefined without one. */
export function posterKind(
  asset: Pick<Asset, 'sidecars' | 'index'>,
): 'frame' | 'beside' | 'within' | undefined {
  const file = posterFile(asset);
  if (file) return 'version' in file ? 'beside' : 'within';
  return asset.index.video && 'frame';
}

/** As large as a poster beside the master may be. */
const MAX_COVER_BYTES = 32_000_000;
/** What the cover of an audio book or an album is called in Matroska (RFC 9559 21.2); other images come after it. */
const COVER_NAME = /^cover\./i;

function coverOf({ attachments }: Pick<MasterIndex, 'attachments'>): PosterFile | undefined {
  const covers = attachments.flatMap(({ name, mediaType, offset, size }) => {
    const format = /^image\/(.+)$/.exec(mediaType)?.[1];
    const isCover = format !== undefined && isPosterFormat(format) && size <= MAX_COVER_BYTES;
    return isCover ? [{ name, file: { format, offset, size } }] : [];
  });
  return (covers.find(({ name }) => COVER_NAME.test(name)) ?? covers[0])?.file;
}
