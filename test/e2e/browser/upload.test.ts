/** The page's field for uploads: a file that is chosen or dropped plays. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { passes } from './support/playback.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

describe.skipIf(executable === undefined)(`uploading on the page${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let master: string;
  let origin: Origin;

  beforeAll(async () => {
    master = await generateMaster('silent');
    browser = await launchChromium(executable ?? '');
    origin = await startOrigin({ env: { ONPLAY_UPLOADS: 'on', ONPLAY_DISK_MIN_FREE_BYTES: '0' } });
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
  });

  async function open(): Promise<{ page: Page; errors: readonly string[] }> {
    const { page, errors } = await openPage(browser, `${origin.url}/`, { bypassCSP: true });
    await page.getByLabel('Enter this origin’s admin key').fill(origin.adminKey);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('Upload masters').waitFor();
    return { page, errors };
  }

  it('plays a file that is chosen, and lists it', async () => {
    const { page, errors } = await open();
    const film = { name: 'My holiday.mp4', mimeType: 'video/mp4', buffer: await readFile(master) };
    await page.locator('#upload-files').setInputFiles(film);
    await page.locator('#uploads .over', { hasText: 'Uploaded' }).waitFor();
    await page.getByRole('button', { name: 'My holiday' }).waitFor();
    await passes(page, 0.5);
    expect(await page.locator('#title').textContent()).toBe('My holiday');
    expect(await readFile(join(origin.mastersPath, 'My holiday.mp4'))).toEqual(await readFile(master));
    expect(errors.filter((text) => !text.includes('401'))).toEqual([]);
  });

  it('plays a file that is dropped anywhere', async () => {
    const { page } = await open();
    const bytes = (await readFile(master)).toString('base64');
    await page.evaluate(`{
      const bytes = Uint8Array.from(atob(${JSON.stringify(bytes)}), (character) => character.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'dropped.mp4', { type: 'video/mp4' }));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }`);
    await page.locator('#uploads .over', { hasText: 'Uploaded' }).waitFor();
    await passes(page, 0.5);
    expect(await page.locator('#title').textContent()).toBe('dropped');
  });

  it('plays the first of several files, and only lists the others', async () => {
    const { page } = await open();
    const buffer = await readFile(master);
    const files = ['one', 'two'].map((name) => ({ name: `${name}.mp4`, mimeType: 'video/mp4', buffer }));
    await page.locator('#upload-files').setInputFiles(files);
    await expect.poll(() => page.locator('#uploads .over', { hasText: 'Uploaded' }).count()).toBe(2);
    await page.getByRole('button', { name: 'two' }).waitFor();
    expect(await page.locator('#title').textContent()).toBe('one');
  });

  it('stores the text and the poster of a film beside it, in whichever order they are chosen', async () => {
    const { page } = await open();
    const text = Buffer.from('1\n00:00:00,500 --> 00:00:01,000\nHallo\n');
    const files = [
      { name: 'subtitled.de.srt', mimeType: 'application/x-subrip', buffer: text },
      { name: 'subtitled.mp4', mimeType: 'video/mp4', buffer: await readFile(master) },
    ];
    await page.locator('#upload-files').setInputFiles(files);
    await expect.poll(() => page.locator('#uploads .over', { hasText: 'Uploaded' }).count()).toBe(2);
    expect(await readFile(join(origin.mastersPath, 'subtitled.de.srt'))).toEqual(text);
  });

  it('says why a file is refused', async () => {
    const { page } = await open();
    const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') };
    await page.locator('#upload-files').setInputFiles(notes);
    const row = page.locator('#uploads .failed');
    await row.waitFor();
    expect(await row.textContent()).toContain('It is not known which kind of media file this is.');
  });

  it('goes on when the origin was away', async () => {
    const { page } = await open();
    let failures = 0;
    await page.route('**/api/uploads/*', (route) => {
      if (route.request().method() !== 'PATCH' || failures++ > 1) return route.continue();
      return route.abort();
    });
    const film = { name: 'patient.mp4', mimeType: 'video/mp4', buffer: await readFile(master) };
    await page.locator('#upload-files').setInputFiles(film);
    await page.locator('#uploads .over', { hasText: 'Uploaded' }).waitFor();
    expect(failures).toBeGreaterThan(2);
  });
});
