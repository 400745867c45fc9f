/** What a page of subtitles says: the text in its boxes, with its colours (ETSI EN 300 706 12.2). */
import type { CueNode } from '../cue.js';
import { NodeBuilder } from '../node-builder.js';
import type { Page } from './page.js';

/** By codes 0x00 to 0x07: the classes that WebVTT has for them. White is what text is without one. */
const COLOURS = ['black', 'red', 'lime', 'yellow', 'blue', 'magenta', 'cyan', undefined];
const [FIRST_MOSAIC, LAST_MOSAIC] = [0x10, 0x17];
const [END_BOX, START_BOX, CONCEAL, SPACE] = [0x0a, 0x0b, 0x18, 0x20];
/** In mosaics, the codes that have this bit are blocks. */
const BLOCK_BIT = 0x20;
const LAST_ROW = 24;

export interface PageText {
  readonly payload: readonly CueNode[];
  /** The first and the last row that has text, 1 to 24. */
  readonly rows: readonly [first: number, last: number];
  readonly lines: number;
}

/** Consecutive characters of a colour. */
interface Run {
  readonly colour: string | undefined;
  text: string;
}

/** Undefined for a page on which nothing is shown. */
export function pageText(page: Page): PageText | undefined {
  if (page.isInhibited) return undefined;
  const shown = Array.from({ length: LAST_ROW }, (_, i) => ({ row: i + 1, runs: runsOf(page.row(i + 1)) }));
  const lines = shown.filter(({ runs }) => runs.length > 0);
  const [first, last] = [lines[0]?.row, lines.at(-1)?.row];
  if (first === undefined || last === undefined) return undefined;
  return { payload: nodesOf(lines.map(({ runs }) => runs)), rows: [first, last], lines: lines.length };
}

/** Attributes are of what follows them, and are shown as spaces. */
function runsOf(row: ReturnType<Page['row']>): readonly Run[] {
  let [isBoxed, isConcealed, isMosaic] = [false, false, false];
  let colour = COLOURS.at(-1);
  const runs: Run[] = [];
  for (const { code, character } of row) {
    const isAttribute = code < SPACE;
    const isHidden = !isBoxed || isConcealed || (isMosaic && (code & BLOCK_BIT) !== 0);
    add(runs, isAttribute || isHidden ? ' ' : character, colour);
    if (code === START_BOX) isBoxed = true;
    else if (code === END_BOX) isBoxed = false;
    else if (code === CONCEAL) isConcealed = true;
    else if (code < COLOURS.length || (code >= FIRST_MOSAIC && code <= LAST_MOSAIC)) {
      [isConcealed, isMosaic] = [false, code >= FIRST_MOSAIC];
      colour = COLOURS[code % FIRST_MOSAIC];
    }
  }
  return trimmed(runs);
}

/** Of spaces that follow one another, one is kept. */
function add(runs: Run[], character: string, colour: string | undefined): void {
  const last = runs.at(-1);
  if (character === ' ') {
    if (last && !last.text.endsWith(' ')) last.text += ' ';
  } else if (last && last.colour === colour) last.text += character;
  else runs.push({ colour, text: character });
}

function trimmed(runs: Run[]): readonly Run[] {
  const last = runs.at(-1);
  if (last) last.text = last.text.trimEnd();
  return runs;
}

function nodesOf(lines: readonly (readonly Run[])[]): readonly CueNode[] {
  const builder = new NodeBuilder(1);
  for (const [i, runs] of lines.entries()) {
    if (i > 0) builder.add({ kind: 'text', text: '\n' });
    for (const { colour, text } of runs) {
      if (colour) builder.open({ kind: 'class', classes: [colour] });
      builder.add({ kind: 'text', text });
      if (colour) builder.close();
    }
  }
  return builder.nodes;
}
