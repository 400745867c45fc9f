import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { variantOf } from '../../src/assets/variant.js';
import { segmentRef } from '../../src/segments/segment-ref.js';
import { OnplayError } from '../../src/shared/errors.js';
import { settle, stateOf } from '../encoder/fixtures/controlled-work.js';
import { encodedBytes } from './support/controlled-encoder.js';
import { madeUpAsset, madeUpAudioAsset } from './support/made-up-master.js';
import { REMEMBERED_MS, TTL_MS, testSegments } from './support/segments.js';

describe('a segment request', () => {
  it('produces the segment the first time, and finds it in memory the second', async () => {
    const { ask, encoder, counted } = testSegments();
    const first = await ask(1).answer;
    expect(first).toStrictEqual({
      bytes: encodedBytes('v240/1'),
      result: 'miss',
      timings: { queueMs: expect.any(Number), feedMs: 1, encodeMs: 2, packageMs: 3 },
    });
    expect(await ask(1).answer).toStrictEqual({ bytes: first.bytes, result: 'hit' });
    expect(encoder.names).toStrictEqual(['parameter-sets', 'v240/1']);
    expect([await counted('miss'), await counted('hit')]).toStrictEqual([1, 1]);
  });

  it.each(['disk', 'bucket'] as const)('is answered from the %s, and says so', async (tier) => {
    const stored = { bytes: Buffer.from('stored'), tier };
    const store = { bytes: 0, probablyHas: () => true, put: async () => undefined, purge: async () => 0 };
    const { ask, segments, encoder, counted, asset, video } = testSegments({
      store: { ...store, get: async () => stored },
    });
    expect(await ask(1).answer).toStrictEqual({ bytes: stored.bytes, result: tier });
    const superseded = await segments.getSuperseded(segmentRef(variantOf(asset, video), 2));
    expect(superseded).toStrictEqual({ bytes: stored.bytes, result: tier });
    expect([await counted(tier), encoder.names]).toStrictEqual([2, []]);
  });

  it('joins the encode another request waits for', async () => {
    const { ask, encoder, counted } = testSegments();
    encoder.automatic = false;
    const viewers = [ask(0), ask(0), ask(0)];
    await settle();
    encoder.of('parameter-sets').finish();
    await settle();
    encoder.of('v240/0').finish();
    const results = await Promise.all(viewers.map(async ({ answer }) => (await answer).result));
    expect(results).toStrictEqual(['miss', 'collapsed', 'collapsed']);
    expect(encoder.names).toHaveLength(2);
    expect(await counted('collapsed')).toBe(2);
  });

  it('aborts the encode when the last viewer has left, and not before', async () => {
    const { ask, encoder, counted } = testSegments();
    await ask('init').answer;
    encoder.automatic = false;
    const [first, second] = [ask(1), ask(1)];
    await settle();
    first.leave();
    expect(await stateOf(first.answer)).toBe('encode_cancelled');
    expect(encoder.of('v240/1').cancelled).toBe(false);
    second.leave();
    await settle();
    expect(encoder.of('v240/1').cancelled).toBe(true);
    expect(await counted('error')).toBe(2);
  });

  it('starts a new encode after a cancelled one', async () => {
    const { ask, encoder } = testSegments();
    encoder.automatic = false;
    const gone = ask(0);
    await settle();
    gone.leave();
    await settle();
    encoder.automatic = true;
    expect((await ask(0).answer).result).toBe('miss');
  });

  it('is refused beyond the last segment', async () => {
    const { ask, encoder, asset, audio } = testSegments();
    expect(await stateOf(ask(asset.map.videoCount).answer)).toBe('segment_unknown');
    expect(await stateOf(ask(9_999_999, audio).answer)).toBe('segment_unknown');
    expect(encoder.names).toStrictEqual([]);
  });

  it('records the size of the segment', async () => {
    const { ask, segmentSizes, asset, video } = testSegments();
    await ask('init').answer;
    expect(segmentSizes.sizesOf(asset.keyOf(video))).toBeUndefined();
    await ask(2).answer;
    const sizes = segmentSizes.sizesOf(asset.keyOf(video));
    expect(Array.from(sizes ?? [])).toStrictEqual([0, 0, encodedBytes('v240/2').byteLength, 0]);
  });

  it('is refused when the queue is full', async () => {
    const { ask, encoder } = testSegments({ slots: 1, maxQueued: 1 });
    await ask('init').answer;
    encoder.automatic = false;
    const [running, waiting, refused] = [ask(0), ask(1), ask(2)];
    expect(await stateOf(refused.answer)).toBe('queue_full');
    encoder.of('v240/0').finish();
    await running.answer;
    encoder.of('v240/1').finish();
    expect((await waiting.answer).timings?.queueMs).toBeGreaterThan(0);
  });
});

