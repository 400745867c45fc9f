/** Writes display sets of DVB subtitles (ETSI EN 300 743), white rectangles with a black frame, as samples of a track. */
import type { ShownBox } from './presentation-graphics.js';
import type { TimedSample } from './subtitle-track.js';

const PAGE = 1;
const FRAME_PIXELS = 4;
const [PAGE_COMPOSITION, REGION, CLUT, OBJECT, DISPLAY, END] = [0x10, 0x11, 0x12, 0x13, 0x14, 0x80];
const TIMEOUT_SECONDS = 30;
const [NORMAL, MODE_CHANGE] = [0, 2];
/** `pixel-data sub-block` of eight bits a pixel, the end of a line, and the end of a string. */
const [EIGHT_BITS, END_OF_LINE, END_OF_STRING] = [0x12, 0xf0, [0, 0]];

/** Composition page, ancillary page, type: the `CodecPrivate` of Matroska. */
export const DVB_CONFIGURATION = Buffer.from([0, PAGE, 0, PAGE, 0x10]);

/** @param boxes one after the other. Each is removed by a set of its own. */
export function dvbSubtitles(boxes: readonly ShownBox[]): readonly TimedSample[] {
  return boxes.flatMap((box, i) => {
    const [first, second] = [(2 * i) % 16, (2 * i + 1) % 16];
    const shown = (box.end - box.start) * 1000;
    return [
      { start: box.start * 1000, duration: shown, bytes: displaySet(box, first) },
      { start: box.end * 1000, duration: 1, bytes: Buffer.concat([page(NORMAL, second), segment(END, [])]) },
    ];
  });
}

/** @param version of 4 bits; decoders leave a page out whose version is that of the one before. */
function displaySet({ left, top, width, height }: ShownBox, version: number): Buffer {
  // A pixel wider than its lines, whose ends ffmpeg would not find otherwise.
  const size = [...u16(width + 1), ...u16(height)];
  return Buffer.concat([
    segment(DISPLAY, [0, ...u16(719), ...u16(575)]),
    page(MODE_CHANGE, version, [0, 0xff, ...u16(left), ...u16(top)]),
    segment(REGION, [0, (version << 4) | 0x07, ...size, 0x6f, 0, 0, 0, ...u16(0), ...u16(0), ...u16(0xf000)]),
    segment(CLUT, [0, (version << 4) | 0x0f, 0, 0x21, 0, 128, 128, 255, ...colour(1, 235), ...colour(2, 16)]),
    segment(OBJECT, [...u16(0), 0x01, ...pixels(width, height)]),
    segment(END, []),
  ]);
}

function page(state: number, version: number, regions: readonly number[] = []): Buffer {
  return segment(PAGE_COMPOSITION, [TIMEOUT_SECONDS, (version << 4) | (state << 2) | 0x03, ...regions]);
}

/** An opaque grey, of eight bits a pixel in full range. */
function colour(entry: number, luma: number): number[] {
  return [entry, 0x3f, luma, 128, 128, 0];
}

/** The lines of both fields, one after the other. */
function pixels(width: number, height: number): number[] {
  const lines = Array.from({ length: height }, (_, y) => {
    const isEdge = y < FRAME_PIXELS || y >= height - FRAME_PIXELS;
    const inner = width - 2 * FRAME_PIXELS;
    const runs = isEdge
      ? run(2, width)
      : [...run(2, FRAME_PIXELS), ...run(1, inner), ...run(2, FRAME_PIXELS)];
    return [EIGHT_BITS, ...runs, ...END_OF_STRING, END_OF_LINE];
  });
  const [top, bottom] = [0, 1].map((field) => lines.filter((_, y) => y % 2 === field).flat());
  return [...u16(top!.length), ...u16(bottom!.length), ...top!, ...bottom!];
}

/** Of one colour, in pieces of at most 127 pixels and at least 3. */
function run(colourCode: number, length: number): number[] {
  const pieces = Array.from({ length: Math.ceil(length / 100) }, (_, i) => Math.min(100, length - i * 100));
  return pieces.flatMap((pixelsOfPiece) => [0, 0x80 | pixelsOfPiece, colourCode]);
}

function segment(type: number, content: readonly number[]): Buffer {
  return Buffer.from([0x0f, type, ...u16(PAGE), ...u16(content.length), ...content]);
}

function u16(value: number): number[] {
  return [value >> 8, value & 255];
}
