import { describe, expect, test } from 'vitest';
import { type Cue, readText, segmentOfText, writtenText } from '../../../src/text/index.js';
import { writeWebVtt } from '../../support/webvtt-file.js';

function text(start: number, end: number, words: string): Cue {
  return { start, end, payload: [{ kind: 'text', text: words }] };
}

function document(...cues: readonly Cue[]) {
  return { cues, styles: [], regions: [], problems: [] };
}

describe('a segment of a text', () => {
  const written = writtenText(
    document(text(0, 1000, 'A'), text(500, 9000, 'B'), text(2000, 4000, 'C'), text(4000, 5000, 'D')),
  );

  const cuesOf = (start: number, end: number) => {
    const { bytes } = segmentOfText(written, { start, end });
    return readText(bytes, 'webvtt').cues.map(({ payload }) => (payload[0] as { text: string }).text);
  };

  test('has the cues of a half-open range', () => {
    expect(cuesOf(0, 2000)).toEqual(['A', 'B']);
    expect(cuesOf(2000, 4000)).toEqual(['B', 'C']);
    expect(cuesOf(4000, 6000)).toEqual(['B', 'D']);
    expect(cuesOf(9000, 12_000)).toEqual([]);
  });

  test('has a cue of two segments in both, in the same way', () => {
    for (const start of [0, 2000, 4000]) {
      const { bytes } = segmentOfText(written, { start, end: start + 2000 });
      expect(Buffer.from(bytes).toString()).toContain('\n\n00:00:00.500 --> 00:00:09.000\nB\n');
    }
  });

  test('of all time is the file, with its style sheets and regions', () => {
    const file =
      'WEBVTT\n\nSTYLE\n::cue { color: lime }\n\nREGION\nid:r\nwidth:40%\n\nid\n00:01.000 --> 00:02.000 region:r\n<i>a</i> &amp; \0\n';
    const read = readText(Buffer.from(file), 'webvtt');
    const { bytes, isCut } = segmentOfText(writtenText(read), { start: 0, end: Number.POSITIVE_INFINITY });
    expect(isCut).toBe(false);
    // The empty line at the end keeps segments apart for ffmpeg, which reads them one behind the other.
    expect(Buffer.from(bytes).toString()).toBe(`${writeWebVtt(read, { mpegts: 0, local: 0 })}\n`);
  });

  test('has the first of too many cues, and says so', () => {
    const all = { start: 0, end: 10_000 };
    const two = segmentOfText(written, all, { maxCues: 2, maxBytes: 10_000 });
    expect([two.isCut, Buffer.from(two.bytes).toString().match(/-->/g)!.length]).toEqual([true, 2]);
    const one = segmentOfText(written, all, { maxCues: 10, maxBytes: 50 });
    expect([one.isCut, Buffer.from(one.bytes).toString().match(/-->/g)!.length]).toEqual([true, 1]);
  });
});

test('a text that is far larger as it is written is cut, and that is said', () => {
  const long = Array.from({ length: 2000 }, (_, i) => text(i, i + 1, '&'.repeat(4000)));
  const { starts, bytes, problems } = writtenText(document(...long));
  expect(bytes.byteLength).toBeLessThanOrEqual(32 * 1024 * 1024);
  expect(starts.length).toBe(1675);
  expect(problems).toEqual([expect.objectContaining({ code: 'text_cut' })]);
});
