import { afterEach, describe, expect, it } from 'vitest';
import { codeOf, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';

let origin: TestOrigin;
afterEach(() => origin.stop());

interface Page {
  readonly assets: readonly { readonly id: string }[];
  readonly next?: string;
}

const start = async (masters: readonly string[]) => {
  origin = await startTestOrigin({ masters });
};
const page = async (query: string) => (await (await origin.manage(`/assets${query}`)).json()) as Page;
const ids = ({ assets }: Page) => assets.map(({ id }) => id);

describe('GET /api/assets', () => {
  it('lists all in one page where they fit', async () => {
    await start(['b.mp4', 'a.mp4', 'a/c.mp4', 'ä.mp4']);
    const all = await page('?limit=4');
    expect([ids(all), all.next]).toEqual([['a', 'a/c', 'b', 'ä'], undefined]);
  });

  it('goes on behind the last asset, each once, whatever has come and gone meanwhile', async () => {
    await start(['b.mp4', 'd.mp4', 'e.mp4', 'ü/f.mp4']);
    const first = await page('?limit=2');
    expect(ids(first)).toEqual(['b', 'd']);
    await origin.put('a.mp4');
    await origin.put('d-later.mp4');
    await origin.replace('d.mp4', undefined);
    await expect
      .poll(async () => ids(await page(`?limit=2&cursor=${first.next}`)), { timeout: 10_000 })
      .toEqual(['d-later', 'e']);
    const second = await page(`?limit=2&cursor=${first.next}`);
    const third = await page(`?limit=2&cursor=${second.next}`);
    expect([ids(third), third.next]).toEqual([['ü/f'], undefined]);
  });

  it.each([
    'cursor=',
    'cursor=%2Fetc',
    'cursor=Li4vYQ',
    `cursor=${'a'.repeat(2000)}`,
    'limit=0',
    'limit=2001',
    'limit=1&limit=2',
    'page=2',
  ])('refuses %s', async (query) => {
    await start([]);
    expect(await codeOf(await origin.manage(`/assets?${query}`))).toBe('query_invalid');
  });
});
