/** Images of a master under test. */
import { type ImageChoice, imageRendition } from '../../../src/encoder/images/image-renditions.js';
import { produceImage } from '../../../src/encoder/images/produce/produce-image.js';
import type { ImageRendition } from '../../../src/encoder/rendition.js';
import type { ImageMark } from '../../../src/shared/marks/mark.js';
import { type MasterUnderTest, never } from '../produce/support/master-under-test.js';

interface MadeImage {
  readonly bytes: Buffer;
  readonly rendition: ImageRendition;
}

/** @param segment the number of the frame or the sheet. @param logo is among the images of the master's settings. */
export async function madeImage(
  { index, settings, source }: MasterUnderTest,
  choice: ImageChoice,
  segment: number,
  logo?: readonly ImageMark[],
): Promise<MadeImage> {
  const track = index.video!;
  const rendition = { ...imageRendition(track, choice), ...(logo && { logo }) };
  const context = { settings, source: source(track.file), signal: never };
  const { bytes } = await produceImage({ track, rendition, segment }, context);
  return { bytes: Buffer.from(bytes), rendition };
}
