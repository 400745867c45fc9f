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

describe('what the manifests of a presentation share', () => {
  it('is computed in a turn of the event loop for each rendition, and then in none', async () => {
    const { presentation } = madeUpAsset();
    const { video, audio } = presentation.ladder;
    const renditions = video.length + audio.length;
    expect(await turnsOf(prepareManifest(presentation, 'hls'))).toBeGreaterThanOrEqual(renditions);
    expect(await turnsOf(prepareManifest(presentation, 'hls'))).toBe(0);
  });

  it('has the timelines of DASH besides, one for video and one for audio', async () => {
    const { presentation } = madeUpAsset();
    await prepareManifest(presentation, 'hls');
    expect(await turnsOf(prepareManifest(presentation, 'dash'))).toBeGreaterThanOrEqual(2);
    expect(await turnsOf(prepareManifest(presentation, 'dash'))).toBe(0);
  });
});
