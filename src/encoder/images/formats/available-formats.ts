/** Which formats of images a build of ffmpeg can make. */

import { type ImageFormat, imageFormatNames } from '../../../shared/image-formats.js';
import type { FfmpegBinary } from '../../ffmpeg/binary.js';
import { readEncoders } from '../../ffmpeg/capabilities.js';
import { imageEncodings } from './formats.js';

export async function availableFormats(
  binary: Pick<FfmpegBinary, 'ffmpegPath'>,
): Promise<ReadonlySet<ImageFormat>> {
  const encoders = await readEncoders(binary);
  return new Set(imageFormatNames.filter((format) => encoders.has(imageEncodings[format].encoder)));
}
