/** The page in a real browser, with a fake origin that serves real media. */
import { rm } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS } from '../support/budgets.js';
import { findChromium, launchChromium, openPage } from './chromium.js';
import { type FixtureMedia, makeFixtureMedia } from './fixture-media.js';
import {
  FAILING_SEGMENTS,
  type FixtureServer,
  NOT_PLAYED,
  PREPARED,
  PREPARING_PERCENTS,
  REFUSED_MANIFEST,
  startFixtureServer,
} from './fixture-server.js';
import { FIXTURE_TEXTS } from './fixture-text.js';

const ADMIN_KEY = 'a-key-for-tests';
const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium found; set CHROMIUM_PATH)' : '';

describe.skipIf(executable === undefined)(`the page in a browser${why}`, () => {
  let browser: Browser;
  let media: FixtureMedia;
  let server: FixtureServer;
  let locked: FixtureServer;

  beforeAll(async () => {
    media = await makeFixtureMedia({ durationSeconds: 12, heights: [144, 288] });
    server = await startFixtureServer({ media });
    locked = await startFixtureServer({ media, adminKey: ADMIN_KEY });
    browser = await launchChromium(executable ?? '');
  });

  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await locked?.close();
    if (media !== undefined) await rm(media.folder, { recursive: true });
  });

  const open = (hash = '', options?: BrowserContextOptions) =>
    openPage(browser, `${server.url}/${hash}`, options);

  it('lists the masters and says why one was refused', async () => {
    const { page, errors } = await open();
    await page.getByRole('button', { name: 'countdown' }).waitFor();
    const refused = page.locator('[data-refused="master_not_video"]');
    expect(await refused.textContent()).toContain('Refused. This is a still image, not a video.');
    expect(await refused.getByRole('button').count()).toBe(0);
    await page.getByLabel('Filter the masters').fill('NIGHT');
    expect(await page.locator('#masters li').allInnerTexts()).toEqual([
      expect.stringContaining('opening night'),
    ]);
    expect(await page.locator('#masters .not-played').allTextContents()).toEqual([NOT_PLAYED]);
    await page.getByLabel('Filter the masters').fill('nothing of that name');
    expect(await page.locator('#masters-note').textContent()).toBe('No masters match.');
    expect(errors).toEqual([]);
  });

  it.each(['hls', 'dash', 'shaka'])(
    'plays with %s and shows the outcome of each segment request',
    async (player) => {
      const asset = 'festival/opening night';
      const { page, errors } = await open(`#${new URLSearchParams({ asset, player })}`);
      await playing(page, 1);
      expect(await page.evaluate('onplay.player')).toBe(player);
      await page.locator('#rendition', { hasText: /^\d+p$/ }).waitFor();
      await expect.poll(() => page.locator('#rendition-note').textContent()).toMatch(/bit\/s, avc1\./);
      await expect.poll(() => page.locator('#start-up').textContent()).toMatch(/ m?s$/);
      await expect.poll(() => page.locator('#canvas .mark').count()).toBeGreaterThan(3);
      expect(await page.locator('#canvas .mark.unknown').count()).toBe(0);
      await page.locator('#canvas .playhead:not([hidden])').waitFor({ state: 'attached' });
      await expect.poll(() => server.requests.some((path) => path.includes('.m4s?CMCD='))).toBe(true);
      expect(errors).toEqual([]);
    },
  );

  it('distinguishes encoded, joined, prefetched, disk, bucket and memory', async () => {
    const fresh = await startFixtureServer({ media });
    const { page } = await openPage(browser, `${fresh.url}/#asset=countdown&player=hls`);
    await playing(page, 1);
    for (const outcome of ['encoded', 'joined', 'prefetched', 'disk', 'bucket', 'hit']) {
      await page.locator(`#canvas .mark.${outcome}`).first().waitFor({ state: 'attached' });
    }
    const title = await page.locator('#canvas .mark.encoded title').first().textContent();
    expect(title).toMatch(/encoded on request, took .+\(queue .+, feed .+, encode .+, package .+\)/);
    await fresh.close();
  });

  it('shows the requests as a table', async () => {
    const { page } = await open('#asset=countdown&player=hls');
    await playing(page, 1);
    await page.getByRole('button', { name: 'Show as table' }).click();
    const rows = page.getByRole('table').getByRole('row');
    await expect.poll(() => rows.count()).toBeGreaterThan(3);
    expect(await page.locator('#canvas').isVisible()).toBe(false);
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'countdown' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('filter');
    for (const key of ['Tab', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
    await playing(page, 0.2);
    expect(await page.locator('#title').textContent()).toBe('festival/opening night');
    const stops = new Set<string>();
    for (let press = 0; press < 30; press += 1) {
      await page.keyboard.press('Tab');
      stops.add(await focused(page));
    }
    for (const stop of ['video', 'player-hls', 'device', 'max-height', 'hls-url', 'copy-hls', 'as-table']) {
      expect([...stops]).toContain(stop);
    }
  });

  it.each(['hls', 'dash', 'shaka'])('shows the text that is chosen, and none, with %s', async (player) => {
    const { page, errors } = await open(`#asset=countdown&player=${player}`);
    await playing(page, 0.2);
    const menu = page.getByLabel('Text');
    for (const { name, cue } of FIXTURE_TEXTS) {
      await menu.selectOption(name);
      await expect.poll(() => shownCues(page)).toEqual([cue]);
    }
    await menu.selectOption('Off');
    await expect.poll(() => shownCues(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('has the text that is chosen in the video, by keyboard and on a phone, from where the viewer is', async () => {
    const { page, errors } = await open('#asset=countdown&player=hls');
    await page.setViewportSize({ width: 360, height: 740 });
    await playing(page, 2);
    const menu = page.getByLabel('In the video');
    expect(await menu.locator('option').allTextContents()).toEqual(['None', 'Deutsch', 'French (forced)']);
    await menu.focus();
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(() => server.requests)
      .toContainEqual(expect.stringMatching(/^\/countdown\.m3u8\?token=fixture&burn=2/));
    // What was played before is forgotten with the old source.
    const playedFrom = () => page.evaluate<number>('video.played.length > 0 ? video.played.start(0) : 0');
    await expect.poll(playedFrom, { timeout: PLAYING_MS }).toBeGreaterThan(1.5);
    expect(new URL(page.url()).hash).toContain('burn=2');
    await expect.poll(() => menu.inputValue()).toBe('2');
    const box = await menu.boundingBox();
    expect(box!.x + box!.width).toBeLessThanOrEqual(360);
    await menu.selectOption('None');
    await expect.poll(() => new URL(page.url()).hash).not.toContain('burn');
    expect(errors).toEqual([]);
  });

  it('shows the poster where the browser does not begin to play, of the asset that is chosen', async () => {
    const { page, errors } = await open();
    await page.addInitScript(`HTMLMediaElement.prototype.play = async () => {
      throw new DOMException('not before a click', 'NotAllowedError');
    };`);
    await page.goto('about:blank');
    const poster = () => page.locator('#video').getAttribute('poster');
    for (const asset of ['countdown', 'festival/opening night']) {
      await page.goto(`${server.url}/#${new URLSearchParams({ asset, player: 'hls' })}`);
      const path = asset.split('/').map(encodeURIComponent).join('/');
      await expect.poll(poster).toBe(`${server.url}/${path}/poster.jpg?token=fixture`);
    }
    await page.goto(`${server.url}/#${new URLSearchParams({ asset: REFUSED_MANIFEST, player: 'hls' })}`);
    await expect.poll(poster).toBe(null);
    expect(errors.filter((text) => !text.includes('422'))).toEqual([]);
  });

  it('previews the position that the viewer points at, and seeks where the bar is released', async () => {
    const { page, errors } = await open('#asset=countdown&player=hls');
    await playing(page, 0.2);
    const bar = page.getByRole('slider', { name: 'Position' });
    const { width = 0, height = 0 } = (await bar.boundingBox()) ?? {};
    const position = { x: width * 0.75, y: height / 2 };
    await bar.hover({ position });
    await page.locator('#preview', { hasText: '0:09 · The band' }).waitFor();
    await expect
      .poll(() => page.evaluate(`document.getElementById('preview-picture').style.backgroundPosition`))
      .toBe('-640px 0px');
    await bar.click({ position });
    await playing(page, 8);
    expect(errors).toEqual([]);
  });

  it('goes to a chapter, and by the keys of the position bar', async () => {
    const { page } = await open('#asset=countdown&player=hls');
    await playing(page, 0.2);
    await page.getByText('Chapters').click();
    await page.getByRole('button', { name: '0:06 The band' }).click();
    await playing(page, 6);
    await page.locator('#chapter-list [aria-current]', { hasText: 'The band' }).waitFor();
    await page.evaluate('video.pause()');
    const before = Number(await page.evaluate('video.currentTime'));
    await page.getByRole('slider', { name: 'Position' }).press('ArrowLeft');
    await expect.poll(() => page.evaluate('video.currentTime')).toBeCloseTo(before - 5, 1);
  });

  it('downloads the asset into the file that is chosen, with its progress', async () => {
    const { page, errors } = await open('#asset=countdown&player=hls&max_height=144');
    await playing(page, 0.2);
    await keepFile(page);
    await page.getByRole('link', { name: 'Download' }).click();
    await page.locator('#download-note', { hasText: '100 kB of 100 kB, complete.' }).waitFor();
    expect(await page.evaluate('[saved.name, saved.bytes]')).toEqual(['countdown.mp4', 100_000]);
    expect(server.requests).toContain('/countdown.mp4?token=fixture&max_height=144');
    expect(errors).toEqual([]);
  });

  it('downloads the text that is chosen, or audio alone, which has none', async () => {
    const { page, errors } = await open('#asset=countdown&player=hls');
    await playing(page, 0.2);
    await keepFile(page);
    const download = page.getByRole('link', { name: 'Download' });
    await page.getByLabel('Subtitles in the file').selectOption('Deutsch');
    await download.click();
    await page.locator('#download-note', { hasText: 'complete.' }).waitFor();
    await page.getByLabel('Format of the file').selectOption('m4a');
    expect(await page.getByLabel('Subtitles in the file').isHidden()).toBe(true);
    await download.click();
    await expect.poll(() => page.evaluate('saved.name')).toBe('countdown.m4a');
    await page.locator('#download-note', { hasText: 'complete.' }).waitFor();
    expect(server.requests).toContain('/countdown.mp4?token=fixture&text=Deutsch');
    expect(server.requests).toContain('/countdown.m4a?token=fixture');
    expect(errors).toEqual([]);
  });

  it('applies the choices to the manifest, the link and the next visit', async () => {
    const { page } = await open('#asset=countdown&player=hls');
    await playing(page, 0.2);
    await page.getByLabel('Device').selectOption('phone');
    await page.getByLabel('Max height').selectOption('240');
    await page.getByText('Shaka', { exact: true }).click();
    await playing(page, 0.2);
    await expect
      .poll(() => server.requests)
      .toContainEqual(expect.stringMatching(/^\/countdown\.mpd\?token=fixture&device=phone&max_height=240/));
    expect(new URL(page.url()).hash).toBe('#asset=countdown&player=shaka&device=phone&max_height=240');
    expect(await page.getByLabel('DASH', { exact: true }).inputValue()).toContain('max_height=240');
    await page.goto(`${server.url}/`);
    expect(await page.locator('#player-shaka').isChecked()).toBe(true);
  });

  it.each(['hls', 'dash', 'shaka'])('says why %s gets no manifest', async (player) => {
    const { page } = await open(`#asset=${REFUSED_MANIFEST}&player=${player}`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('The manifest request failed: This master’s video codec');
    expect(await alert.locator('code').textContent()).toBe('codec_unsupported');
    expect(await alert.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true);
    expect(await page.evaluate('onplay.events.at(-1).type')).toBe('error');
  });

  it.each(['hls', 'dash', 'shaka'])(
    'waits for a master that is being prepared, however often %s would retry, and then plays it',
    async (player) => {
      const fresh = await startFixtureServer({ media });
      const { page } = await openPage(browser, fresh.url);
      await keepTexts(page, '#progress');
      await page.goto(`${fresh.url}/#${new URLSearchParams({ asset: PREPARED, player })}`);
      await page.getByText('Being read, 20 % done').and(page.locator('#progress')).waitFor();
      expect(await page.locator('#state').textContent()).toBe('Preparing');
      await page.getByRole('button', { name: `${PREPARED} Being read, 40 % done` }).waitFor();
      await playing(page, 0.2);
      const shown = PREPARING_PERCENTS.map((percent) => `Being read, ${percent} % done`);
      expect(await page.evaluate('texts')).toEqual(shown);
      expect(await page.locator('#preparing').isVisible()).toBe(false);
      expect(await page.getByRole('alert').isVisible()).toBe(false);
      await fresh.close();
    },
  );

  it('gives up the wait for a master when another is chosen', async () => {
    const fresh = await startFixtureServer({ media });
    const { page } = await openPage(browser, `${fresh.url}/#${new URLSearchParams({ asset: PREPARED })}`);
    await page.locator('#preparing').waitFor();
    await page.getByRole('button', { name: 'countdown' }).click();
    await playing(page, 0.2);
    expect(await page.locator('#title').textContent()).toBe('countdown');
    expect(await page.locator('#preparing').isVisible()).toBe(false);
    await fresh.close();
  });

  it('says which segment failed while the player retries', async () => {
    const { page } = await open(`#asset=${FAILING_SEGMENTS}&player=hls`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/Segment 2 of .+ failed: Too much is being encoded/);
    await page.locator('#canvas .mark.failed').first().waitFor({ state: 'attached' });
  });

  it('shows the current cost', async () => {
    const { page } = await open();
    await page.getByText('Idle. Nothing is being encoded.').waitFor();
    const tiles = await page.locator('.tile').allInnerTexts();
    expect(tiles.map((tile) => tile.split('\n')[0])).toEqual([
      'Encoding now',
      'Encoded so far',
      'Served from cache',
      'ffmpeg processes',
      'Cache',
    ]);
    expect(await page.locator('#version').textContent()).toContain('0.0.0-fixture');
  });

  it('asks for the admin key, stores it for the tab only, and then plays the linked asset', async () => {
    const { page } = await openPage(browser, `${locked.url}/#asset=countdown&player=hls`);
    const field = page.getByLabel('Enter this origin’s admin key');
    await field.fill('a wrong key');
    await field.press('Enter');
    await page.getByText('The origin did not accept that key.').waitFor();
    await field.fill(ADMIN_KEY);
    await field.press('Enter');
    await playing(page, 0.2);
    await page.getByRole('button', { name: 'countdown' }).waitFor();
    expect(await field.isVisible()).toBe(false);
    expect(await page.evaluate('Object.values(sessionStorage)')).toContain(ADMIN_KEY);
    expect(await page.evaluate('Object.values(localStorage)')).not.toContain(ADMIN_KEY);
    expect(locked.requests.some((path) => path.includes(ADMIN_KEY))).toBe(false);
  });

  it('never scrolls sideways, at any width from the narrowest phone up', async () => {
    const { page } = await open('#asset=festival/opening%20night&player=hls');
    await playing(page, 1);
    for (const width of [320, 390, 768, 1024, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });

  it('does not animate when the user prefers reduced motion', async () => {
    const { page } = await open('#asset=countdown&player=hls', { reducedMotion: 'reduce' });
    await playing(page, 1);
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
  });
});

/** Waits until the video has played past a time in seconds. */
async function playing(page: Page, seconds: number): Promise<void> {
  const moved = () => page.evaluate<number>('video.paused ? 0 : video.currentTime');
  await expect.poll(moved, { timeout: PLAYING_MS, interval: 50 }).toBeGreaterThan(seconds);
}

/** Keeps every text that an element shows from now on in `texts`, in order. */
async function keepTexts(page: Page, selector: string): Promise<void> {
  await page.evaluate(`{
    globalThis.texts = [];
    const element = document.querySelector('${selector}');
    new MutationObserver(() => texts.push(element.textContent)).observe(element, { childList: true, characterData: true, subtree: true });
  }`);
}

/** The id of the focused element. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.id');
}

/** Has the browser's dialog, which no test can answer, choose a file in memory: `saved`. */
async function keepFile(page: Page): Promise<void> {
  await page.evaluate(`{
    globalThis.saved = { name: '', bytes: 0 };
    const write = ({ byteLength }) => { saved.bytes += byteLength; };
    globalThis.showSaveFilePicker = async ({ suggestedName }) => {
      saved.name = suggestedName;
      return { createWritable: async () => new WritableStream({ write }) };
    };
  }`);
}

/** The texts that the video shows now. */
function shownCues(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...video.textTracks]
    .filter(({ mode }) => mode === 'showing')
    .flatMap(({ activeCues }) => [...(activeCues ?? [])].map(({ text }) => text))`);
}
