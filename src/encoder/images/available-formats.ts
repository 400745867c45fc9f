/** Which formats of images a build of ffmpeg can make. */

import type { FfmpegBinary } from '../ffmpeg/binary.js';
import { readEncoders } from '../ffmpeg/capabilities.js';
import type { ImageFormat } from '../rendition.js';

/** Every build has JPEG and GIF; the others are of libraries. */
const ENCODERS: Readonly<Record<ImageFormat, string>> = {
  ...{ avif: 'libaom-av1', gif: 'gif' },
  ...{ jpg: 'mjpeg', webp: 'libwebp' },
};

export async function availableFormats(
  binary: Pick<FfmpegBinary, 'ffmpegPath'>,
): Promise<ReadonlySet<ImageFormat>> {
  const encoders = await readEncoders(binary);
  const formats = Object.keys(ENCODERS) as ImageFormat[];
  return new Set(formats.filter((format) => encoders.has(ENCODERS[format])));
}
