/** Which sizes a master is offered in. */
import { evenBelow, evenNearest, fitLimits, longerSide, oriented, type Size, shorterSide } from './size.js';

/** A rung is named by its shorter side, so that portrait and landscape have the same names. */
const STANDARD_SHORTER_SIDES = [240, 360, 480, 720, 1080, 1440, 2160] as const;

/** A top rung of the master's own size is worth an encode only if it is this much larger than the rung below. */
const WORTHWHILE_STEP = 1.1;

/**
 * The sizes to offer for a display size, the smallest first: both sides even, none larger than the master. A master
 * smaller than the lowest standard rung has one rung of its own size.
 */
export function rungSizes(display: Size): readonly Size[] {
  const largest = fitLimits(display);
  const shorter = shorterSide(largest);
  const standard = STANDARD_SHORTER_SIDES.filter((side) => side <= shorter);
  const sizes = standard.map((side) => scaledTo(largest, side));
  const highest = standard.at(-1) ?? 0;
  if (shorter > highest * WORTHWHILE_STEP) sizes.push(ownSize(largest));
  return sizes;
}

function scaledTo(size: Size, shorter: number): Size {
  const longer = (longerSide(size) * shorter) / shorterSide(size);
  return oriented(size, shorter, Math.min(evenNearest(longer), evenBelow(longerSide(size))));
}

function ownSize(size: Size): Size {
  return oriented(size, evenBelow(shorterSide(size)), evenBelow(longerSide(size)));
}
