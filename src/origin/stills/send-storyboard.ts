/** Sends a storyboard: WebVTT whose cues are places in images, as players show them above their time bars. */
import { type Asset, variantOf } from '../../assets/index.js';
import { imageRendition, storyboardThumbnails } from '../../encoder/index.js';
import { TextBody } from '../../manifests/index.js';
import { segmentFileName } from '../../shared/media-url.js';
import { recordingBegun } from '../../tracks/index.js';
import { cachePolicy } from '../cache-policy.js';
import type { Entry, Exchange } from '../media/entry.js';
import { sendManifest } from '../media/send-manifest.js';
import { queryOf } from '../server/request-context.js';
import { pictureFolder } from './picture-folder.js';
import { readPictureQuery } from './picture-query.js';
import { pictureUnknown, WITHOUT_VIDEO } from './picture-unknown.js';
import { storyboardText } from './storyboard-text.js';

/** Answers with 200 or 304. @throws OnplayError `query_invalid`, `picture_unknown`; `master_preparing` while the master grows. */
export async function sendStoryboard(
  exchange: Exchange,
  asset: Asset,
  { scope, grantScope }: Entry,
): Promise<void> {
  const { request, response } = exchange;
  const { width } = readPictureQuery(queryOf(request));
  const { video } = asset.index;
  if (!video) throw pictureUnknown(WITHOUT_VIDEO);
  if (asset.map.isOpen) throw recordingBegun();
  const choice = { purpose: 'sheet', format: 'jpg', width, maxHeight: scope.maxHeight } as const;
  const rendition = imageRendition(video, choice);
  const thumbnails = rendition.grid ? storyboardThumbnails(video, rendition.grid) : [];
  if (thumbnails.length === 0)
    throw pictureUnknown('The video has no keyframes, of which a storyboard is made.');
  const variant = variantOf(asset, rendition);
  const folder = pictureFolder(exchange, variant, grantScope);
  const text = storyboardText(thumbnails, rendition, (sheet) => folder + segmentFileName(variant.key, sheet));
  await sendManifest(request, response, {
    text: new TextBody(text),
    contentType: 'text/vtt',
    caching: cachePolicy.storyboard,
    vary: 'Accept-Encoding',
  });
}