describe('a client with many concurrent requests', () => {
  const busy = async () => {
    const segments = testSegments({ slots: 1, maxQueued: 4 });
    await segments.ask('init').answer;
    segments.encoder.automatic = false;
    const rung = (place: number) => segments.asset.ladder.video[place]!;
    const greedy = [0, 1, 2, 3].map((segment) => segments.ask(segment, rung(0), 'greedy').answer);
    greedy.push(segments.ask(0, rung(1), 'greedy').answer);
    await settle();
    return { ask: segments.ask, rung, statesOfGreedy: () => Promise.all(greedy.map(stateOf)) };
  };

  it('has its own requests refused in favour of later clients', async () => {
    const { ask, rung, statesOfGreedy } = await busy();
    const others = [ask(0, rung(2), 'anna'), ask(1, rung(2), 'bert')];
    await settle();
    expect(await Promise.all(others.map(({ answer }) => stateOf(answer)))).toStrictEqual([
      ...['pending', 'pending'],
    ]);
    expect(await statesOfGreedy()).toStrictEqual([
      ...['pending', 'pending', 'pending', 'queue_full', 'queue_full'],
    ]);
  });

  it('has no request refused that another client waits for as well', async () => {
    const { ask, rung, statesOfGreedy } = await busy();
    const same = ask(0, rung(1), 'anna');
    const other = ask(1, rung(2), 'bert');
    await settle();
    expect([await stateOf(same.answer), await stateOf(other.answer)]).toStrictEqual(['pending', 'pending']);
    expect(await statesOfGreedy()).toStrictEqual([
      ...['pending', 'pending', 'pending', 'queue_full', 'pending'],
    ]);
  });
});

describe('a prefetch', () => {
  it('produces the next segment before it is requested', async () => {
    const { ask, prefetch, encoder, counted } = testSegments();
    await ask(0).answer;
    prefetch(0);
    await settle();
    expect(encoder.names.at(-1)).toBe('v240/1');
    expect((await ask(1).answer).result).toBe('prefetched');
    expect((await ask(1).answer).result).toBe('hit');
    expect(await counted('prefetched')).toBe(1);
  });

  it('is finished even when the viewer has left', async () => {
    const { ask, prefetch, encoder } = testSegments();
    const viewer = ask(0);
    await viewer.answer;
    encoder.automatic = false;
    prefetch(0, undefined, viewer.signal);
    await settle();
    viewer.leave();
    encoder.of('v240/1').finish();
    await settle();
    expect((await ask(1).answer).result).toBe('prefetched');
  });

  it('is promoted to a demand when a viewer joins it, as the results show', async () => {
    const { ask, prefetch, encoder } = testSegments();
    await ask(0).answer;
    encoder.automatic = false;
    prefetch(0);
    await settle();
    const viewer = ask(1);
    encoder.of('v240/1').finish();
    expect((await viewer.answer).result).toBe('collapsed');
    expect((await ask(1).answer).result).toBe('hit');
  });

  it('is not started for a viewer who has left', async () => {
    const { ask, prefetch, encoder } = testSegments();
    const viewer = ask(0);
    await viewer.answer;
    viewer.leave();
    prefetch(0, undefined, viewer.signal);
    await settle();
    expect(encoder.names).not.toContain('v240/1');
  });

  it('is not started beyond the last segment, nor for a cached one', async () => {
    const { ask, prefetch, encoder, asset } = testSegments();
    await ask(0).answer;
    await ask(1).answer;
    const before = encoder.names.length;
    prefetch(0);
    prefetch(asset.map.videoCount - 1);
    await settle();
    expect(encoder.names).toHaveLength(before);
  });

  it('is skipped, not queued, while other jobs wait for a slot', async () => {
    const { ask, prefetch, encoder, scheduler, audio } = testSegments({ slots: 1 });
    await ask('init').answer;
    encoder.automatic = false;
    ask(0);
    await settle();
    prefetch(2);
    await settle();
    expect(scheduler.depth).toBe(1);
    prefetch(1);
    prefetch(0, audio);
    await settle();
    expect(scheduler.depth).toBe(1);
    expect(encoder.names).toStrictEqual(['parameter-sets', 'v240/0']);
  });

  it('yields to a demand', async () => {
    const { ask, prefetch, encoder } = testSegments({ slots: 1 });
    await ask('init').answer;
    encoder.automatic = false;
    ask(0);
    await settle();
    prefetch(2);
    ask(1);
    await settle();
    encoder.of('v240/0').finish();
    await settle();
    expect(encoder.names.at(-1)).toBe('v240/1');
  });

  it('that fails affects no request, and is logged', async () => {
    const { ask, prefetch, encoder, logged } = testSegments();
    await ask(0).answer;
    encoder.failure = new TypeError('a slip');
    prefetch(0);
    await settle();
    expect(logged('producing failed')).toMatchObject([
      { code: 'internal_error', err: { type: 'TypeError', message: 'a slip' } },
    ]);
  });
});

