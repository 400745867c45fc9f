/** How large an image is drawn, and when it stands where: in pixels of a rendition. Pure. */
import { MARK_MARGIN, MARK_PLACES, type Mark, type MarkPlace } from '../../../shared/marks/mark.js';
import { type MarkTimes, spotOf, staysWithin } from '../../../shared/marks/mark-times.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface ImageStay extends MarkTimes {
  readonly left: number;
  readonly top: number;
}

/** Its height in percent of the frame's, or less: with its margins it is no wider than the frame. Even, as chroma is. */
export function drawnSize({ size }: Pick<Mark, 'size'>, image: Size, frame: Size): Size {
  const room = frame.width - 2 * MARK_MARGIN * frame.height;
  const height = Math.min((size / 100) * frame.height, (room * image.height) / image.width);
  return { width: even((height * image.width) / image.height), height: even(height) };
}

function even(length: number): number {
  return Math.max(2, 2 * Math.round(length / 2));
}

/** In order. */
export function imageStays(mark: Mark, size: Size, frame: Size, range: MarkTimes): readonly ImageStay[] {
  const margin = MARK_MARGIN * frame.height;
  const [across, down] = [frame.width - size.width - 2 * margin, frame.height - size.height - 2 * margin];
  return staysWithin(mark, range).map(({ start, end, move }) => {
    const spot = mark.moves ? spotOf(mark.moves, move) : spotAt(mark.place ?? MARK_PLACES.at(-1)!);
    const position = { left: margin + spot.across * across, top: margin + spot.down * down };
    return { start, end, left: even(position.left), top: even(position.top) };
  });
}

function spotAt(place: MarkPlace) {
  const middle = 0.5;
  return {
    across: place.endsWith('left') ? 0 : place.endsWith('right') ? 1 : middle,
    down: place.startsWith('top') ? 0 : place.startsWith('bottom') ? 1 : middle,
  };
}
