/** What viewers get for the manifests of hostile masters, and how the server is meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Origin } from '../../../support/origin.js';
import { MOST_MEBIBYTES, MOST_STALL_MS, printRow, type Vitals, vitalsDuring } from './vitals.js';

/**
 * Checks that each asset has the expected answer, the code of a problem or `plays`, and that the server stays within its limits.
 * @param name of the masters, for the table that is printed.
 */
export async function checkManifests(
  origin: Origin,
  name: string,
  assets: readonly string[],
  answer: RegExp,
): Promise<void> {
  const { worstStallMs } = await vitalsOfManifests(origin, name, assets, answer);
  expect(worstStallMs).toBeLessThanOrEqual(MOST_STALL_MS);
}

/** As `checkManifests`, for servers that start processes themselves meanwhile, which takes as long as the machine is busy. */
export async function vitalsOfManifests(
  origin: Origin,
  name: string,
  assets: readonly string[],
  answer: RegExp,
): Promise<Vitals> {
  const answers = () => Promise.all(assets.map((asset) => answerFor(origin, asset)));
  const { vitals, result } = await vitalsDuring(origin, answers);
  printRow(name, vitals, result.join(', '));
  expect(vitals.isAlive).toBe(true);
  for (const answered of result) expect(answered).toMatch(answer);
  expect(vitals.peakMebibytes).toBeLessThanOrEqual(MOST_MEBIBYTES);
  return vitals;
}

/** The result for a viewer who requests both manifests. */
async function answerFor(origin: Origin, asset: string): Promise<string> {
  const answers = [];
  for (const manifest of ['m3u8', 'mpd'])
    answers.push(await answerTo(origin, `/${asset}.${manifest}?token=${origin.token(asset)}`));
  return [...new Set(answers)].join(' and ');
}

/** Requests a path, and again after each 503. */
async function answerTo(origin: Origin, path: string): Promise<string> {
  for (;;) {
    const response = await origin.fetch(path);
    const body = await response.text();
    if (response.ok) return 'plays';
    if (response.status !== 503) return (JSON.parse(body) as { code: string }).code;
    await delay(1000 * Number(response.headers.get('retry-after')));
  }
}
