/** Writes HDMV presentation graphics (PGS, `.sup`), which ffmpeg reads and cannot write: white rectangles with a black frame. */

export interface ShownBox {
  /** In seconds. */
  readonly start: number;
  readonly end: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Canvas {
  readonly width: number;
  readonly height: number;
}

const CLOCK = 90_000;
const SEGMENT = { palette: 0x14, object: 0x15, composition: 0x16, window: 0x17, end: 0x80 } as const;
const EPOCH_START = 0x80;
const NORMAL = 0;

/** @param boxes one after the other, none overlapping. */
export function presentationGraphics(canvas: Canvas, boxes: readonly ShownBox[]): Buffer {
  return Buffer.concat(
    boxes.flatMap((box, i) => [
      displaySet(canvas, box, { number: 2 * i, time: box.start, isShown: true }),
      displaySet(canvas, box, { number: 2 * i + 1, time: box.end, isShown: false }),
    ]),
  );
}

interface DisplaySet {
  readonly number: number;
  readonly time: number;
  readonly isShown: boolean;
}

function displaySet(canvas: Canvas, box: ShownBox, { number, time, isShown }: DisplaySet): Buffer {
  const segment = (type: number, content: Buffer) => {
    const header = Buffer.alloc(13);
    header.write('PG', 'latin1');
    header.writeUInt32BE(Math.round(time * CLOCK), 2);
    header[10] = type;
    header.writeUInt16BE(content.length, 11);
    return Buffer.concat([header, content]);
  };
  const window = bytes([1, 1], [0, 1], [box.left, 2], [box.top, 2], [box.width, 2], [box.height, 2]);
  return Buffer.concat([
    segment(SEGMENT.composition, composition(canvas, box, number, isShown)),
    segment(SEGMENT.window, window),
    ...(isShown ? [segment(SEGMENT.palette, PALETTE), segment(SEGMENT.object, object(box))] : []),
    segment(SEGMENT.end, Buffer.alloc(0)),
  ]);
}

function composition(canvas: Canvas, box: ShownBox, number: number, isShown: boolean): Buffer {
  const head = bytes(
    ...([
      [canvas.width, 2],
      [canvas.height, 2],
      [0x10, 1],
      [number, 2],
    ] as const),
    ...([
      [isShown ? EPOCH_START : NORMAL, 1],
      [0, 1],
      [0, 1],
      [isShown ? 1 : 0, 1],
    ] as const),
  );
  const shown = bytes([0, 2], [0, 1], [0, 1], [box.left, 2], [box.top, 2]);
  return isShown ? Buffer.concat([head, shown]) : head;
}

/** Entries 1, white, and 2, black: Y, Cr, Cb, opacity. */
const PALETTE = bytes(
  [0, 1],
  [0, 1],
  [1, 1],
  [235, 1],
  [128, 1],
  [128, 1],
  [255, 1],
  [2, 1],
  [16, 1],
  [128, 1],
  [128, 1],
  [255, 1],
);

const FRAME_PIXELS = 4;

function object({ width, height }: ShownBox): Buffer {
  const lines = Array.from({ length: height }, (_, y) => {
    const isEdge = y < FRAME_PIXELS || y >= height - FRAME_PIXELS;
    const runs = isEdge
      ? [run(2, width)]
      : [run(2, FRAME_PIXELS), run(1, width - 2 * FRAME_PIXELS), run(2, FRAME_PIXELS)];
    return Buffer.concat([...runs, Buffer.from([0, 0])]);
  });
  const data = Buffer.concat(lines);
  return Buffer.concat([
    bytes([0, 2], [0, 1], [0xc0, 1], [data.length + 4, 3], [width, 2], [height, 2]),
    data,
  ]);
}

/** A run of one colour: with 14 bits of length. */
function run(colour: number, length: number): Buffer {
  return Buffer.from([0, 0xc0 | (length >> 8), length & 0xff, colour]);
}

function bytes(...fields: readonly (readonly [value: number, size: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([value, size]) => {
      const field = Buffer.alloc(size);
      field.writeUIntBE(value, 0, size);
      return field;
    }),
  );
}
