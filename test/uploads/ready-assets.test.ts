import { expect, it } from 'vitest';
import { toAssetId } from '../../src/shared/asset-id.js';
import { ReadyAssets } from '../../src/uploads/ready-assets.js';

/** A library whose assets are ready when the test says so. */
function slowLibrary() {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  return {
    asked,
    finishOne: () => waiting.shift()?.(),
    revalidate: async () => undefined,
    get: (asset: string) => {
      asked.push(asset);
      return new Promise<never>((_resolve, reject) => {
        waiting.push(() => reject(new Error('refused')));
      });
    },
  };
}

it('asks for two assets at a time, each once, whatever becomes of them', async () => {
  const library = slowLibrary();
  const ready = new ReadyAssets(library as never, new AbortController().signal);
  for (const name of ['a', 'b', 'c', 'c', 'd']) expect(ready.add(toAssetId(name))).toBe(true);
  await expect.poll(() => library.asked).toEqual(['a', 'b']);
  library.finishOne();
  await expect.poll(() => library.asked).toEqual(['a', 'b', 'c']);
  library.finishOne();
  await expect.poll(() => library.asked).toEqual(['a', 'b', 'c', 'd']);
});

it('asks for nothing more when the server is told to stop', async () => {
  const library = slowLibrary();
  const shutdown = new AbortController();
  const ready = new ReadyAssets(library as never, shutdown.signal);
  for (const name of ['a', 'b', 'c']) ready.add(toAssetId(name));
  await expect.poll(() => library.asked).toEqual(['a', 'b']);
  shutdown.abort();
  library.finishOne();
  library.finishOne();
  await new Promise((resolve) => setImmediate(resolve));
  expect(library.asked).toEqual(['a', 'b']);
});

it('takes no more than a thousand', () => {
  const ready = new ReadyAssets(slowLibrary() as never, new AbortController().signal);
  const taken = Array.from({ length: 1100 }, (_, i) => ready.add(toAssetId(`a${i}`))).filter(Boolean);
  expect(taken.length).toBeGreaterThanOrEqual(1000);
  expect(taken.length).toBeLessThan(1010);
});
