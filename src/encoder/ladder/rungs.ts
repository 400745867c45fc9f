/** The sizes a master is offered in. */
import { evenBelow, evenNearest, fitLimits, longerSide, oriented, type Size, shorterSide } from './size.js';

/** A rung's id is its shorter side, so portrait and landscape have the same ids. */
const STANDARD_SHORTER_SIDES = [240, 360, 480, 720, 1080, 1440, 2160] as const;

/** A top rung in the master's size is offered only if it is larger than the rung below by more than this factor. */
const WORTHWHILE_STEP = 1.1;

/**
 * The sizes to offer for a display size, smallest first: both sides even, none larger than the master. A master smaller than
 * the lowest standard rung gets one rung in its own size.
 */
export function rungSizes(display: Size): readonly Size[] {
  const largest = fitLimits(display);
  const shorter = shorterSide(largest);
  const standard = STANDARD_SHORTER_SIDES.filter((side) => side <= shorter);
  const sizes = standard.map((side) => scaledTo(largest, side));
  const highest = standard.at(-1) ?? 0;
  if (shorter > highest * WORTHWHILE_STEP) sizes.push(sourceSize(largest));
  return sizes;
}

function scaledTo(size: Size, shorter: number): Size {
  const longer = (longerSide(size) * shorter) / shorterSide(size);
  return oriented(size, shorter, Math.min(evenNearest(longer), evenBelow(longerSide(size))));
}

function sourceSize(size: Size): Size {
  return oriented(size, evenBelow(shorterSide(size)), evenBelow(longerSide(size)));
}
