/** Which bytes of a file have some pieces. */

/** Bytes [offset, offset + size) of a file. */
export interface Piece {
  readonly offset: number;
  readonly size: number;
}

/** Bytes [start, end) of a file, which are read at once, and the pieces in them, each an index. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly number[];
}

/** What lies between two pieces is read with them if it is less: another request to a bucket costs more. */
const JOINED_BYTES = 64 * 1024;
/** So that a span takes little memory. */
const MAX_SPAN_BYTES = 1024 * 1024;

/** The spans of a file that have the pieces, ascending. */
export function neighbours(pieces: readonly Piece[]): readonly Span[] {
  const inOrder = [...pieces.keys()].sort((a, b) => pieces[a]!.offset - pieces[b]!.offset);
  const spans: (Span & { pieces: number[] })[] = [];
  for (const piece of inOrder) {
    const { offset, size } = pieces[piece]!;
    const last = spans.at(-1);
    const end = Math.max(last?.end ?? 0, offset + size);
    if (last && offset - last.end <= JOINED_BYTES && end - last.start <= MAX_SPAN_BYTES) {
      last.pieces.push(piece);
      spans[spans.length - 1] = { ...last, end };
    } else spans.push({ start: offset, end: offset + size, pieces: [piece] });
  }
  return spans;
}
