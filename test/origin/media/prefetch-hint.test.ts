import { describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../../src/access/tokens/scope.js';
import { knownBurnedAsset } from '../../../src/assets/burned-asset.js';
import { segmentOf, type Variant, variantOf } from '../../../src/assets/variant.js';
import { prefetchHintOf } from '../../../src/origin/media/prefetch-hint.js';
import type { PlayerState } from '../../../src/sessions/request/player-state.js';
import { TraceSecret } from '../../../src/shared/trace/trace-secret.js';
import { madeUpAsset, madeUpSubtitledAsset } from '../../segments/support/made-up-master.js';

const asset = madeUpAsset();
const rendition = (height: number) => asset.ladder.video.find(({ id }) => id === `v${height}`)!;
const video = (height: number) => variantOf(asset, rendition(height));
const audio = variantOf(asset, asset.ladder.audio[0]!);
const secret = new TraceSecret('key');
const everything: PlaybackScope = { asset: asset.id, expiresAtSeconds: 4e9 };

const hint = (state: PlayerState, scope = everything, variant: Variant = video(240)) =>
  prefetchHintOf({ asset, variant }, 3, state, { scope, secret });

describe('the prefetch hint of a segment request', () => {
  it('has the requested segment, and the state the player reports', () => {
    expect(hint({ sessionId: 'one', bufferSeconds: 7 })).toStrictEqual({
      ...{ variant: video(240), segment: 3, sessionId: 'one', bufferSeconds: 7, next: undefined },
    });
  });

  it('has the next segment in the same rendition if the player names no rendition', () => {
    expect(hint({ next: { segment: 9 } }).next).toStrictEqual({ variant: video(240), segment: 9 });
  });

  it('has the next segment in another rendition that the grant allows', () => {
    const next = { renditionKey: video(480).key, segment: 4 };
    expect(hint({ next }).next).toStrictEqual({ variant: video(480), segment: 4 });
    const limited = { ...everything, maxHeight: 480 };
    expect(hint({ next }, limited).next).toStrictEqual({ variant: video(480), segment: 4 });
  });

  it('has the next segment in another rendition with the same text burned in, as long as the grant allows it', () => {
    const subtitled = madeUpSubtitledAsset(3, [[2500, 3900]]);
    const burned = knownBurnedAsset(subtitled, '3')!;
    const [lowest, higher] = burned.ladder.video.map((of) => variantOf(burned, of));
    const next = { renditionKey: higher!.key, segment: 1 };
    const received = (scope: PlaybackScope) =>
      prefetchHintOf({ asset: subtitled, variant: lowest! }, 1, { next }, { scope, secret }).next;
    expect(received(everything)).toStrictEqual({ variant: higher, segment: 1 });
    expect(received({ ...everything, maxHeight: 240 })).toBeUndefined();
    const plain = segmentOf(lowest!, 0).variant;
    expect(plain.key).not.toBe(lowest!.key);
    const without = prefetchHintOf(
      { asset: subtitled, variant: lowest! },
      1,
      { next: { segment: 0 } },
      { scope: everything, secret },
    );
    expect(without.next).toStrictEqual({ variant: plain, segment: 0 });
  });

  it('has no next segment in a rendition that the grant does not allow', () => {
    const next = { renditionKey: video(480).key, segment: 4 };
    for (const limit of [{ maxHeight: 360 }, { maxBitrate: rendition(360).maxBitrate + 200_000 }]) {
      const received = hint({ bufferSeconds: 7, next }, { ...everything, ...limit });
      expect(received).toMatchObject({ segment: 3, bufferSeconds: 7, next: undefined });
    }
  });

  it('has no next segment of another kind', () => {
    expect(hint({ next: { renditionKey: audio.key, segment: 4 } }).next).toBeUndefined();
    const videoKey = { renditionKey: video(240).key, segment: 4 };
    expect(hint({ next: videoKey }, everything, audio).next).toBeUndefined();
    expect(hint({ next: { segment: 4 } }, everything, audio).next).toStrictEqual({
      variant: audio,
      segment: 4,
    });
  });

  it('has no next segment of another version, or of an unknown rendition', () => {
    const key = video(240).key;
    const keys = [`${key}0`, key.slice(0, -1), 'v240', `v240-${'0'.repeat(16)}`, '', '-', 'constructor'];
    for (const renditionKey of keys) {
      expect(hint({ next: { renditionKey, segment: 4 } }).next).toBeUndefined();
    }
  });
});
