/** Produces the poster from an image beside the master: decoded within limits, made as small as the rendition is, encoded anew. */
import { OnplayError } from '../../../shared/errors.js';
import { GLOBAL_ARGUMENTS, pipeInputArguments } from '../../ffmpeg/arguments.js';
import { runEncode } from '../../produce/encode/encode-process.js';
import type { ImageRendition, PosterFile } from '../../rendition.js';
import { stillEncoding } from '../formats/formats.js';
import { type FileForm, imageFile } from '../formats/image-file.js';
import { posterFormats, readFileSize } from '../formats/poster-formats.js';
import type { ImageContext } from './frame-image.js';
import { oneImage } from './image-arguments.js';

/** A poster of 8000 × 5000 takes 160 MB to decode. More is taken for a bomb: a PNG of a few kilobytes can have gigabytes of them. */
const MAX_PIXELS = 40_000_000;
/** libwebp and PNG have none larger. */
const MAX_SIDE = 16_383;

/**
 * The image, as large as it fits into the rendition's size, and no larger than it is.
 * @throws OnplayError `poster_unusable` if it is not what its extension says, too large, or cannot be decoded.
 */
export async function imageOfFile(
  file: PosterFile,
  rendition: ImageRendition,
  { settings, source, signal }: ImageContext,
): Promise<Uint8Array> {
  const bytes = await source.read(0, source.size);
  const size = readFileSize(bytes, file.format);
  if (!size)
    throw posterUnusable('The image of the poster is not of the kind that its name or its tag says.');
  const { width, height } = size;
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS)
    throw posterUnusable(`The image of the poster has ${width} × ${height} pixels, which are too many.`);
  const command = { args: fileArguments(file, rendition, fittedInto(rendition, size)) };
  const { stdout } = await runEncode(settings, command, onlyThese(bytes), signal).catch((error: unknown) => {
    if (error instanceof OnplayError && error.code === 'encode_failed' && !error.retryable)
      throw posterUnusable('The image of the poster cannot be decoded.', error.cause);
    throw error;
  });
  return imageFile(stdout, { format: rendition.format, ...fittedInto(rendition, size) });
}

/** Even, as 4:2:0 needs it. */
function fittedInto(box: Omit<FileForm, 'format'>, { width, height }: Omit<FileForm, 'format'>) {
  const factor = Math.min(1, box.width / width, box.height / height);
  const even = (pixels: number) => Math.max(2, 2 * Math.floor((pixels * factor) / 2));
  return { width: even(width), height: even(height) };
}

function fileArguments(
  { format }: PosterFile,
  rendition: ImageRendition,
  { width, height }: Omit<FileForm, 'format'>,
): string[] {
  const { form } = stillEncoding(rendition.format);
  const range = form.colour.fullRange ? 'full' : 'limited';
  const matrix = form.colour.matrix === 1 ? 'bt709' : 'smpte170m';
  const filters = [
    `scale=w=${width}:h=${height}:flags=bicubic+accurate_rnd+bitexact:out_range=${range}:out_color_matrix=${matrix}`,
    `format=${form.pixelFormat}`,
    'setsar=1',
  ];
  return [
    ...[...GLOBAL_ARGUMENTS, '-max_pixels', String(MAX_PIXELS), '-threads', '1'],
    ...[...pipeInputArguments(posterFormats[format].demuxer), '-map', '0:v:0', '-vf', filters.join(',')],
    ...oneImage(rendition.format),
  ];
}

async function* onlyThese(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function posterUnusable(publicDetail: string, cause?: unknown): OnplayError {
  return new OnplayError('poster_unusable', { publicDetail, cause });
}
