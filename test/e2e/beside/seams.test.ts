/**
 * Segments with burned-in text between segments that are shared with video without it: every frame once, at its time, and at the seams
 * no worse than without text.
 */
import { stdout } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { framesOf, leastPsnr } from '../../encoder/produce/support/changing-frames.js';
import { BOXES, SUBTITLED, subtitledMaster } from '../../support/burn/subtitled-masters.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { joinRendition, readPresentation, type VariantUrls } from '../../support/hls-client.js';
import { type FrameTimes, masterFrameTimes, probeFrameTimes } from '../../support/joined-frames.js';
import { type Origin, startOrigin } from '../../support/origin.js';

const SIZE = { width: 426, height: 240 };
/** How many frames on either side of a seam are compared. */
const REACH = 4;
/** How much worse one of them may be than in video without text, in dB. */
const LIMIT_DB = 1;

describe('text that is burned into some segments', () => {
  let origin: Origin;
  /** Of the master, scaled without loss. */
  let source: readonly Uint8Array[];
  let plain: readonly Uint8Array[];

  const lowest = async (query = ''): Promise<VariantUrls> => {
    const { variants } = await readPresentation(origin, 'film', `&max_height=240${query}`);
    return variants.find(({ height }) => height === SIZE.height)!;
  };

  beforeAll(async () => {
    const path = await subtitledMaster();
    origin = await startOrigin({ masters: { 'film.mkv': path } });
    plain = await framesOf(await joinRendition(await lowest()), SIZE);
    const filter = `scale=${SIZE.width}:${SIZE.height}:flags=bicubic+accurate_rnd+bitexact,format=yuv420p`;
    const output = ['-c:v', 'ffv1', '-f', 'nut', 'pipe:1'];
    const scaled = await runToolOrFail('ffmpeg', [
      '-v',
      'error',
      '-i',
      path,
      '-map',
      '0:v',
      '-vf',
      filter,
      ...output,
    ]);
    source = await framesOf(scaled, SIZE);
    expect(source).toHaveLength(SUBTITLED.rate * SUBTITLED.seconds);
  });
  afterAll(() => origin?.stop());

  test.each([1, 2])('leaves every frame in its place, and no seam to be seen: track %d', async (track) => {
    const variant = await lowest(`&burn=${track}`);
    const joined = await joinRendition(variant);
    const times = milliseconds(await probeFrameTimes('pipe:0', joined));
    expect(times).toEqual(milliseconds(await masterFrameTimes(await subtitledMaster())));
    const frames = await framesOf(joined, SIZE);
    expect(frames).toHaveLength(source.length);
    const burned = segmentsWithText(variant, track);
    const seams = burned.filter(({ isBurned }, i) => i > 0 && isBurned !== burned[i - 1]!.isBurned);
    expect(seams.length).toBeGreaterThan(1);
    const rows = seams.map(({ first }) => {
      const around = Array.from({ length: 2 * REACH }, (_, i) => first - REACH + i).filter(
        (i) => !hasText(i),
      );
      expect(around.length).toBeGreaterThan(REACH);
      const of = (all: readonly Uint8Array[]) => around.map((i) => all[i]!);
      return [leastPsnr(of(frames), of(source)), leastPsnr(of(plain), of(source))] as const;
    });
    const told = rows.map((row) => row.map((decibels) => decibels.toFixed(1)).join('/'));
    stdout.write(`dB at each seam, with burned-in text/without: ${told.join(', ')}\n`);
    for (const [drawn, bare] of rows) expect(drawn).toBeGreaterThan(bare - LIMIT_DB);
    const shared = burned.filter(({ isBurned }) => !isBurned);
    for (const { first, end } of shared)
      for (let i = first; i < end; i++) expect(Buffer.compare(frames[i]!, plain[i]!), `frame ${i}`).toBe(0);
  });
});

/** Matroska has no finer times. */
function milliseconds({ timescale, ticks }: FrameTimes): readonly number[] {
  return ticks.map((time) => Math.round((1000 * time) / timescale));
}

/** Whether text may be shown in a frame; a frame more on either side. */
function hasText(frame: number): boolean {
  const { rate } = SUBTITLED;
  return BOXES.some(({ start, end }) => frame >= start * rate - 1 && frame <= end * rate + 1);
}

/** The segments, with their frames: from `first` up to, and without, `end`. */
function segmentsWithText({ segments, durations }: VariantUrls, track: number) {
  let end = 0;
  return segments.map((url, i) => {
    const first = end;
    end += Math.round(durations[i]! * SUBTITLED.rate);
    return { first, end, isBurned: url.includes(`-b${track}-`) };
  });
}
