/** A clip that is cut on the page, from a real origin: to the frame that the viewer saw, and with a link of its own. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { type Demo, startDemo } from '../../support/demo.js';
import { generateMaster } from '../../support/masters.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';
/** Of the film, which lasts twelve seconds. */
const RATE = 24;

describe.skipIf(executable === undefined)(`a clip on the page${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let demo: Demo;

  beforeAll(async () => {
    demo = await startDemo([await generateMaster('h264-24-gop2')]);
    browser = await launchChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it('is cut on the timeline, plays from its first frame to its last, and gives a link', async () => {
    const { page, errors } = await openPage(browser, `${demo.page}&player=hls`);
    await expect.poll(() => page.evaluate('video.currentTime'), { timeout: PLAYING_MS }).toBeGreaterThan(0);
    await durationIs(page, 12);
    await page.getByText('Clip', { exact: true }).click();
    await moveHandle(page, 'Start of the clip', 3.02);
    // Within the frame that is seen at the end.
    await moveHandle(page, 'End of the clip', 7.01);
    const [first, last] = [Math.floor(3.02 * RATE), Math.floor(7.01 * RATE)];
    await page.locator('#clip-range', { hasText: `0:03.000 to 0:07.000` }).waitFor();
    await page.getByRole('button', { name: 'Play the clip' }).click();
    const seconds = (last + 1 - first) / RATE;
    await durationIs(page, seconds);
    const hls = await page.getByLabel('HLS', { exact: true }).inputValue();
    expect((await fetch(hls)).status).toBe(200);

    const link = page.url();
    await page.getByRole('button', { name: 'Play the whole' }).click();
    await durationIs(page, 12);
    const other = await openPage(browser, link);
    await durationIs(other.page, seconds);
    await other.page.getByText('0:02.999 to 0:07.001').waitFor();
    expect([...errors, ...other.errors]).toEqual([]);
  });
});

/** Waits until the video has as many seconds, to a millisecond. */
async function durationIs(page: Page, seconds: number): Promise<void> {
  const duration = () => page.evaluate<number>('video.duration || 0');
  await expect.poll(duration, { timeout: PLAYING_MS }).toBeCloseTo(seconds, 2);
}

/** Drags a handle to a time, as far as the page is concerned. */
async function moveHandle(page: Page, name: string, seconds: number): Promise<void> {
  await page.getByRole('slider', { name }).evaluate((handle, value) => {
    (handle as unknown as { value: string }).value = String(value);
    for (const type of ['input', 'change']) handle.dispatchEvent(new Event(type));
  }, seconds);
  await expect.poll(() => page.evaluate('video.seeking'), { timeout: PLAYING_MS }).toBe(false);
}
