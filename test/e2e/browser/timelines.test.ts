/** Masters whose video is not there for as long as their audio, or has too many frames, in a real browser with three players. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { type Demo, startDemo } from '../../support/demo.js';
import { partOf } from '../../support/part-of.js';
import { type TimelineKind, timelineMaster } from '../../support/timeline-masters.js';
import { findChromium, launchChromium } from '../../web/chromium.js';
import { END_WITHIN, PLAYERS, playWhole } from './support/whole-playback.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

const MASTERS: readonly (readonly [what: string, kind: TimelineKind, seconds: number])[] = [
  ['video that begins late', 'late-by-five', 8],
  ['video that ends early', 'ends-early', 9],
  ['one picture with long audio', 'one-picture', 11],
  ['240 frames a second', '240-fps-small', 4],
];
const CASES = MASTERS.flatMap(([what, kind, seconds]) =>
  PLAYERS.map((player) => ({ what, kind, seconds, player })),
);

describe.skipIf(executable === undefined)(`in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let demo: Demo | undefined;

  beforeAll(async () => {
    browser = await launchChromium(executable ?? '');
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await demo?.stop();
    demo = undefined;
  });
  afterAll(() => browser?.close());

  it.each(partOf(CASES))('$player plays all of $what', async ({ kind, seconds, player }) => {
    demo = await startDemo([await timelineMaster(kind)]);
    const whole = await playWhole(browser, demo.page, player);
    const { played, duration, decodedAudioBytes, frames, errors } = whole;
    expect(duration).toBeCloseTo(seconds, 0);
    // In one go, from the first sample of audio to the last.
    expect(played).toHaveLength(1);
    expect(played[0]![0]).toBeLessThan(0.1);
    expect(played[0]![1]).toBeGreaterThan(seconds - END_WITHIN[player]!);
    expect(decodedAudioBytes).toBeGreaterThan(0);
    expect(frames).toBeGreaterThan(0);
    expect(frames / seconds).toBeLessThan(31);
    expect(errors).toEqual([]);
  });
});
