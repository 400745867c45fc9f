/** A memory of captions (ANSI/CTA-608 7): rows of characters with their looks. */
import type { CueNode, CueSpan } from '../cue.js';
import { NodeBuilder } from '../node-builder.js';

export const [ROWS, COLUMNS] = [15, 32];

/** White, upright and not underlined where nothing is said. */
export interface Style {
  /** The class that WebVTT has for it. */
  readonly colour?: string;
  readonly isItalic?: boolean;
  readonly isUnderlined?: boolean;
}

interface Cell {
  readonly character: string;
  readonly style: Style;
}

export class Screen {
  /** By row from 0; undefined where nothing is. */
  #rows: (Cell | undefined)[][] = Array.from({ length: ROWS }, () => []);

  clear(): void {
    this.#rows = Array.from({ length: ROWS }, () => []);
  }

  set(row: number, column: number, cell: Cell): void {
    this.#rows[row]![column] = cell;
  }

  /** @param from the first column that goes. */
  clearRow(row: number, from = 0): void {
    this.#rows[row]!.length = Math.min(this.#rows[row]!.length, from);
  }

  /** Moves rows up by one within those that end with `last`, of which there are `count`; what is above them goes. */
  rollUp(last: number, count: number): void {
    const first = Math.max(0, last - count + 1);
    this.#rows = this.#rows.map((_, row) => (row >= first && row < last ? this.#rows[row + 1]! : []));
  }

  /** Moves what ends with one row to end with another. */
  moveTo(from: number, to: number, count: number): void {
    const kept = this.#rows.slice(Math.max(0, from - count + 1), from + 1);
    this.clear();
    for (const [i, row] of kept.entries()) {
      const at = to - kept.length + 1 + i;
      if (at >= 0) this.#rows[at] = row;
    }
  }

  /** The rows that have text, in order; undefined if nothing is shown. */
  get text():
    | { readonly payload: readonly CueNode[]; readonly lastRow: number; readonly lines: number }
    | undefined {
    const shown = this.#rows.flatMap((cells, row) =>
      cells.some((cell) => cell && cell.character !== ' ') ? [{ row, cells: trimmed(cells) }] : [],
    );
    const last = shown.at(-1);
    if (!last) return undefined;
    return { payload: nodesOf(shown.map(({ cells }) => cells)), lastRow: last.row, lines: shown.length };
  }
}

const SPACE: Cell = { character: ' ', style: {} };

/** Without the spaces around, and with those that are between. */
function trimmed(row: readonly (Cell | undefined)[]): readonly Cell[] {
  const cells = Array.from(row, (cell) => cell ?? SPACE);
  const isText = ({ character }: Cell) => character !== ' ';
  return cells.slice(cells.findIndex(isText), cells.findLastIndex(isText) + 1);
}

function nodesOf(lines: readonly (readonly Cell[])[]): readonly CueNode[] {
  const builder = new NodeBuilder(3);
  for (const [i, cells] of lines.entries()) {
    if (i > 0) builder.add({ kind: 'text', text: '\n' });
    let open: readonly Omit<CueSpan, 'children'>[] = [];
    let style: Style | undefined;
    for (const cell of cells) {
      if (cell.style !== style) {
        for (const _ of open) builder.close();
        open = spansOf(cell.style);
        for (const span of open) builder.open(span);
        style = cell.style;
      }
      builder.add({ kind: 'text', text: cell.character });
    }
    for (const _ of open) builder.close();
  }
  return builder.nodes;
}

function spansOf({ colour, isItalic, isUnderlined }: Style): readonly Omit<CueSpan, 'children'>[] {
  return [
    ...(colour ? [{ kind: 'class', classes: [colour] } as const] : []),
    ...(isItalic ? [{ kind: 'italic' } as const] : []),
    ...(isUnderlined ? [{ kind: 'underline' } as const] : []),
  ];
}
