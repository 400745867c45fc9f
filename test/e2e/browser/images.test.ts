/** A real browser shows every format of images, in one and the same colours, and finds the storyboard's images. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { findChromium, launchChromium } from '../../web/chromium.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

/** A function for the page, as text, since this file is compiled without DOM types: size and mean colours of an image's quarters. */
const LOOK = `async (url) => {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = 2;
  canvas.height = 2;
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, 2, 2);
  const colours = [...context.getImageData(0, 0, 2, 2).data];
  return { width: image.naturalWidth, height: image.naturalHeight, colours };
}`;

interface Look {
  readonly width: number;
  readonly height: number;
  readonly colours: readonly number[];
}

describe.skipIf(executable === undefined)(`in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let page: Page;
  let origin: Origin;

  beforeAll(async () => {
    origin = await startOrigin({ masters: { 'film.mp4': await generateMaster('h264-24-gop2') } });
    browser = await launchChromium(executable ?? '');
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
  });

  const urlOf = (file: string, query = '') =>
    `${origin.url}/film/${file}?token=${origin.token('film')}${query}`;
  const look = (url: string): Promise<Look> => page.evaluate(`(${LOOK})(${JSON.stringify(url)})`);

  /** How the browser asks for an image. Some builds know no AVIF. */
  async function accepted(): Promise<string> {
    const answered = page.waitForResponse((response) => response.url().includes('/poster.jpg'));
    expect((await look(urlOf('poster.jpg'))).width).toBe(1280);
    const response = await answered;
    const accept = (await response.request().allHeaders())['accept']!;
    const type = accept.includes('image/avif') ? 'image/avif' : 'image/webp';
    expect(response.headers()['content-type']).toBe(type);
    return accept;
  }

  it('gets the poster in the best format that it names, and a frame in each in the same colours', async () => {
    const formats = (await accepted()).includes('image/avif') ? ['avif', 'webp'] : ['webp'];
    // Asked for by a client that names no format; then the URL that is cached says what it is.
    const asked = urlOf('frame.jpg', '&t=5&width=640');
    const { headers } = await fetch(asked);
    const jpeg = await look(new URL(headers.get('content-location')!, asked).href);
    for (const format of formats) {
      const other = await look(urlOf(`frame.${format}`, '&t=5&width=640'));
      expect([other.width, other.height]).toEqual([640, 360]);
      for (const [i, value] of other.colours.entries())
        expect(Math.abs(value - jpeg.colours[i]!)).toBeLessThan(6);
    }
  });

  it('shows the preview in GIF and in WebP', async () => {
    for (const file of ['preview.gif', 'preview.webp'])
      expect(await look(urlOf(file))).toMatchObject({ width: 320, height: 180 });
  });

  it('finds each image of the storyboard', async () => {
    const url = urlOf('storyboard.vtt');
    const text = await (await fetch(url)).text();
    const images = [...text.matchAll(/^(\S+)#xywh=/gm)].map(([, image]) => new URL(image!, url).href);
    expect(images.length).toBe(6);
    for (const image of new Set(images)) expect(await look(image)).toMatchObject({ width: 800, height: 450 });
  });
});
