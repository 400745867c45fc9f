/** Writes subpictures of DVDs (VobSub), white rectangles with a black frame, as samples of a track. */
import type { ShownBox } from './presentation-graphics.js';
import type { TimedSample } from './subtitle-track.js';

const CLOCK = 90_000;
/** A unit of the times in a subpicture, in ticks. */
const DATE_TICKS = 1024;
const FRAME_PIXELS = 4;
const [START, COLOURS, CONTRAST, AREA, FIELDS, STOP, END] = [1, 3, 4, 5, 6, 2, 0xff];
const HEADER_BYTES = 4;

/** What `.idx` files begin with: colour 1 is white, 2 is black. */
export function subpictureHeader({ width, height }: { width: number; height: number }): string {
  const palette = ['000000', 'ffffff', '000000', ...Array(13).fill('808080')];
  return `size: ${width}x${height}\npalette: ${palette.join(', ')}\n`;
}

export function subpictures(boxes: readonly ShownBox[]): readonly TimedSample[] {
  return boxes.map((box) => ({
    start: box.start * 1000,
    duration: (box.end - box.start) * 1000,
    bytes: subpicture(box),
  }));
}

function subpicture({ start, end, left, top, width, height }: ShownBox): Buffer {
  const lines = Array.from({ length: height }, (_, y) =>
    line(width, y < FRAME_PIXELS || y >= height - FRAME_PIXELS),
  );
  const [even, odd] = [0, 1].map((field) => Buffer.concat(lines.filter((_, y) => y % 2 === field)));
  const control = HEADER_BYTES + even!.length + odd!.length;
  const [right, bottom] = [left + width - 1, top + height - 1];
  const area = [left >> 4, ((left & 15) << 4) | (right >> 8), right & 255];
  const rows = [top >> 4, ((top & 15) << 4) | (bottom >> 8), bottom & 255];
  const first = [
    ...[START, COLOURS, 0x02, 0x10, CONTRAST, 0x0f, 0xf0, AREA, ...area, ...rows],
    ...[FIELDS, ...u16(HEADER_BYTES), ...u16(HEADER_BYTES + even!.length), END],
  ];
  const second = control + 4 + first.length;
  const date = Math.round(((end - start) * CLOCK) / DATE_TICKS);
  const size = second + 6;
  return Buffer.concat([
    Buffer.from([...u16(size), ...u16(control)]),
    ...[even!, odd!],
    Buffer.from([...u16(0), ...u16(second), ...first]),
    Buffer.from([...u16(date), ...u16(second), STOP, END]),
  ]);
}

/** Runs of colours 1 and 2, in 16 bits with up to 255 pixels; a run of none goes to the end of the line. */
function line(width: number, isEdge: boolean): Buffer {
  if (isEdge) return Buffer.from(u16(2));
  const inner = width - 2 * FRAME_PIXELS;
  const count = Math.ceil(inner / 255);
  const runs = Array.from({ length: count }, (_, i) => Math.floor((inner + i) / count));
  // Shorter ones have other codes.
  if (runs.some((run) => run < 64)) throw new Error('a box of this width is not written');
  const edge = 0x12;
  return Buffer.from([edge, ...runs.flatMap((run) => u16((run << 2) | 1)), ...u16(2)]);
}

function u16(value: number): number[] {
  return [value >> 8, value & 255];
}
