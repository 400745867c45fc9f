import { describe, expect, test } from 'vitest';
import { type Cue, clippedText, readText, segmentOfText, writtenText } from '../../../src/text/index.js';

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
  const { bytes } = segmentOfText(clippedText(written, { start, end }, CLIP), { start: 0, end: 1e9 });
  return Buffer.from(bytes).toString();
};

describe('the text of a clip', () => {
  test('is at the times of the clip, and not longer than it', () => {
    expect(segment(1500.4, 5000)).toBe(
      [
        'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:135036,LOCAL:00:00:00.000',
        'STYLE\n::cue { color: lime }',
        '00:00:00.000 --> 00:00:03.500\nall the while',
        'an id\n00:00:00.500 --> 00:00:02.500\n00:00:02.000 --&gt; 00:00:04.000\n',
      ].join('\n\n'),
    );
  });

  test('has the same cue in each segment that shows it, and none that the segment does not show', () => {
    const cues = readText(Buffer.from(segment(4000, 5000)), 'webvtt').cues;
    expect(cues.map(({ start, end }) => [start, end])).toEqual([[0, 3500]]);
  });
});
