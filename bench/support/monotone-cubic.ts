/** Shape-preserving piecewise-cubic interpolation (F. N. Fritsch and J. Butland, 1984). */

export type Point = readonly [x: number, y: number];

interface Piece {
  readonly from: Point;
  readonly to: Point;
  /** Slopes at both ends. */
  readonly slopes: readonly [number, number];
}

/**
 * The curve through the points as a function of x; beyond the first and last points it is extrapolated.
 * @param points at least two, x ascending.
 * @throws RangeError if there are too few points or their x do not ascend.
 */
export function monotoneCubic(points: readonly Point[]): (x: number) => number {
  if (points.length < 2) throw new RangeError('a curve needs two points');
  const steps = pairs(points).map(([[x0, y0], [x1, y1]]) => ({
    width: x1 - x0,
    slope: (y1 - y0) / (x1 - x0),
  }));
  if (steps.some(({ width }) => !(width > 0))) throw new RangeError('the points of a curve must ascend');
  const slopes = [steps[0]!.slope, ...pairs(steps).map(([a, b]) => innerSlope(a, b)), steps.at(-1)!.slope];
  const pieces: Piece[] = pairs(points).map(([from, to], i) => ({
    from,
    to,
    slopes: [slopes[i]!, slopes[i + 1]!],
  }));
  return (x) => valueIn(pieces.find(({ to }) => x <= to[0]) ?? pieces.at(-1)!, x);
}

interface Step {
  readonly width: number;
  readonly slope: number;
}

/** A weighted harmonic mean; 0 at a local extremum. */
function innerSlope(before: Step, after: Step): number {
  if (before.slope * after.slope <= 0) return 0;
  const weightBefore = before.width + 2 * after.width;
  const weightAfter = 2 * before.width + after.width;
  return (weightBefore + weightAfter) / (weightBefore / after.slope + weightAfter / before.slope);
}

function valueIn({ from: [x0, y0], to: [x1, y1], slopes: [m0, m1] }: Piece, x: number): number {
  const width = x1 - x0;
  const t = (x - x0) / width;
  if (t < 0) return y0 + m0 * (x - x0);
  if (t > 1) return y1 + m1 * (x - x1);
  const rest = 1 - t;
  const startPart = rest * rest * ((1 + 2 * t) * y0 + t * width * m0);
  const endPart = t * t * ((1 + 2 * rest) * y1 - rest * width * m1);
  return startPart + endPart;
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.slice(1).map((item, i) => [items[i]!, item]);
}
