import { describe, expect, test } from 'vitest';
import { type Cue, readText, writtenText } from '../../../src/text/index.js';
import { segmentOfClippedText } from '../../../src/text/webvtt/clipped-text.js';
import { processorMs } from '../../support/processor-time.js';

function text(start: number, end: number, words: string, id?: string): Cue {
  return { start, end, payload: [{ kind: 'text', text: words }], ...(id && { id }) };
}

const written = writtenText({
  cues: [
    text(0, 1000, 'before'),
    text(500, 9000, 'all the while'),
    text(2000, 4000, '00:00:02.000 --> 00:00:04.000', 'an id'),
    text(6000, 7000, 'after'),
  ],
  styles: ['::cue { color: lime }'],
  regions: [],
  problems: [],
});
const CLIP = { start: 1500.4, end: 5000 };
const segment = (start: number, end: number) => {
  const { bytes, isCut } = segmentOfClippedText(written, { start, end }, CLIP);
  expect(isCut).toBe(false);
  return Buffer.from(bytes).toString();
};

describe('the text of a clip', () => {
  test('is at the times of the clip, and not longer than it', () => {
    expect(segment(1500.4, 5000)).toBe(
      [
        'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:135036,LOCAL:00:00:00.000',
        'STYLE\n::cue { color: lime }',
        '00:00:00.000 --> 00:00:03.500\nall the while',
        'an id\n00:00:00.500 --> 00:00:02.500\n00:00:02.000 --&gt; 00:00:04.000\n\n',
      ].join('\n\n'),
    );
  });

  test('has the same cue in each segment that shows it, and none that the segment does not show', () => {
    const cues = readText(Buffer.from(segment(4000, 5000)), 'webvtt').cues;
    expect(cues.map(({ start, end }) => [start, end])).toEqual([[0, 3500]]);
  });

  test('has the first of too many cues, and says so', () => {
    const cut = (limits: { maxCues: number; maxBytes: number }) => {
      const { bytes, isCut } = segmentOfClippedText(written, CLIP, CLIP, limits);
      return [isCut, Buffer.from(bytes).toString().match(/ --> /g)?.length];
    };
    expect(cut({ maxCues: 2, maxBytes: 10_000 })).toEqual([false, 2]);
    expect(cut({ maxCues: 1, maxBytes: 10_000 })).toEqual([true, 1]);
    expect(cut({ maxCues: 10, maxBytes: 50 })).toEqual([true, 1]);
  });
});

test('a segment of a clip costs no more than what it may have, however many cues are shown all the while', async () => {
  const HOUR = 3_600_000;
  const words = 'x'.repeat(500);
  const cues = Array.from({ length: 50_000 }, () => text(0, HOUR, words));
  const dense = writtenText({ cues, styles: [], regions: [], problems: [] });
  const ms = await processorMs(() => {
    for (let start = 0; start < 120_000; start += 4000) {
      const range = { start, end: start + 4000 };
      const { bytes, isCut } = segmentOfClippedText(dense, range, { start: 0, end: HOUR / 2 });
      expect(isCut).toBe(true);
      expect(bytes.byteLength).toBeLessThan(1.1 * 1024 * 1024);
    }
  });
  // It takes 220 ms, and 6 s where all cues are moved before they are counted.
  expect(ms).toBeLessThan(2000);
});
