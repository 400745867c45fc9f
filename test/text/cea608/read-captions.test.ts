/** Captions of CEA-608 in a track of their own: cues at their times, with the characters that ffmpeg finds. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cue, plainText, readSamples, type TextDocument } from '../../../src/text/index.js';
import { PADDING, type Pair, pairsOf, withParity } from '../../support/captions/caption-cues.js';
import { captionMovie } from '../../support/captions/caption-track.js';
import { runToolOrFail } from '../../support/ffmpeg.js';

const RATE = 25;
const FRAME_MS = 1000 / RATE;

/** A sample of each frame, with a pair of each field. */
function read(...fields: readonly (readonly Pair[])[]): TextDocument {
  const samples = fields[0]!.map((_, frame) => ({
    ...{ start: frame * FRAME_MS, end: (frame + 1) * FRAME_MS },
    bytes: Buffer.concat(
      fields.map((pairs, field) => {
        const pair = pairs[frame] ?? PADDING;
        return Buffer.concat([
          Buffer.of(0, 0, 0, 10),
          Buffer.from(field === 0 ? 'cdat' : 'cdt2'),
          Buffer.of(...pair),
        ]);
      }),
    ),
  }));
  return readSamples(samples, { codec: 'eia_608', configuration: new Uint8Array() });
}

const control = (first: number, second: number): Pair[] => [
  withParity(first, second),
  withParity(first, second),
];
const command = (second: number) => control(0x14, second);
const [LOAD, ROLL_UP, DIRECT, TEXT, ERASE, RETURN, SHOW] = [0x20, 0x25, 0x29, 0x2b, 0x2c, 0x2d, 0x2f].map(
  command,
) as [Pair[], Pair[], Pair[], Pair[], Pair[], Pair[], Pair[]];
const BOTTOM = control(0x14, 0x70);
const wait = (frames: number): Pair[] => Array.from({ length: frames }, () => PADDING);
function words(text: string): Pair[] {
  return Array.from({ length: Math.ceil(text.length / 2) }, (_, i) =>
    withParity(text.charCodeAt(2 * i), text.charCodeAt(2 * i + 1) || 0),
  );
}

const texts = ({ cues }: TextDocument) => cues.map(({ payload }) => plainText(payload));
const timed = ({ cues }: TextDocument) =>
  cues.map(({ start, end, payload }) => [start / FRAME_MS, end / FRAME_MS, plainText(payload)]);
const only = ({ cues }: TextDocument): Cue => cues[0]!;

