/** Lays out thumbnails that were decoded before, in a process of its own: of several parts, or each decoded by itself. */
import type { VideoTrack } from '../../../tracks/index.js';
import { runEncode } from '../../produce/encode/encode-process.js';
import type { ImageRendition } from '../../rendition.js';
import { stillEncoding } from '../formats/formats.js';
import { imageFile } from '../formats/image-file.js';
import type { ImageContext } from './frame-image.js';
import { type RawShape, rawThumbnails } from './raw-thumbnails.js';
import { sheetArguments } from './sheet-arguments.js';

/** @param places the frame in each. @throws OnplayError as `rawThumbnails`; `segment_invalid`. */
export async function sheetOfThumbnails(
  track: VideoTrack,
  rendition: ImageRendition & Required<Pick<ImageRendition, 'grid'>>,
  places: readonly number[],
  context: ImageContext,
): Promise<Uint8Array> {
  const { grid, width, height, format } = rendition;
  const frames = [...new Set(places)];
  const shape = shapeOf(rendition);
  // Before the encoder is started, which takes a while itself.
  const decoded = rawThumbnails(track, frames, shape, context);
  decoded.catch(() => undefined);
  const input = inPlaces(
    decoded,
    places.map((frame) => frames.indexOf(frame)),
  );
  const command = { args: sheetArguments(rendition, grid) };
  const { stdout } = await runEncode(context.settings, command, input, context.signal);
  const size = { width: width * grid.columns, height: height * grid.rows };
  return imageFile(stdout, { format, ...size });
}

async function* inPlaces(
  decoded: Promise<readonly Uint8Array[]>,
  places: readonly number[],
): AsyncGenerator<Uint8Array> {
  const thumbnails = await decoded;
  for (const place of places) yield thumbnails[place]!;
}

/** Of thumbnails in 4:2:0, as all formats have them. */
function shapeOf({ width, height, format, logo, marks }: ImageRendition): RawShape {
  const { form } = stillEncoding(format);
  const drawn = { ...(logo && { logo }), ...(marks && { marks }) };
  return { size: { width, height }, form, bytes: (width * height * 3) / 2, drawn };
}