describe('preparing a session', () => {
  it('prefetches the init segments of all renditions, and the first segments of the initial ones', async () => {
    const { ask, prepare, encoder, asset, video, audio } = testSegments({ slots: 4 });
    prepare(asset.ladder.video, [video, audio]);
    await settle();
    expect([...encoder.names].sort()).toStrictEqual([`${audio.id}/0`, 'parameter-sets', 'v240/0']);
    for (const rendition of asset.ladder.video) {
      expect((await ask('init', rendition).answer).result).toBe('prefetched');
    }
    expect((await ask(0).answer).result).toBe('prefetched');
    expect((await ask(0, audio).answer).result).toBe('prefetched');
  });

  it('delays no request: a demand is encoded at once', async () => {
    const { ask, prepare, encoder, asset } = testSegments({ slots: 1 });
    encoder.automatic = false;
    prepare(asset.ladder.video, []);
    await settle();
    expect(encoder.names).toStrictEqual(['parameter-sets']);
    const wanted = asset.ladder.video.at(-1)!;
    ask(1, wanted);
    await settle();
    expect(encoder.names).toStrictEqual(['parameter-sets', `${wanted.id}/1`]);
  });

  it('does nothing for a viewer who has left', async () => {
    const { prepare, encoder, asset, video } = testSegments();
    prepare(asset.ladder.video, [video], AbortSignal.abort());
    await settle();
    expect(encoder.names).toStrictEqual([]);
  });

  it('does nothing while other jobs wait', async () => {
    const { ask, prepare, encoder, asset, video } = testSegments({ slots: 1 });
    await ask('init').answer;
    encoder.automatic = false;
    ask(0);
    ask(1);
    await settle();
    const before = encoder.names.length;
    prepare(asset.ladder.video, [video]);
    await settle();
    expect(encoder.names).toHaveLength(before);
  });
});

describe('admission of viewers of one asset, each of whom requests another segment', () => {
  const refusedOf = async (isBehindEdges: boolean) => {
    const { ask, encoder } = testSegments({ room: 1, slots: 4, isBehindEdges });
    encoder.automatic = false;
    const requests = ['a', 'b', 'c', 'd'].map((viewer, segment) => ask(segment, undefined, viewer));
    await settle();
    const states = await Promise.all(requests.map(({ answer }) => stateOf(answer)));
    return states.filter((state) => state === 'overloaded').length;
  };

  it('counts each of them where they reach the server directly', async () => {
    expect(await refusedOf(false)).toBe(1);
  });

  it('counts them as one behind edges', async () => {
    expect(await refusedOf(true)).toBe(0);
  });
});

describe('when active viewers need all the capacity', () => {
  const full = (asset: Asset) => {
    const segments = testSegments({ room: 1, asset });
    segments.admission.admit('playback of anna', 'anna');
    segments.admission.recordCost('playback of anna', 8000, 4);
    return segments;
  };

  it('a new viewer of video is refused', async () => {
    const { ask, audio } = full(madeUpAsset());
    expect(await stateOf(ask(0).answer)).toBe('overloaded');
    expect(await stateOf(ask(0, audio).answer)).toBe('overloaded');
  });

  it('a new viewer of an asset without video is served', async () => {
    const asset = madeUpAudioAsset();
    const { ask, segments } = full(asset);
    const viewer = { name: 'listener', client: 'listener', signal: new AbortController().signal };
    const initial = asset.ladder.audio.map((rendition) => variantOf(asset, rendition));
    expect(() => segments.prepare(asset, { variants: [], initial }, viewer)).not.toThrow();
    expect((await ask(0, asset.ladder.audio[0]!, 'another listener').answer).bytes).toBeDefined();
  });
});