describe('captions', () => {
  test('that pop on are shown from the end of their loading until they are erased or others are shown', () => {
    const shown = [
      { text: 'FIRST', firstFrame: 50, endFrame: 100 },
      { text: 'SECOND', firstFrame: 150, endFrame: 200 },
    ];
    expect(timed(read(pairsOf(shown, 1, 250)))).toEqual([
      [50, 100, 'FIRST'],
      [150, 200, 'SECOND'],
    ]);
    const next = [
      ...LOAD,
      ...BOTTOM,
      ...words('ONE'),
      ...SHOW,
      ...LOAD,
      ...BOTTOM,
      ...words('TWO'),
      ...SHOW,
      ...wait(4),
    ];
    expect(timed(read(next))).toEqual([
      [6, 14, 'ONE'],
      [14, 20, 'TWO'],
    ]);
  });

  test('that roll up are shown line by line, with the lines that are still there', () => {
    const lines = ['ONE', 'TWO', 'END'].flatMap((text) => [...RETURN, ...BOTTOM, ...words(text), ...wait(4)]);
    expect(texts(read([...ROLL_UP, ...lines, ...ERASE]))).toEqual(['ONE', 'ONE\nTWO', 'TWO\nEND']);
  });

  test('that are painted on are one cue until they are erased', () => {
    const painted = [...DIRECT, ...BOTTOM, ...words('SLOWLY'), ...wait(10), ...ERASE];
    expect(timed(read(painted))).toEqual([[4, 17, 'SLOWLY']]);
  });

  test('of the first channel that has any are read', () => {
    const cues = (text: string) => [{ text, firstFrame: 50, endFrame: 100 }];
    const [second, third] = [pairsOf(cues('SECOND'), 2, 120), pairsOf(cues('THIRD'), 3, 120)];
    expect(texts(read(second, third))).toEqual(['SECOND']);
    expect(texts(read(wait(120), third))).toEqual(['THIRD']);
  });

  test('are not what is sent as text, or as extended data between', () => {
    const data = [withParity(0x01, 0x02), ...words('DATA'), withParity(0x0f, 0x1d)];
    const sent = [
      ...TEXT,
      ...words('PAGE'),
      ...LOAD,
      ...BOTTOM,
      ...data,
      ...LOAD,
      ...words('REST'),
      ...SHOW,
      ...wait(2),
    ];
    expect(texts(read(sent))).toEqual(['REST']);
  });

  test('have their colours, italics, underline and place', () => {
    const top = control(0x11, 0x40);
    const [yellow, italic] = [control(0x11, 0x2a), control(0x11, 0x2f)];
    const { payload, settings } = only(
      read([
        ...LOAD,
        ...top,
        ...words('A'),
        ...yellow,
        ...words('B'),
        ...italic,
        ...words('C'),
        ...SHOW,
        ...wait(2),
      ]),
    );
    expect(settings).toEqual({ line: { value: 0, unit: 'lines' } });
    expect(payload).toEqual([
      { kind: 'text', text: 'A' },
      { kind: 'class', classes: ['yellow'], children: [{ kind: 'text', text: ' B' }] },
      {
        kind: 'class',
        classes: ['yellow'],
        children: [
          { kind: 'italic', children: [{ kind: 'underline', children: [{ kind: 'text', text: ' C' }] }] },
        ],
      },
    ]);
  });

  test('lose what has a wrong bit, and nothing else', () => {
    const damaged = words('ABCD').map((pair, i): Pair => (i === 0 ? [pair[0] ^ 1, pair[1]] : pair));
    expect(texts(read([...LOAD, ...BOTTOM, ...damaged, ...SHOW, ...wait(2)]))).toEqual(['CD']);
  });

  test('of any bytes end, with cues within their samples', () => {
    let state = 7;
    const random = () => {
      state = (state * 48_271) % 0x7fffffff;
      return state;
    };
    const pairs = Array.from({ length: 20_000 }, () => withParity(random() % 128, random() % 128));
    const { cues } = read(pairs, pairs.toReversed());
    expect(cues.length).toBeGreaterThan(10);
    for (const { start, end } of cues)
      expect(start >= 0 && end > start && end <= 20_000 * FRAME_MS).toBe(true);
  });
});

describe('as ffmpeg decodes them:', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-captions-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function reference(pairs: readonly Pair[]): Promise<string[]> {
    const file = join(folder, 'captions.mov');
    await writeFile(file, captionMovie({ rate: RATE, fields: [pairs] }));
    const args = ['-v', 'error', '-i', file, '-map', '0:s', '-c:s', 'srt', '-f', 'srt', '-'];
    const srt = (await runToolOrFail('ffmpeg', args)).toString();
    return srt
      .split(/^\d+\r?\n\d\d:.*$/m)
      .map((text) =>
        text
          .replaceAll(/<[^>]*>|\{[^}]*\}/g, '')
          .replaceAll('\\h', ' ')
          .trim(),
      )
      .filter(Boolean);
  }

  test('all characters', async () => {
    const basic = Array.from({ length: 0x60 }, (_, i) => String.fromCharCode(0x20 + i)).filter(
      (one) => !'{}<>\\'.includes(one),
    );
    const rows = [basic.slice(0, 30), basic.slice(30, 60), basic.slice(60)].map((row) => words(row.join('')));
    const codes = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
    const special = codes(0x30, 0x40).flatMap((code) => control(0x11, code));
    // Braces and the backslash mean something to the ASS that ffmpeg makes of it.
    const marks = new Set([0x29, 0x2a, 0x2b]);
    const extended = [0x12, 0x13].map((set) =>
      codes(0x20, 0x40).flatMap((code) =>
        set === 0x13 && marks.has(code) ? [] : [...words('x'), ...control(set, code), ...wait(1)],
      ),
    );
    const pairs = [...rows, special, ...extended].flatMap((row) => [
      ...[...LOAD, ...BOTTOM, ...row, ...SHOW, ...wait(10), ...ERASE, ...wait(3)],
    ]);
    // Which of some characters that look alike is meant, the standard's drawings leave open.
    const alike = (text: string) =>
      text
        .replaceAll('\u00a0', ' ')
        .replaceAll(/[’‘´]/g, "'")
        .replaceAll('-', '—')
        .replaceAll('·', '•')
        .replaceAll('¦', '│');
    expect(texts(read(pairs)).map(alike)).toEqual((await reference(pairs)).map(alike));
  });
});
