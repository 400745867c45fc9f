import { describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../../src/access/tokens/scope.js';
import { prefetchHintOf } from '../../../src/origin/media/segment-request.js';
import type { PlayerState } from '../../../src/sessions/player-state.js';
import { madeUpAsset } from '../../segments/support/made-up-master.js';

const asset = madeUpAsset();
const video = (height: number) => asset.ladder.video.find(({ id }) => id === `v${height}`)!;
const sound = asset.ladder.audio[0]!;
const everything: PlaybackScope = { asset: asset.id, expiresAtSeconds: 4e9 };

const asked = (
  state: PlayerState,
  scope = everything,
  rendition: typeof sound | ReturnType<typeof video> = video(240),
) => prefetchHintOf(asset, rendition, 3, state, scope);

describe('what reading ahead is told of a request', () => {
  it('is what was asked for, and what the player says of itself', () => {
    expect(asked({ sessionId: 'one', bufferSeconds: 7 })).toStrictEqual({
      ...{ asset, rendition: video(240), segment: 3, sessionId: 'one', bufferSeconds: 7, next: undefined },
    });
  });

  it('has the next segment of the same rendition where the player names none', () => {
    expect(asked({ next: { segment: 9 } }).next).toStrictEqual({ rendition: video(240), segment: 9 });
  });

  it('has the next segment of another rendition that the grant opens', () => {
    const next = { renditionKey: asset.keyOf(video(480)), segment: 4 };
    expect(asked({ next }).next).toStrictEqual({ rendition: video(480), segment: 4 });
    const limited = { ...everything, maxHeight: 480 };
    expect(asked({ next }, limited).next).toStrictEqual({ rendition: video(480), segment: 4 });
  });

  it('has nothing of a rendition that the grant does not open', () => {
    const next = { renditionKey: asset.keyOf(video(480)), segment: 4 };
    for (const limit of [{ maxHeight: 360 }, { maxBitrate: video(360).maxBitrate + 200_000 }]) {
      const told = asked({ bufferSeconds: 7, next }, { ...everything, ...limit });
      expect(told).toMatchObject({ segment: 3, bufferSeconds: 7, next: undefined });
    }
  });

  it('has nothing of another kind', () => {
    expect(asked({ next: { renditionKey: asset.keyOf(sound), segment: 4 } }).next).toBeUndefined();
    const pictures = { renditionKey: asset.keyOf(video(240)), segment: 4 };
    expect(asked({ next: pictures }, everything, sound).next).toBeUndefined();
    expect(asked({ next: { segment: 4 } }, everything, sound).next).toStrictEqual({
      rendition: sound,
      segment: 4,
    });
  });

  it('has nothing of another version, or of nothing at all', () => {
    const key = asset.keyOf(video(240));
    const keys = [`${key}0`, key.slice(0, -1), 'v240', `v240-${'0'.repeat(16)}`, '', '-', 'constructor'];
    for (const renditionKey of keys) {
      expect(asked({ next: { renditionKey, segment: 4 } }).next).toBeUndefined();
    }
  });
});
