import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playbackToken } from '../../../../src/origin/media/entry/playback-token.js';
import { codeOf, startTestOrigin, type TestOrigin } from '../support/test-origin.js';

describe('the playback token of a query', () => {
  it('is the one given, else undefined', () => {
    expect(playbackToken(new URLSearchParams('a=1&token=x.y.z'))).toBe('x.y.z');
    expect(playbackToken(new URLSearchParams('TOKEN=x'))).toBeUndefined();
  });
});

describe('a manifest request with two tokens', () => {
  let origin: TestOrigin;
  beforeAll(async () => {
    origin = await startTestOrigin();
  });
  afterAll(() => origin.stop());

  it.each([
    ['the good one first', (good: string) => `token=${good}&token=x`],
    ['the good one last', (good: string) => `token=x&token=${good}`],
    ['the good one twice', (good: string) => `token=${good}&token=${good}`],
    ['one of them empty', (good: string) => `token=&token=${good}`],
    ['one of them encoded', (good: string) => `token=${good}&%74oken=x`],
  ])('is refused, with %s', async (_, query) => {
    for (const extension of ['m3u8', 'mpd']) {
      const response = await origin.get(`/film.${extension}?${query(origin.token('film'))}`);
      expect([response.status, await codeOf(response)]).toEqual([400, 'query_invalid']);
    }
  });
});
