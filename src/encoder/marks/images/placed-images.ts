/** The images of marks in frames of a size, and the files that ffmpeg reads them from. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageMark, isText, type Mark } from '../../../shared/marks/mark.js';
import { READABLE } from '../../ffmpeg/scratch-folder.js';
import type { DrawnImage } from '../../plan/mark-image-filters.js';
import { drawnSize, type ImageStay } from './image-stays.js';
import type { MarkImages } from './mark-images.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** An image without its file. */
export type PlacedImage = Omit<DrawnImage, 'pixels'> & { readonly rgba: Uint8Array };

/**
 * The images among marks that are shown.
 * @param staysOf returns when one stands where, drawn in a size; none where it is not shown.
 * @throws Error for one that is not there.
 */
export function placedImages(
  marks: readonly Mark[],
  { width, height }: Size,
  images: MarkImages,
  staysOf: (mark: ImageMark, drawn: Size) => readonly ImageStay[],
): readonly PlacedImage[] {
  return marks.flatMap((mark) => {
    if (isText(mark)) return [];
    const image = images.get(mark.image.name);
    if (image?.hash !== mark.image.hash || !image) throw new Error('the image of a mark is not there');
    const drawn = drawnSize(mark, image, { width, height });
    const stays = staysOf(mark, drawn);
    const size = { width: image.width, height: image.height };
    return stays.length === 0 ? [] : [{ rgba: image.rgba, size, drawn, opacity: mark.opacity, stays }];
  });
}

/** @param folder that ffmpeg may read. @throws what writing throws. */
export function writeImages(folder: string, placed: readonly PlacedImage[]): Promise<readonly DrawnImage[]> {
  return Promise.all(
    placed.map(async ({ rgba, ...image }, i) => {
      const pixels = join(folder, `${i}.rgba`);
      await writeFile(pixels, rgba, READABLE);
      return { ...image, pixels };
    }),
  );
}
