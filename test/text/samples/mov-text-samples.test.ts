/** Samples of `tx3g`: what is shown when, written and read again. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stsd, tx3g } from '../../../src/isobmff/index.js';
import {
  type Cue,
  type CueNode,
  type MovTextSamples,
  movTextSamples,
  plainText,
  readMovTextEntry,
  readSamples,
} from '../../../src/text/index.js';
import { writeWebVtt } from '../../support/webvtt-file.js';

const text = (words: string): CueNode => ({ kind: 'text', text: words });

function cue(start: number, end: number, ...payload: readonly CueNode[]): Cue {
  return { start, end, payload };
}

function samplesOf(cues: readonly Cue[], end: number): MovTextSamples {
  return movTextSamples({ cues, styles: [], regions: [], problems: [] }, end);
}

/** As a player reads them. */
function readAgain({ durations, sizes, bytes }: MovTextSamples) {
  let [at, start] = [0, 0];
  const samples = Array.from(durations, (duration, i) => {
    const sample = { start, end: start + duration, bytes: bytes.subarray(at, at + sizes[i]!) };
    at += sizes[i]!;
    start += duration;
    return sample;
  });
  return readSamples(samples, { codec: 'mov_text', configuration: new Uint8Array() });
}

const shown = (samples: MovTextSamples) =>
  readAgain(samples).cues.map(({ start, end, payload }) => [start, end, plainText(payload)]);

test('the entry of a track says that text stands at the bottom, and whether it is forced', () => {
  for (const isForced of [true, false])
    for (const [width, height] of [
      [1920, 1080],
      [0, 0],
    ] as const)
      expect(readMovTextEntry(stsd(tx3g({ width, height, isForced })))).toEqual({
        key: 2,
        face: 0,
        isForced,
      });
});

describe('samples of tx3g', () => {
  test('have each cue at its time, with empty ones where none is shown', () => {
    const samples = samplesOf([cue(500, 1250, text('Grüße')), cue(1250, 2000, text('😀 & <'))], 3000);
    expect([...samples.durations]).toEqual([500, 750, 750, 1000]);
    expect([...samples.sizes]).toEqual([2, 2 + 7, 2 + 8, 2]);
    expect(shown(samples)).toEqual([
      [500, 1250, 'Grüße'],
      [1250, 2000, '😀 & <'],
    ]);
  });

  test('have all of the cues that overlap, as long as they do', () => {
    const samples = samplesOf(
      [cue(0, 3000, text('long')), cue(1000, 2000, text('in')), cue(2500, 4000, text('late'))],
      4000,
    );
    expect(shown(samples)).toEqual([
      [0, 1000, 'long'],
      [1000, 2000, 'long\nin'],
      [2000, 2500, 'long'],
      [2500, 3000, 'long\nlate'],
      [3000, 4000, 'late'],
    ]);
  });

  test('end with the film', () => {
    expect(shown(samplesOf([cue(500, 5000, text('A')), cue(2000, 3000, text('B'))], 1000))).toEqual([
      [500, 1000, 'A'],
    ]);
    expect([...samplesOf([], 1000).durations]).toEqual([1000]);
  });

  test('keep italics, bold and underline, also nested, and beyond the Basic Multilingual Plane', () => {
    const bold: CueNode = { kind: 'bold', children: [text('b😀')] };
    const samples = samplesOf(
      [cue(0, 1000, text('😀a '), { kind: 'italic', children: [text('i '), bold] }, text(' c'))],
      1000,
    );
    expect(writeWebVtt(readAgain(samples))).toContain('😀a <i>i <b>b😀</b></i> c\n');
  });

  test('have what is read over characters behind them, and no words of speakers', () => {
    const ruby: CueNode = {
      kind: 'ruby',
      children: [text('漢'), { kind: 'rubyText', children: [text('かん')] }],
    };
    const voice: CueNode = {
      kind: 'voice',
      annotation: 'Anna',
      children: [text('\n\nHello\n'), ruby, text('\n')],
    };
    expect(shown(samplesOf([cue(0, 1000, voice)], 1000))).toEqual([[0, 1000, 'Hello\n漢(かん)']]);
  });

  test('of any cues show at any time what the cues show', () => {
    const time = fc.integer({ min: 0, max: 40 });
    const some = fc.array(fc.tuple(time, time), { maxLength: 10 });
    fc.assert(
      fc.property(some, (times) => {
        const cues = times
          .map(([a, b], i) => cue(Math.min(a, b), Math.max(a, b) + 1, text(`c${i}`)))
          .sort((a, b) => a.start - b.start);
        const samples = samplesOf(cues, 50);
        const read = readAgain(samples).cues;
        for (let at = 0; at < 50; at++) {
          const isShown = ({ start, end }: Cue) => start <= at && at < end;
          const expected = cues.filter(isShown).map(({ payload }) => plainText(payload));
          const found = read.filter(isShown).map(({ payload }) => plainText(payload));
          expect(found).toEqual(expected.length === 0 ? [] : [expected.join('\n')]);
        }
      }),
      { seed: 20_261_130 },
    );
  });

  test('are bounded where a hostile text has thousands of cues at once, and say so', () => {
    const all = Array.from({ length: 5000 }, (_, i) => cue(i, 1_000_000 - i, text('x'.repeat(4000))));
    const { bytes, durations, problems } = samplesOf(all, 1_000_000);
    expect(bytes.length).toBeLessThanOrEqual(4 * 1024 * 1024 + 2);
    expect(durations.reduce((sum, duration) => sum + duration, 0)).toBe(1_000_000);
    expect(problems).toMatchObject([{ code: 'track_cut' }]);
  });
});
