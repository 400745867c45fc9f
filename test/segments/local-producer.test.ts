import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { assetForSegment } from '../../src/assets/asset-for-segment.js';
import type { Rendition } from '../../src/encoder/rendition.js';
import { OnplayError } from '../../src/shared/errors.js';
import { encodeCancelled } from '../../src/shared/scheduler/errors.js';
import { settle, stateOf } from '../encoder/fixtures/controlled-work.js';
import { madeUpAsset, madeUpOutlinedAsset, openNothing } from './support/made-up-master.js';
import { testSegments } from './support/segments.js';

const changed = new OnplayError('master_changed', {
  publicDetail: 'It was replaced.',
  retryable: true,
  about: 'moment',
});

/** An asset whose master can be replaced, and how many of its files are open. */
function replaceable() {
  const state = { replaced: false, open: 0, opened: 0 };
  const asset = madeUpAsset('film', async () => {
    if (state.replaced) throw changed;
    state.open += 1;
    state.opened += 1;
    const source = await openNothing();
    return {
      ...source,
      close: async () => {
        state.open -= 1;
      },
    };
  });
  return { state, asset };
}

describe('producing a segment', () => {
  it('encodes the parameter sets of a rendition once for all its segments', async () => {
    const { ask, encoder } = testSegments({ slots: 4 });
    encoder.automatic = false;
    const requests = (['init', 0, 1, 2] as const).map((name) => ask(name));
    await settle();
    // The segments are encoded at the same time.
    const names = ['parameter-sets', 'v240/0', 'v240/1', 'v240/2'];
    expect(encoder.names).toStrictEqual(names);
    for (const name of names) encoder.of(name).finish();
    await Promise.all(requests.map(({ answer }) => answer));
    expect(encoder.names).toStrictEqual(names);
  });

  it('keeps encoding the parameter sets while one segment still needs them', async () => {
    const { ask, encoder } = testSegments();
    encoder.automatic = false;
    const [gone, staying] = [ask(0), ask(1)];
    await settle();
    gone.leave();
    await settle();
    expect(encoder.of('parameter-sets').cancelled).toBe(false);
    staying.leave();
    await settle();
    expect(encoder.of('parameter-sets').cancelled).toBe(true);
  });

  it('waits for the index of a film of which only the outline is known, for media and not for init segments', async () => {
    const { promise, resolve } = Promise.withResolvers<Asset>();
    const { ask, encoder } = testSegments({ asset: madeUpOutlinedAsset(() => promise) });
    const media = ask(0).answer;
    await ask('init').answer;
    expect(await stateOf(media)).toBe('pending');
    expect(encoder.names).toStrictEqual(['parameter-sets']);
    resolve(madeUpAsset());
    await media;
    expect(encoder.names).toStrictEqual(['parameter-sets', 'v240/0']);
  });

  it('produces the first segments of such a film at once, and by its outline also later', async () => {
    const { index, map } = madeUpAsset();
    const head = { segments: 1, index, map };
    const never = new Promise<Asset>(() => undefined);
    const { ask, encoder } = testSegments({ asset: { ...madeUpOutlinedAsset(() => never), head } });
    const second = ask(1).answer;
    await ask(0).answer;
    expect(await stateOf(second)).toBe('pending');
    expect(encoder.names.filter((name) => name.startsWith('v240/'))).toStrictEqual(['v240/0']);
    const complete = { ...madeUpAsset(), head };
    expect([0, 1].map((segment) => assetForSegment(complete, segment)?.map)).toEqual([map, complete.map]);
    expect(assetForSegment(complete, 0)?.index).toBe(index);
    expect(assetForSegment(complete, 1)?.index).toBe(complete.index);
  });

  it('has no segments of a film that turned out to be cut in another way', async () => {
    const { keyOf, ...asset } = madeUpAsset();
    const cutOtherwise = { ...asset, keyOf: (rendition: Rendition) => `${keyOf(rendition)}0` };
    const { ask } = testSegments({ asset: madeUpOutlinedAsset(async () => cutOtherwise) });
    expect(await stateOf(ask(0).answer)).toBe('version_gone');
  });

  it('needs no encode for the init segment of audio', async () => {
    const { ask, encoder, audio } = testSegments();
    expect((await ask('init', audio).answer).bytes.byteLength).toBeGreaterThan(100);
    expect(encoder.names).toStrictEqual([]);
  });

  it('does not make audio wait for video', async () => {
    const { ask, encoder, audio } = testSegments({ slots: 1 });
    await ask('init').answer;
    encoder.automatic = false;
    ask(0);
    ask(1);
    await settle();
    ask(0, audio);
    await settle();
    expect(encoder.names.at(-1)).toBe(`${audio.id}/0`);
  });

  it('counts each encode by kind and outcome', async () => {
    const { ask, encoder, metrics, audio } = testSegments();
    await ask(0).answer;
    encoder.failure = new OnplayError('encode_failed', { publicDetail: 'No.' });
    await ask(0, audio).answer.catch(() => undefined);
    encoder.failure = encodeCancelled();
    await ask(1).answer.catch(() => undefined);
    const { values } = await metrics.encodes.get();
    expect(values.map(({ labels, value }) => [labels.kind, labels.outcome, value])).toStrictEqual([
      ['init', 'ok', 1],
      ['video', 'ok', 1],
      ['audio', 'failed', 1],
      ['video', 'cancelled', 1],
    ]);
  });

  it('logs each segment with its size and timings', async () => {
    const { ask, logged, asset, video } = testSegments();
    await ask(2).answer;
    expect(logged('segment encoded')).toMatchObject([
      {
        asset: 'film',
        rendition: 'v240',
        segment: 2,
        recipe: `${asset.keyOf(video)}/2`,
        bytes: expect.any(Number),
        queueMs: expect.any(Number),
        feedMs: 1,
        encodeMs: 2,
        packageMs: 3,
      },
    ]);
  });
});

describe("the master's file", () => {
  it('is closed however the encode ends', async () => {
    const { state, asset } = replaceable();
    const { ask, encoder } = testSegments({ asset });
    await ask(0).answer;
    encoder.failure = new OnplayError('encode_failed', { publicDetail: 'No.' });
    await ask(1).answer.catch(() => undefined);
    encoder.failure = undefined;
    encoder.automatic = false;
    const gone = ask(2);
    await settle();
    gone.leave();
    await settle();
    expect(state.opened).toBeGreaterThan(2);
    expect(state.open).toBe(0);
  });

  it('replaced before the encode causes an error that is not remembered', async () => {
    const { state, asset } = replaceable();
    const { ask, logged } = testSegments({ asset });
    await ask('init').answer;
    state.replaced = true;
    for (let i = 0; i < 4; i++) expect(await stateOf(ask(0).answer)).toBe('master_changed');
    state.replaced = false;
    expect((await ask(0).answer).result).toBe('miss');
    expect(logged('producing failed')).toStrictEqual([]);
  });

  it.each(['finish', 'fail'] as const)(
    'replaced during an encode invalidates its outcome (%s), which is neither cached nor remembered',
    async (end) => {
      const { state, asset } = replaceable();
      const { ask, encoder } = testSegments({ asset });
      await ask('init').answer;
      encoder.automatic = false;
      const viewer = ask(0);
      await settle();
      state.replaced = true;
      encoder.of('v240/0')[end](new OnplayError('segment_invalid', { publicDetail: 'No.' }));
      expect(await stateOf(viewer.answer)).toBe('master_changed');
      state.replaced = false;
      encoder.automatic = true;
      expect((await ask(0).answer).result).toBe('miss');
    },
  );
});
