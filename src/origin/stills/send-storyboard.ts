/** Sends a storyboard: WebVTT whose cues are places in images, as players show them above their time bars. */
import { type Asset, assetImage, variantOf } from '../../assets/index.js';
import { clipThumbnails, storyboardThumbnails } from '../../encoder/index.js';
import { TextBody } from '../../manifests/index.js';
import { segmentFileName } from '../../shared/media-url.js';
import { recordingBegun } from '../../tracks/index.js';
import { cachePolicy } from '../cache-policy.js';
import type { Entry, Exchange } from '../media/entry/entry.js';
import { sendManifest } from '../media/responses/send-manifest.js';
import { queryOf } from '../server/request-context.js';
import { pictureFolder } from './picture-folder.js';
import { readPictureQuery } from './picture-query.js';
import { pictureUnknown, WITHOUT_VIDEO } from './picture-unknown.js';
import { clipStoryboardText, storyboardText } from './storyboard-text.js';

/** Answers with 200 or 304. @throws OnplayError `query_invalid`, `picture_unknown`; `master_preparing` while the master grows. */
export async function sendStoryboard(
  exchange: Exchange,
  asset: Asset,
  { scope, grantScope }: Entry,
): Promise<void> {
  const { request } = exchange;
  const { width } = readPictureQuery(queryOf(request));
  const { video } = asset.index;
  if (!video) throw pictureUnknown(WITHOUT_VIDEO);
  if (asset.clip) return sendClipStoryboard(exchange, asset, { scope, grantScope }, width);
  if (asset.map.isOpen) throw recordingBegun();
  const choice = { purpose: 'sheet', format: 'jpg', width, maxHeight: scope.maxHeight } as const;
  const rendition = assetImage(asset, video, choice);
  const thumbnails = rendition.grid ? storyboardThumbnails(video, rendition.grid) : [];
  if (thumbnails.length === 0)
    throw pictureUnknown('The video has no keyframes, of which a storyboard is made.');
  const variant = variantOf(asset, rendition);
  const folder = pictureFolder(exchange, variant, grantScope);
  const text = storyboardText(thumbnails, rendition, (sheet) => folder + segmentFileName(variant.key, sheet));
  await sendText(exchange, text);
}

/** In pixels. */
const THUMBNAIL_WIDTH = 160;

/** Of single frames: sheets are of the whole. */
async function sendClipStoryboard(
  exchange: Exchange,
  { clip, index }: Asset,
  { scope, grantScope }: Pick<Entry, 'scope' | 'grantScope'>,
  width = THUMBNAIL_WIDTH,
): Promise<void> {
  const choice = { purpose: 'frame', format: 'jpg', width, maxHeight: scope.maxHeight } as const;
  const variant = variantOf(clip!.whole, assetImage(clip!.whole, index.video, choice));
  const folder = pictureFolder(exchange, variant, grantScope);
  const thumbnails = clipThumbnails(index.video!, clip!);
  const urlOf = (frame: number) => folder + segmentFileName(variant.key, frame);
  await sendText(exchange, clipStoryboardText(thumbnails, urlOf));
}

async function sendText({ request, response }: Exchange, text: string): Promise<void> {
  await sendManifest(request, response, {
    text: new TextBody(text),
    contentType: 'text/vtt',
    caching: cachePolicy.storyboard,
    vary: 'Accept-Encoding',
  });
}
