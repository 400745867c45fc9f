/** Rule 20: bytes and entity tags are the same in every process. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { type AssetUrls, assetUrls } from './asset-urls.js';
import { patientExchange as exchange } from './exchange.js';

const KINDS = ['segment', 'audioSegment', 'init', 'playlist'] as const satisfies readonly (keyof AssetUrls)[];

describe('two processes with the same masters and the same secret', () => {
  let first: Origin;
  let second: Origin;
  let urls: AssetUrls;

  beforeAll(async () => {
    [first, second] = await startTwins({ masters: { 'film.mp4': await generateMaster('two-languages') } });
    urls = await assetUrls(first, 'film');
  });
  afterAll(async () => {
    await second.stop();
    await first.stop();
  });

  const atSecond = (url: string) => url.replace(first.url, second.url);

  it.each(KINDS)(
    '20: answer 304 to the entity tag of the %s from the other process, without an encode',
    async (kind) => {
      const tag = (await exchange(urls[kind])).headers.get('etag')!;
      const answer = await exchange(atSecond(urls[kind]), { headers: { 'If-None-Match': tag } });
      expect([answer.status, answer.headers.get('etag')]).toEqual([304, tag]);
      expect(await encodesOf(second)).toBe(0);
    },
  );

  it.each(KINDS)('20: return the same bytes of the %s with the same entity tag', async (kind) => {
    const [one, other] = [await exchange(urls[kind]), await exchange(atSecond(urls[kind]))];
    expect(other.headers.get('etag')).toBe(one.headers.get('etag'));
    expect(other.body.equals(one.body)).toBe(true);
  });
});

/** Number of finished encodes, whatever their outcome. */
async function encodesOf(origin: Origin): Promise<number> {
  const { body } = await exchange(`${origin.url}/metrics`);
  const counts = body.toString().matchAll(/^onplay_encodes_total\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
