/** Images beside the segments of those who play: of four slots they take one at a time. */
import { describe, expect, it } from 'vitest';
import { variantOf } from '../../../src/assets/variant.js';
import { imageRendition } from '../../../src/encoder/index.js';
import { segmentRef } from '../../../src/segments/segment-ref.js';
import type { SegmentStore } from '../../../src/segments/stores/segment-store.js';
import { settle, stateOf } from '../../encoder/fixtures/controlled-work.js';
import { testSegments } from '../support/segments.js';

function withImages(slots: number, store?: SegmentStore) {
  const test = testSegments({ slots, maxQueued: 1000, ...(store && { store }) });
  const { asset, images, encoder } = test;
  encoder.automatic = false;
  const renditionOf = (purpose: 'frame' | 'poster') =>
    imageRendition(asset.index.video!, { purpose, format: 'jpg' });
  const image = (client: string, frame: number, purpose: 'frame' | 'poster' = 'frame') => {
    const ref = segmentRef(variantOf(asset, renditionOf(purpose)), frame);
    const answer = images.get(ref, { client, signal: new AbortController().signal });
    answer.catch(() => undefined);
    return answer;
  };
  const imagesEncoded = () => encoder.encodes.filter(({ name }) => name.startsWith(renditionOf('frame').id));
  return { ...test, image, imagesEncoded };
}

describe('images that many clients ask for at once', () => {
  it.each([
    [1, 1],
    [4, 1],
    [8, 2],
  ])('take, of %i slots, %i', async (slots, expected) => {
    const { image, imagesEncoded } = withImages(slots);
    for (let i = 0; i < 40; i++) image(`client ${i}`, i);
    await settle();
    expect(imagesEncoded()).toHaveLength(expected);
  });

  it('leave a slot to a viewer who plays, and are not counted as clients that wait', async () => {
    const { image, ask, scheduler, encoder } = withImages(1);
    for (let i = 0; i < 40; i++) image(`client ${i}`, i);
    await settle();
    ask(0, undefined, 'anna');
    await settle();
    expect(scheduler.waitingClients('')).toBe(1);
    encoder.encodes[0]!.finish();
    await settle();
    expect(encoder.names).toContain('v240/0');
    // One that waits for the slot is none of those whom admission counts.
    expect([scheduler.depth, scheduler.waitingClients('')]).toEqual([1, 0]);
  });

  it('are made one after the other', async () => {
    const { image, imagesEncoded } = withImages(4);
    const answers = [0, 1, 2].map((frame) => image('anna', frame));
    for (const [i, answer] of answers.entries()) {
      await settle();
      imagesEncoded()[i]!.finish();
      await answer;
    }
    expect(imagesEncoded()).toHaveLength(3);
  });

  it('are made next for a client that has none of the turns', async () => {
    const { image, imagesEncoded } = withImages(8);
    for (let frame = 0; frame < 6; frame++) image('greedy', frame);
    image('modest', 9);
    await settle();
    imagesEncoded()[0]!.finish();
    await settle();
    expect(imagesEncoded().map(({ name }) => name.split('/')[1])).toEqual(['0', '1', '9']);
  });

  it('are refused where too many wait, to the client that has most of them', async () => {
    const { image } = withImages(4);
    const greedy = Array.from({ length: 70 }, (_, frame) => image('greedy', frame));
    const other = image('anna', 80);
    await settle();
    const states = await Promise.all(greedy.map(stateOf));
    expect(states.filter((state) => state === 'queue_full')).toHaveLength(6);
    expect(await stateOf(other)).toBe('pending');
  });
});

describe('images that are made', () => {
  it('are stored behind memory where many will ask for them, and frames in memory alone', async () => {
    const put: string[] = [];
    const store: SegmentStore = {
      bytes: 0,
      probablyHas: () => false,
      get: async () => undefined,
      put: async ({ variant }) => void put.push(variant.rendition.id),
      purge: async () => 0,
    };
    const { image, encoder, cache } = withImages(4, store);
    encoder.automatic = true;
    await image('anna', 7);
    await image('anna', 0, 'poster');
    expect(put).toHaveLength(1);
    expect(put[0]).toMatch(/^i\d+-poster-jpg$/);
    expect(cache.bytes).toBeGreaterThan(0);
  });
});