describe('a segment that fails', () => {
  const failed = new OnplayError('encode_failed', { publicDetail: 'No.', cause: new Error('exit 1') });

  it('is answered with the same error for a while, without another encode', async () => {
    const { ask, encoder, pass, logged, asset, video } = testSegments();
    await ask('init').answer;
    encoder.failure = failed;
    expect(await stateOf(ask(0).answer)).toBe('encode_failed');
    encoder.failure = undefined;
    expect(await stateOf(ask(0).answer)).toBe('encode_failed');
    expect(encoder.names.filter((name) => name === 'v240/0')).toHaveLength(1);
    expect(logged('producing failed')).toMatchObject([
      { recipe: `${asset.keyOf(video)}/0`, code: 'encode_failed', err: { message: 'exit 1' } },
    ]);
    pass(REMEMBERED_MS);
    expect((await ask(0).answer).result).toBe('miss');
  });

  it('does not prevent other segments from being produced', async () => {
    const { ask, encoder } = testSegments();
    encoder.automatic = false;
    const [bad, good] = [ask(0), ask(1)];
    await settle();
    encoder.of('parameter-sets').finish();
    await settle();
    encoder.of('v240/0').fail(failed);
    expect(await stateOf(bad.answer)).toBe('encode_failed');
    encoder.of('v240/1').finish();
    expect((await good.answer).result).toBe('miss');
  });

  it('for a temporary reason is tried again, three times', async () => {
    const { ask, encoder } = testSegments();
    await ask('init').answer;
    encoder.failure = new OnplayError('encode_timeout', { publicDetail: 'Late.', retryable: true });
    for (let i = 0; i < 5; i++) expect(await stateOf(ask(0).answer)).toBe('encode_timeout');
    expect(encoder.names.filter((name) => name === 'v240/0')).toHaveLength(3);
  });

  it('has a clean record again once it was produced', async () => {
    const { ask, encoder, pass } = testSegments();
    await ask('init').answer;
    const timeout = new OnplayError('encode_timeout', { publicDetail: 'Late.', retryable: true });
    for (let round = 0; round < 3; round++) {
      encoder.failure = timeout;
      for (let i = 0; i < 2; i++) expect(await stateOf(ask(0).answer)).toBe('encode_timeout');
      encoder.failure = undefined;
      expect((await ask(0).answer).result).toBe('miss');
      pass(TTL_MS + 1);
    }
  });

  it('because of its parameter sets fails every segment of its rendition, and they are tried once', async () => {
    const { ask, encoder, pass } = testSegments();
    encoder.failure = failed;
    for (const name of ['init', 0, 1, 2] as const) {
      expect(await stateOf(ask(name).answer)).toBe('encode_failed');
    }
    expect(encoder.names.filter((name) => name === 'parameter-sets')).toHaveLength(1);
    encoder.failure = undefined;
    expect(await stateOf(ask('init').answer)).toBe('encode_failed');
    pass(REMEMBERED_MS);
    expect((await ask('init').answer).result).toBe('miss');
  });

  it('for an unforeseen reason has a code, and is tried again only a few times', async () => {
    const { ask, encoder, logged } = testSegments();
    await ask('init').answer;
    encoder.failure = new RangeError('index out of range');
    const error = await ask(0).answer.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'internal_error', cause: encoder.failure });
    expect((error as OnplayError).publicDetail).not.toContain('range');
    for (let i = 0; i < 4; i++) expect(await stateOf(ask(0).answer)).toBe('internal_error');
    expect(logged('producing failed')).toHaveLength(3);
  });
});

describe('a server that shuts down', () => {
  it('finishes what viewers wait for with all its steps, and starts nothing new', async () => {
    const { ask, encoder, segments, close } = testSegments();
    encoder.automatic = false;
    const waiting = ask(0);
    await settle();
    close();
    expect(await stateOf(ask(1).answer)).toBe('shutting_down');
    const idle = segments.idle();
    encoder.of('parameter-sets').finish();
    await settle();
    expect(await stateOf(idle)).toBe('pending');
    encoder.of('v240/0').finish();
    expect((await waiting.answer).result).toBe('miss');
    await idle;
    expect((await ask(0).answer).result).toBe('hit');
  });

  it('cancels prefetches', async () => {
    const { ask, prefetch, encoder, segments, close } = testSegments({ slots: 2 });
    await ask(0).answer;
    encoder.automatic = false;
    prefetch(0);
    prefetch(1);
    await settle();
    const viewer = ask(2);
    await settle();
    close();
    await settle();
    expect([encoder.of('v240/1').cancelled, encoder.of('v240/2').cancelled]).toStrictEqual([true, false]);
    encoder.of('v240/2').finish();
    expect((await viewer.answer).result).toBe('collapsed');
    await segments.idle();
    prefetch(2);
    await segments.idle();
    expect(encoder.names).not.toContain('v240/3');
  });
});
