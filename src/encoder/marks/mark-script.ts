/**
 * Marks as lines of Advanced SubStation Alpha, as Matroska has them: a header, and a block for each line. Each has its place, so that
 * libass moves none out of the way of another, and its size, in a canvas of the frame's shape: rungs of all heights look alike. Pure.
 */
import {
  isText,
  MARK_MARGIN,
  MARK_PLACES,
  MARK_SIZES,
  type Mark,
  type MarkPlace,
  type TextMark,
} from '../../shared/marks/mark.js';
import { type MarkStay, type MarkTimes, spotOf, staysWithin } from '../../shared/marks/mark-times.js';

/** In the units of the canvas. */
interface Canvas {
  readonly width: number;
  readonly height: number;
}

export interface ScriptLine extends MarkTimes {
  readonly text: string;
}

const CANVAS_HEIGHT = 2160;
/** No character of the font is wider, as a part of the height of a line. */
const WIDEST = 0.86;
const OUTLINE = 0.06;
const OPAQUE = 255;
/** ASS: alignment by the places of a numeric keypad. */
const ALIGNMENTS: Readonly<Record<MarkPlace, number>> = {
  'bottom-left': 1,
  bottom: 2,
  'bottom-right': 3,
  left: 4,
  center: 5,
  right: 6,
  'top-left': 7,
  top: 8,
  'top-right': 9,
};

export function canvasOf({ width, height }: { readonly width: number; readonly height: number }): Canvas {
  return { width: Math.round((CANVAS_HEIGHT * width) / height), height: CANVAS_HEIGHT };
}

export function scriptHeader({ width, height }: Canvas): string {
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${width}`,
    `PlayResY: ${height}`,
    'WrapStyle: 2',
    'ScaledBorderAndShadow: yes',
    '',
    '[V4+ Styles]',
    'Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, BorderStyle, Outline, Shadow, Alignment, Encoding',
    'Style: Default,DejaVu Sans,90,&H00FFFFFF,&H00000000,&H00000000,0,1,0,0,7,1',
    '',
    '[Events]',
    'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
    '',
  ].join('\n');
}

/** The text that is shown within a range, in the order of the starts. */
export function scriptLines(marks: readonly Mark[], range: MarkTimes, canvas: Canvas): readonly ScriptLine[] {
  const lines = marks.filter(isText).flatMap((mark) =>
    staysWithin(early(mark), range).map((stay) => ({
      ...{ start: stay.start, end: stay.end },
      text: drawn(mark, stay, canvas),
    })),
  );
  return lines.sort((a, b) => a.start - b.start);
}

/** ffmpeg cuts a frame's time to whole milliseconds: one at the very start of a mark may be taken for one before it. */
const ROUNDING_MS = 1;

function early({ shown, ...mark }: TextMark): TextMark {
  if (!shown) return mark;
  return { ...mark, shown: { ...shown, from: shown.from - ROUNDING_MS, for: shown.for + ROUNDING_MS } };
}

/** The content of a block (Matroska, S_TEXT/ASS): the order of reading first, no times. */
export function scriptBlock({ text }: ScriptLine, order: number): string {
  return `${order},0,Default,,0,0,0,,${text}`;
}

function drawn(mark: TextMark, { move }: MarkStay, canvas: Canvas): string {
  // Accents take no width.
  const characters = [...mark.text.replaceAll(/\p{M}/gu, '')].length;
  const margin = MARK_MARGIN * canvas.height;
  const room = canvas.width - 2 * margin;
  const fitting = Math.max((MARK_SIZES.min / 100) * canvas.height, room / (WIDEST * characters));
  // A long name is rather cut at the frame's edge than too small to be read.
  const size = Math.min((mark.size / 100) * canvas.height, fitting);
  const { alignment, x, y } = mark.moves
    ? wandering(mark, move, { canvas, margin, width: size * WIDEST * characters, size })
    : standing(mark.place ?? MARK_PLACES[MARK_PLACES.length - 1]!, canvas, margin);
  const alpha = Math.round((1 - mark.opacity) * OPAQUE)
    .toString(16)
    .toUpperCase()
    .padStart(2, '0');
  const tags = [
    `\\an${alignment}`,
    `\\pos(${x.toFixed(1)},${y.toFixed(1)})`,
    `\\fs${size.toFixed(1)}`,
    `\\bord${(OUTLINE * size).toFixed(1)}`,
    `\\alpha&H${alpha}&`,
  ];
  return `{${tags.join('')}}${escaped(mark.text)}`;
}

interface Position {
  readonly alignment: number;
  readonly x: number;
  readonly y: number;
}

function standing(place: MarkPlace, { width, height }: Canvas, margin: number): Position {
  const alignment = ALIGNMENTS[place];
  const [column, row] = [(alignment - 1) % 3, Math.floor((alignment - 1) / 3)];
  return {
    alignment,
    x: [margin, width / 2, width - margin][column]!,
    y: [height - margin, height / 2, margin][row]!,
  };
}

/** By its middle, anywhere that it is within the margins whole. */
function wandering(
  { moves }: Mark,
  move: number,
  text: { readonly canvas: Canvas; readonly margin: number; readonly width: number; readonly size: number },
): Position {
  const { canvas, margin, width, size } = text;
  const { across, down } = spotOf(moves!, move);
  return {
    alignment: 5,
    x: margin + width / 2 + across * Math.max(0, canvas.width - 2 * margin - width),
    y: margin + size / 2 + down * (canvas.height - 2 * margin - size),
  };
}

/** Follows a backslash, which libass would take for the beginning of a command: nothing is drawn for it. */
const WORD_JOINER = '\u2060';

/** Text of which libass takes nothing for a command. */
function escaped(text: string): string {
  return text.replaceAll('\\', `\\${WORD_JOINER}`).replaceAll('{', '\\{');
}
