import { type Asset, readTextFile, versionGone } from '../assets/index.js';
import { type BurnSource, inMemory, type MediaRendition } from '../encoder/index.js';
import type { ByteSource } from '../stores/index.js';

/**
 * What is burned into a rendition; undefined where nothing is. A file beside the master is read anew for each segment: most have
 * some 100 kB, and none more than a text may.
 * @param opened the file of the video, in which tracks of text are too.
 * @throws OnplayError `version_gone` where the text is not there any more; as `readTextFile`.
 */
export async function burnSourceOf(
  asset: Asset,
  rendition: MediaRendition,
  { source, signal }: { readonly source: ByteSource; readonly signal: AbortSignal },
): Promise<BurnSource | undefined> {
  const burned = rendition.kind === 'video' ? rendition.burn?.source : undefined;
  if (!burned) return undefined;
  const fonts = { attachments: asset.index.attachments, attachmentSource: source };
  if (burned.kind === 'sidecar') {
    const { track, bytes } = await readTextFile(asset, burned, signal);
    return { track, source: inMemory(bytes), ...fonts };
  }
  const track = asset.index.text.find(({ id }) => id === burned.trackId);
  if (!track) throw versionGone();
  return { track, source, ...fonts };
}
