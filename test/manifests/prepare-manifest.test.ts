import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { prepareManifest } from '../../src/manifests/prepare-manifest.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

/** How many turns of the event loop pass until it resolves. */
async function turnsOf(preparation: Promise<void>): Promise<number> {
  let [turns, isDone] = [0, false];
  void preparation.then(() => {
    isDone = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  while (!isDone) {
    turns += 1;
    await nextTurn();
  }
  return turns;
}

describe('what the manifests of an asset share', () => {
  it('is computed in a turn of the event loop for each rendition, and then in none', async () => {
    const asset = madeUpAsset();
    const renditions = asset.ladder.video.length + asset.ladder.audio.length;
    expect(await turnsOf(prepareManifest(asset, 'hls'))).toBeGreaterThanOrEqual(renditions);
    expect(await turnsOf(prepareManifest(asset, 'hls'))).toBe(0);
  });

  it('has the timelines of DASH besides, one for video and one for audio', async () => {
    const asset = madeUpAsset();
    await prepareManifest(asset, 'hls');
    expect(await turnsOf(prepareManifest(asset, 'dash'))).toBeGreaterThanOrEqual(2);
    expect(await turnsOf(prepareManifest(asset, 'dash'))).toBe(0);
  });
});
