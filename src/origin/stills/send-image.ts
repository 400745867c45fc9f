/** Sends one image: a frame, or the poster. */
import { type Asset, assetImage, imageTrack, posterFile, stillOf, variantOf } from '../../assets/index.js';
import { frameAt } from '../../encoder/index.js';
import { type SegmentRef, segmentRef } from '../../segments/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import { segmentFileName } from '../../shared/media-url.js';
import { cachePolicy } from '../cache-policy.js';
import type { Entry, Exchange } from '../media/entry/entry.js';
import type { HeaderList } from '../media/responses/media-response.js';
import { sendSegment, sendUnchangedSegment } from '../media/responses/segment-response.js';
import { surrogateHeaders } from '../media/responses/surrogate-headers.js';
import type { PicturePath } from '../server/picture-path.js';
import { queryOf } from '../server/request-context.js';
import { pictureFolder } from './picture-folder.js';
import { negotiatedFormat } from './picture-format.js';
import { type PictureQuery, readPictureQuery } from './picture-query.js';
import { pictureUnknown, WITHOUT_COVER, WITHOUT_VIDEO } from './picture-unknown.js';

type ImagePath = Exclude<PicturePath, { readonly name: 'storyboard' }>;

/**
 * Answers with 200, 206 or 304. A client that asks with `.jpg` gets the format it prefers; with another extension what that says.
 * @throws OnplayError `query_invalid`, `picture_unknown`, `range_not_satisfiable`; as `ImageService.get`.
 */
export async function sendImage(
  exchange: Exchange,
  asset: Asset,
  { scope, grantScope, viewer }: Entry,
  { name, extension }: ImagePath,
): Promise<void> {
  const { services, request, response } = exchange;
  const query = readPictureQuery(queryOf(request));
  const isNegotiated = extension === 'jpg';
  const { formats } = services.images;
  const format = isNegotiated ? negotiatedFormat(request, formats) : extension;
  if (!formats.has(format))
    throw pictureUnknown(`The ffmpeg of this server cannot make images in ${format}.`);
  const track = imageTrack(asset, name);
  const file = posterFile(asset);
  if (!track && !(name === 'poster' && file))
    throw pictureUnknown(name === 'poster' ? WITHOUT_COVER : WITHOUT_VIDEO);
  const limits = { width: query.width, maxHeight: scope.maxHeight };
  const { clip } = asset;
  const choice = { purpose: name, format, ...limits, file, ...(clip && { trim: framesOf(clip) }) };
  const image = imageOf(asset, name, query);
  const variant = stillOf(variantOf(clip?.whole ?? asset, assetImage(asset, track, choice)), image);
  const ref = segmentRef(variant, image);
  // What others get is not opened by a grant with marks, and no other viewer gets what has them.
  const location = asset.marked
    ? undefined
    : pictureFolder(exchange, variant, grantScope) + segmentFileName(variant.key, image);
  const segment = { ref, caching: cachingOf(ref, location, isNegotiated) };
  if (sendUnchangedSegment(request, response, segment)) return;
  sendSegment(request, response, segment, await services.images.get(ref, viewer));
}

function framesOf({ first, end }: ClipFrames): ClipFrames {
  return { first, end };
}

/** The number of the image in its rendition. */
function imageOf(asset: Asset, name: ImagePath['name'], query: PictureQuery): number {
  return name === 'frame' ? frameOf(asset, query) : 0;
}

/** The last frame is shown until the audio ends too. Clips have times and frames of their own, from 0. */
function frameOf({ index, presentation, clip }: Asset, { at = { frame: 0 } }: PictureQuery): number {
  const { first, end } = clip ?? { first: 0, end: Number.POSITIVE_INFINITY };
  const isOver = 'seconds' in at ? at.seconds > presentation.seconds : first + at.frame >= end;
  const moment =
    'seconds' in at ? { seconds: at.seconds + (presentation.start ?? 0) } : { frame: first + at.frame };
  const frame = isOver || !index.video ? undefined : frameAt(index.video, moment);
  if (frame === undefined) throw pictureUnknown('The video has no frame there.');
  return Math.min(frame, end - 1);
}

/** @param location where edges cache it; undefined where it is for one session alone. */
function cachingOf({ variant }: SegmentRef, location: string | undefined, isNegotiated: boolean): HeaderList {
  const headers = {
    ...{ ...cachePolicy.entryPicture, ...(location !== undefined && { 'Content-Location': location }) },
    ...surrogateHeaders(variant),
  };
  return Object.entries({ ...headers, ...(isNegotiated && { Vary: 'Accept' }) }).flat();
}
