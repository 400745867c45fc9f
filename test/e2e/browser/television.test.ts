/** Recordings of television that change in the middle are played to their end in a real browser, with three players. */
import { join } from 'node:path';
import { env } from 'node:process';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { type Demo, startDemo } from '../../support/demo.js';
import { partOf } from '../../support/part-of.js';
import { patientFetch } from '../../support/patient-fetch.js';
import { TELEVISION_SECONDS, televisionKinds, televisionMaster } from '../../support/television.js';
import { findChromium, launchChromium } from '../../web/chromium.js';
import { END_WITHIN, PLAYERS, playWhole } from './support/whole-playback.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

/** Real recordings, and how long they are. */
const { ONPLAY_TEST_MEDIA: MEDIA } = env;
const REAL = [
  ['AAC that goes from 2.0 to 5.1', 'faults/ts_aac_change.ts', 16],
  ['AC-3 that goes from 2.0 to 5.1', 'faults/ts_ac3_change.ts', 14],
  ['MPEG-2 that goes from 4:3 to 16:9', 'faults/ts_sar_change.ts', 11],
  ['HEVC with audio of six channels', 'ts/bbb_hevc_1080p24_aac51.ts', 5],
] as const;

interface Recording {
  readonly what: string;
  readonly seconds: number;
  readonly path: () => Promise<string>;
}

const RECORDINGS: readonly Recording[] = [
  ...televisionKinds.map((kind) => {
    return { what: kind, seconds: TELEVISION_SECONDS, path: () => televisionMaster(kind) };
  }),
  ...(MEDIA === undefined ? [] : REAL).map(([what, file, seconds]) => {
    return { what: `a real recording of ${what}`, seconds, path: async () => join(MEDIA!, file) };
  }),
];

describe.skipIf(executable === undefined)(`in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let demo: Demo | undefined;

  beforeAll(async () => {
    browser = await launchChromium(executable ?? '');
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(() => browser?.close());

  describe.each(partOf(RECORDINGS, 6))('$what', ({ seconds, path }) => {
    beforeAll(async () => {
      demo = await startDemo([await path()]);
      // On a busy machine reading it takes longer than a request may; each 503 would be an error in the console.
      expect((await patientFetch(demo.hls)).status).toBe(200);
    });
    afterAll(async () => {
      await demo?.stop();
      demo = undefined;
    });

    it.each(PLAYERS)('is played by %s in one go, to its end', async (player) => {
      const { played, duration, decodedAudioBytes, frames, mediaError, errors } = await playWhole(
        browser,
        demo!.page,
        player,
      );
      expect(mediaError).toBeNull();
      expect(Math.abs(duration - seconds)).toBeLessThan(1);
      expect(played).toHaveLength(1);
      expect(played[0]![0]).toBeLessThan(0.1);
      expect(played[0]![1]).toBeGreaterThan(duration - END_WITHIN[player]!);
      expect(decodedAudioBytes).toBeGreaterThan(0);
      // The slowest has ten frames a second.
      expect(frames).toBeGreaterThan(9 * seconds);
      expect(errors).toEqual([]);
    });
  });
});
