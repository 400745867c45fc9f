import type { Mark } from '../../shared/marks/mark.js';
import { isText } from '../../shared/marks/mark.js';
import type { Asset } from '../asset.js';
import { marksImpossible } from './marks-impossible.js';

/** The marks of a token, of which those that are images have the hashes of the files that are drawn. @throws OnplayError `marks_impossible`. */
export function marksWithImages(
  { markImages }: Pick<Asset, 'markImages'>,
  marks: readonly Mark[],
): readonly Mark[] {
  return marks.map((mark) => {
    if (isText(mark)) return mark;
    const { name } = mark.image;
    const hash = markImages?.get(name);
    if (hash === undefined) throw marksImpossible(`This server has no image ${name} that may be drawn.`);
    return { ...mark, image: { name, hash } };
  });
}

/** @throws OnplayError `marks_impossible` for an image that is another one here than when the marks were made. */
export function assertImages({ markImages }: Pick<Asset, 'markImages'>, marks: readonly Mark[]): void {
  for (const mark of marks) {
    if (isText(mark)) continue;
    const { name, hash } = mark.image;
    if (hash === undefined || markImages?.get(name) !== hash)
      throw marksImpossible(`The image ${name} is another one now. Take URLs from a fresh manifest.`);
  }
}
