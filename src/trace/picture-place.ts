/** Where the picture of a copy lies in the frame of the master, and the master as the copy would show it. Pure. */
import { COPY_GRID, MASTER_GRID } from './luma-frame.js';

/** Parts of the master's frame: a copy that is cropped lies within 0 and 1, one with borders around it goes beyond. */
export interface PicturePlace {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const WHOLE: PicturePlace = { left: 0, top: 0, right: 1, bottom: 1 };

/** Positions in the master's frame of the middles of the copy's pixels. */
export interface PlacePositions {
  readonly columns: Float64Array;
  readonly rows: Float64Array;
}

export function positionsOf({ left, top, right, bottom }: PicturePlace): PlacePositions {
  return {
    columns: spread(left, right, COPY_GRID.width),
    rows: spread(top, bottom, COPY_GRID.height),
  };
}

function spread(from: number, to: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => from + ((to - from) * (i + 0.5)) / count);
}

/** The luma of the master at positions, interpolated; NaN outside of its frame. */
export function sampled(luma: Uint8Array, { columns, rows }: PlacePositions): Float32Array {
  const { width, height } = MASTER_GRID;
  const values = new Float32Array(columns.length * rows.length);
  rows.forEach((row, y) => {
    const down = Math.min(height - 1, Math.max(0, row * height - 0.5));
    const above = Math.min(height - 2, Math.floor(down));
    const lower = down - above;
    columns.forEach((column, x) => {
      const across = Math.min(width - 1, Math.max(0, column * width - 0.5));
      const before = Math.min(width - 2, Math.floor(across));
      const after = across - before;
      const at = above * width + before;
      const upper = luma[at]! * (1 - after) + luma[at + 1]! * after;
      const under = luma[at + width]! * (1 - after) + luma[at + width + 1]! * after;
      const isInside = row >= 0 && row <= 1 && column >= 0 && column <= 1;
      values[y * columns.length + x] = isInside ? upper * (1 - lower) + under * lower : Number.NaN;
    });
  });
  return values;
}

/** How the copy's luma follows from the master's, by least squares over the pixels that both have. */
export interface LumaFit {
  readonly gain: number;
  readonly offset: number;
  /** From -1 to 1. */
  readonly correlation: number;
}

export function fitLuma(copy: Uint8Array, master: Float32Array): LumaFit {
  let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < master.length; i++) {
    const [ours, theirs] = [copy[i]!, master[i]!];
    if (Number.isNaN(theirs)) continue;
    n += 1;
    x += theirs;
    y += ours;
    xx += theirs * theirs;
    yy += ours * ours;
    xy += theirs * ours;
  }
  const [spreadX, spreadY, both] = [xx - (x * x) / n, yy - (y * y) / n, xy - (x * y) / n];
  // A flat picture says nothing of either.
  if (!(spreadX > n) || !(spreadY > n)) return { gain: 1, offset: n > 0 ? (y - x) / n : 0, correlation: 0 };
  const gain = both / spreadX;
  return { gain, offset: (y - gain * x) / n, correlation: both / Math.sqrt(spreadX * spreadY) };
}
