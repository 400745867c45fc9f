/** Rule 20: what one process says of a segment holds in every other one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { type AssetUrls, assetUrls } from './asset-urls.js';
import { exchange } from './exchange.js';

describe('two processes with one folder of masters and nothing else in common', () => {
  let first: Origin;
  let second: Origin;
  let urls: AssetUrls;
  let twins: AssetUrls;

  beforeAll(async () => {
    first = await startOrigin({ masters: { 'film.mp4': await generateMaster('two-languages') } });
    second = await startOrigin({ folder: first.mastersPath });
    [urls, twins] = await Promise.all([assetUrls(first, 'film'), assetUrls(second, 'film')]);
  });
  afterAll(async () => {
    await second.stop();
    await first.stop();
  });

  it.each(['segment', 'soundSegment', 'init', 'playlist'] as const)(
    '20: answer 304 to the entity tag that the other gave its %s, without an encode',
    async (kind) => {
      const tag = (await exchange(urls[kind])).headers.get('etag')!;
      const answer = await exchange(twins[kind], { headers: { 'If-None-Match': tag } });
      expect([answer.status, answer.headers.get('etag')]).toEqual([304, tag]);
      expect(await encodesOf(second)).toBe(0);
    },
  );

  it('20: give the same bytes the same entity tag', async () => {
    for (const kind of ['segment', 'soundSegment', 'init', 'playlist'] as const) {
      const [one, other] = [await exchange(urls[kind]), await exchange(twins[kind])];
      expect(other.headers.get('etag')).toBe(one.headers.get('etag'));
      expect(other.body.equals(one.body)).toBe(true);
    }
  });
});

/** How many encodes have ended, one way or another. */
async function encodesOf(origin: Origin): Promise<number> {
  const { body } = await exchange(`${origin.url}/metrics`);
  const counts = body.toString().matchAll(/^onplay_encodes_total\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
