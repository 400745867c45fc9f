import { describe, expect, it } from 'vitest';
import { variantOf } from '../../src/assets/variant.js';
import { createPurge, type PurgeOptions } from '../../src/segments/purge.js';
import { segmentRef } from '../../src/segments/segment-ref.js';
import type { SegmentStore, StoredSegment } from '../../src/segments/stores/segment-store.js';
import { toAssetId } from '../../src/shared/asset-id.js';
import { OnplayError } from '../../src/shared/errors.js';
import { settle, stateOf } from '../encoder/fixtures/controlled-work.js';
import { encodedBytes } from './support/controlled-encoder.js';
import { testSegments } from './support/segments.js';

const film = toAssetId('film');

/** A library that does nothing, and what it was called with. */
function testLibrary() {
  const forgotten: unknown[] = [];
  const library: PurgeOptions['library'] = {
    forget: async (...scope) => void forgotten.push(scope),
    forgetAll: async () => void forgotten.push('everything'),
  };
  return { library, forgotten };
}

/** A store in which every segment is, and whose reads take until the test finishes them. */
function slowStore() {
  const puts: string[] = [];
  const reads: ((stored: StoredSegment | undefined) => void)[] = [];
  const store: SegmentStore = {
    bytes: 0,
    probablyHas: () => true,
    get: () => new Promise((resolve) => reads.push(resolve)),
    put: async ({ key }) => void puts.push(key),
    purge: async () => 2,
  };
  return { store, puts, reads };
}

function testPurge(store?: SegmentStore) {
  const segments = testSegments({ slots: 2, ...(store && { store }) });
  const { coordinator, failures, cache } = segments;
  const { library, forgotten } = testLibrary();
  return {
    ...segments,
    forgotten,
    purge: createPurge({ coordinator, failures, memory: cache, store, library }),
  };
}

describe('a purge', () => {
  it('goes from what writes to what is written to, and waits for none before all have begun', async () => {
    const steps: string[] = [];
    const slow = (step: string) => {
      steps.push(step);
      return new Promise<never>(() => undefined);
    };
    const options: PurgeOptions = {
      coordinator: { cancel: () => steps.push('in progress') },
      failures: { forgetWhere: () => void steps.push('failures') },
      memory: { purge: () => steps.push('memory') },
      store: { purge: () => slow('store') },
      library: { forget: () => slow('library'), forgetAll: () => slow('all of the library') },
    };
    void createPurge(options)({ asset: film });
    expect(steps).toStrictEqual(['in progress', 'failures', 'memory', 'store', 'library']);
  });

  it('says how many of each it removed', async () => {
    const { ask, purge, encoder } = testPurge(
      Object.assign(slowStore().store, { get: async () => undefined }),
    );
    await ask(0).answer;
    encoder.automatic = false;
    ask(1);
    await settle();
    expect(await purge({ asset: film })).toStrictEqual({ inProgress: 1, memory: 1, disk: 2 });
  });

  it.each([
    [{}, 'everything'],
    [{ asset: film }, [film, undefined]],
    [{ asset: film, version: 'one' }, [film, 'one']],
  ])('of %j forgets that in the library', async (scope, expected) => {
    const { purge, forgotten } = testPurge();
    await purge(scope);
    expect(forgotten).toStrictEqual([expected]);
  });

  it('of a rendition leaves the index, which is of all renditions', async () => {
    const { purge, forgotten } = testPurge();
    await purge({ asset: film, rendition: 'v240' });
    expect(forgotten).toStrictEqual([]);
  });

  it('leaves what several assets share, unless it is of everything', async () => {
    const { ask, purge, encoder, cache } = testPurge();
    await ask(0).answer;
    await purge({ asset: film });
    await ask(0).answer;
    expect(encoder.names).toStrictEqual(['parameter-sets', 'v240/0', 'v240/0']);
    await purge({});
    expect(cache.bytes).toBe(0);
  });

  it('forgets failures within its scope alone, so that those segments are tried again', async () => {
    const { ask, purge, encoder, audio } = testPurge();
    await ask('init').answer;
    encoder.failure = new OnplayError('encode_failed', { publicDetail: 'No.' });
    expect(await stateOf(ask(0).answer)).toBe('encode_failed');
    expect(await stateOf(ask(0, audio).answer)).toBe('encode_failed');
    encoder.failure = undefined;
    await purge({ asset: film, rendition: 'v240' });
    expect((await ask(0).answer).result).toBe('miss');
    expect(await stateOf(ask(0, audio).answer)).toBe('encode_failed');
  });
});

describe('an encode in progress during a purge', () => {
  const busy = async () => {
    const { store, puts } = slowStore();
    const segments = testPurge(Object.assign(store, { get: async () => undefined }));
    await segments.ask('init').answer;
    puts.length = 0;
    segments.encoder.automatic = false;
    const viewer = segments.ask(0);
    await settle();
    return { ...segments, viewer, puts };
  };

  it('that finishes at the same moment is neither cached nor stored', async () => {
    const { viewer, encoder, purge, cache, puts, asset, video } = await busy();
    encoder.of('v240/0').finish();
    await purge({ asset: film });
    expect(await stateOf(viewer.answer)).toBe('encode_cancelled');
    expect([cache.has(segmentRef(variantOf(asset, video), 0)), puts]).toStrictEqual([false, []]);
  });

  it('that fails because of it is not remembered as a failure', async () => {
    const { ask, viewer, encoder, purge, logged } = await busy();
    encoder.of('v240/0').fail(new OnplayError('encode_failed', { publicDetail: 'No.' }));
    await purge({ asset: film });
    expect(await stateOf(viewer.answer)).toBe('encode_cancelled');
    expect(logged('producing failed')).toStrictEqual([]);
    encoder.automatic = true;
    expect((await ask(0).answer).result).toBe('miss');
  });

  it('of another asset goes on', async () => {
    const { viewer, encoder, purge } = await busy();
    await purge({ asset: toAssetId('news') });
    encoder.of('v240/0').finish();
    expect((await viewer.answer).result).toBe('miss');
  });

  it('leaves room for a new one, which is cached', async () => {
    const { ask, encoder, purge, asset, video, cache } = await busy();
    await purge({ asset: film });
    const next = ask(0);
    await settle();
    encoder.of('v240/0').finish();
    expect((await next.answer).bytes).toStrictEqual(encodedBytes('v240/0'));
    expect(cache.has(segmentRef(variantOf(asset, video), 0))).toBe(true);
  });
});

describe('a segment that is being read from the store during a purge', () => {
  it('is not found in memory afterwards, though it was read', async () => {
    const { store, reads } = slowStore();
    const { ask, purge, cache } = testPurge(store);
    const viewer = ask(1);
    await settle();
    reads[0]?.({ bytes: encodedBytes('v240/1'), tier: 'disk' });
    await purge({ asset: film });
    expect(await stateOf(viewer.answer)).toBe('encode_cancelled');
    expect(cache.bytes).toBe(0);
  });

  it('of a superseded version is not found in memory afterwards either', async () => {
    const { store, reads } = slowStore();
    const { segments, purge, cache, asset, video } = testPurge(store);
    const answer = segments.getSuperseded(segmentRef(variantOf(asset, video), 1));
    await settle();
    reads[0]?.({ bytes: encodedBytes('v240/1'), tier: 'disk' });
    store.probablyHas = () => false;
    await purge({ asset: film });
    await answer;
    expect(cache.bytes).toBe(0);
  });
});
