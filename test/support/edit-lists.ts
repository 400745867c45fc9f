/** Rewrites the edit lists of a finished MP4 or MOV, as editing software does that leaves the media as it is. */

/** A piece of the presentation, in seconds. */
export type Edit =
  /** Media [from, to), `rate` times as fast. */
  | { readonly from: number; readonly to: number; readonly rate?: number }
  /** The picture at `still` stands for `seconds`. */
  | { readonly still: number; readonly seconds: number }
  /** Nothing for `pause` seconds. */
  | { readonly pause: number };

/** How long it is presented, in seconds. */
export function secondsOf(edit: Edit): number {
  if ('pause' in edit) return edit.pause;
  return 'still' in edit ? edit.seconds : (edit.to - edit.from) / (edit.rate ?? 1);
}

/** The file with these edits in all its tracks, or in those of one kind. Its `moov` box has to be the last. */
export function withEdits(file: Buffer, edits: readonly Edit[], handler?: 'vide' | 'soun'): Buffer {
  const moov = boxesIn(file, 0, file.length).at(-1);
  if (moov?.type !== 'moov') throw new Error('the moov box is not the last');
  const children = boxesIn(file, moov.content, moov.end);
  const movieTimescale = file.readUInt32BE(boxNamed(children, 'mvhd').content + 12);
  const rewritten = children.map((child) =>
    child.type === 'trak' && [undefined, handlerOf(file, child)].includes(handler)
      ? editedTrack(file, child, edits, movieTimescale)
      : file.subarray(child.start, child.end),
  );
  return Buffer.concat([file.subarray(0, moov.start), box('moov', ...rewritten)]);
}

interface BoxAt {
  readonly type: string;
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

function editedTrack(file: Buffer, trak: BoxAt, edits: readonly Edit[], movieTimescale: number): Buffer {
  const children = boxesIn(file, trak.content, trak.end);
  const mdia = boxNamed(children, 'mdia');
  const mdhd = boxNamed(boxesIn(file, mdia.content, mdia.end), 'mdhd');
  const timescale = file.readUInt32BE(mdhd.content + 12);
  const edts = children.find(({ type }) => type === 'edts');
  // What the file had as its beginning stays at 0.
  const origin = edts ? Math.max(0, file.readInt32BE(edts.content + 20)) : 0;
  const entries = edits.map((edit) => entryOf(edit, movieTimescale, timescale, origin));
  const elst = box('elst', integers(0, edits.length), ...entries);
  const others = children.filter(({ type }) => type !== 'edts');
  const [header, ...rest] = others.map(({ start, end }) => file.subarray(start, end));
  return box('trak', header!, box('edts', elst), ...rest);
}

function entryOf(edit: Edit, movieTimescale: number, timescale: number, origin: number): Buffer {
  const duration = Math.round(secondsOf(edit) * movieTimescale);
  if ('pause' in edit) return integers(duration, -1, 0x10000);
  const [from, rate] = 'still' in edit ? [edit.still, 0] : [edit.from, edit.rate ?? 1];
  return integers(duration, origin + Math.round(from * timescale), Math.round(rate * 0x10000));
}

function handlerOf(file: Buffer, trak: BoxAt): string {
  const mdia = boxNamed(boxesIn(file, trak.content, trak.end), 'mdia');
  const hdlr = boxNamed(boxesIn(file, mdia.content, mdia.end), 'hdlr');
  return file.toString('latin1', hdlr.content + 8, hdlr.content + 12);
}

function boxNamed(boxes: readonly BoxAt[], name: string): BoxAt {
  const found = boxes.find(({ type }) => type === name);
  if (!found) throw new Error(`there is no ${name} box`);
  return found;
}

function boxesIn(file: Buffer, from: number, to: number): BoxAt[] {
  const found: BoxAt[] = [];
  for (let start = from; start < to; start = found.at(-1)!.end) {
    const size = file.readUInt32BE(start);
    if (size < 8) throw new Error('a box of 64 bits');
    found.push({
      type: file.toString('latin1', start + 4, start + 8),
      start,
      content: start + 8,
      end: start + size,
    });
  }
  return found;
}

function box(type: string, ...contents: readonly Buffer[]): Buffer {
  const size = contents.reduce((sum, { length }) => sum + length, 8);
  return Buffer.concat([integers(size), Buffer.from(type, 'latin1'), ...contents]);
}

function integers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    bytes.writeInt32BE(value | 0, 4 * i);
  });
  return bytes;
}
