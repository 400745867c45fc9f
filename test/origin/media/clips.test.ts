import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startTestOrigin, type TestOrigin } from './support/test-origin.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({ logLevel: 'info' });
});
afterEach(() => origin.stop());

/** The path of the media playlist that a manifest has first. */
async function playlistOf(query: string): Promise<string> {
  const response = await origin.get(`/film.m3u8?token=${origin.token('film')}${query}`);
  return `/${/^-\/.*media\.m3u8$/m.exec(await response.text())![0]}`;
}

it('the directory of a clip is found anew for each request, as it would hold all that is cut, and that of the whole once', async () => {
  const [whole, clip] = [await playlistOf(''), await playlistOf('&start=f60')];
  expect(clip).toContain('-x60-250-');
  const found = vi.spyOn(origin.services.library, 'getForRendition');
  for (const [path, times] of [
    [whole, 1],
    [clip, 3],
  ] as const) {
    found.mockClear();
    for (let n = 0; n < 3; n++) expect((await origin.get(path)).status).toBe(200);
    expect(found).toHaveBeenCalledTimes(times);
  }
});
