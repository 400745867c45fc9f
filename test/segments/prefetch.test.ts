import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { variantOf } from '../../src/assets/variant.js';
import { Prefetch, type PrefetchHint, type ViewerIdentity } from '../../src/segments/prefetch.js';
import { settle } from '../encoder/fixtures/controlled-work.js';
import { madeUpAsset } from './support/made-up-master.js';
import { testSegments } from './support/segments.js';

const asset = madeUpAsset();
const small = variantOf(asset, asset.ladder.video[0]!);
const large = variantOf(asset, asset.ladder.video[1]!);
const audio = variantOf(asset, asset.ladder.audio[0]!);
const anna: ViewerIdentity = { name: 'playback of anna', client: 'anna' };
const bert: ViewerIdentity = { name: 'playback of bert', client: 'bert' };

interface ProduceCall {
  /** `v240/1`. */
  readonly name: string;
  readonly viewer: ViewerIdentity;
  readonly signal: AbortSignal;
  readonly whenIdle: boolean;
  /** Milliseconds from now. */
  readonly dueIn: number;
  finish(): void;
}

let calls: ProduceCall[];
let shutdownSignal: AbortController;
let prefetch: Prefetch;
/** In milliseconds. */
let now: number;

beforeEach(() => {
  calls = [];
  now = 1_000_000;
  shutdownSignal = new AbortController();
  prefetch = new Prefetch({
    shutdownSignal: shutdownSignal.signal,
    clock: () => now,
    produce: ({ variant, name: segment }, { viewer, signal, whenIdle, dueAt }) =>
      new Promise((resolve) => {
        const name = `${variant.rendition.id}/${segment}`;
        calls.push({ name, viewer, signal, whenIdle, dueIn: dueAt - now, finish: resolve });
      }),
  });
});

afterEach(() => vi.useRealTimers());

function ask(segment: number, hint: Partial<PrefetchHint> = {}, viewer = anna): void {
  prefetch.follow(viewer, { variant: small, segment, ...hint });
}

const names = () => calls.map(({ name }) => name);
/** What was started and not cancelled. */
const wanted = () => calls.filter(({ signal }) => !signal.aborted).map(({ name }) => name);

describe('prefetch', () => {
  it('produces the segment after the requested one, in the name of the viewer', () => {
    ask(0);
    expect(names()).toStrictEqual(['v240/1']);
    expect(calls[0]).toMatchObject({ viewer: anna, whenIdle: false });
  });

  it('starts a segment once while it is in progress, and again if it is still needed afterwards', async () => {
    ask(0);
    ask(0);
    expect(names()).toStrictEqual(['v240/1']);
    calls[0]?.finish();
    await settle();
    ask(0);
    expect(names()).toStrictEqual(['v240/1', 'v240/1']);
  });

  it('follows the player, and does not cancel what the player itself waits for now', () => {
    for (const segment of [0, 1, 2]) ask(segment);
    expect(names()).toStrictEqual(['v240/1', 'v240/2', 'v240/3']);
    expect(wanted()).toStrictEqual(['v240/2', 'v240/3']);
  });

  it('produces what the player says it will request, rather than the following segment', () => {
    ask(0, { next: { variant: small, segment: 3 } });
    ask(3, { next: { variant: large, segment: 1 } });
    expect(names()).toStrictEqual(['v240/3', `${large.rendition.id}/1`]);
  });
});

describe('the deadline of a segment', () => {
  const { boundaries, timescale } = asset.map;
  const secondsUntil = (segment: number) => (boundaries[segment]! - boundaries[0]!) / timescale;
  const dueIn = (segment: number, hint: Partial<PrefetchHint> = {}, viewer = anna) =>
    prefetch.arrive(viewer, { variant: small, segment, ...hint }) - now;

  it('is a few seconds away when the player starts, since others would stall', () => {
    expect(dueIn(0)).toBe(4000);
  });

  it('is when the player will have played what it got, whatever the rendition', () => {
    ask(0);
    ask(1);
    ask(2, { variant: large });
    now += 3000;
    expect(dueIn(3)).toBeCloseTo(secondsUntil(3) * 1000 - 3000, 3);
  });

  it('is now when the player should have played everything', () => {
    ask(0);
    now += 60_000;
    expect(dueIn(1)).toBe(0);
  });

  it('moves later with a reported buffer, and never sooner', () => {
    ask(0);
    expect(dueIn(1, { bufferSeconds: 30 })).toBe(30_000);
    expect(dueIn(1, { bufferSeconds: 0 })).toBeCloseTo(secondsUntil(1) * 1000, 3);
  });

  it('starts over at a seek', () => {
    ask(3);
    expect(dueIn(0)).toBe(4000);
    ask(0);
    now += 1000;
    expect(dueIn(1)).toBeCloseTo(secondsUntil(1) * 1000 - 1000, 3);
  });

  it('starts over where the player skips a segment', () => {
    ask(0);
    expect(dueIn(2)).toBe(4000);
  });

  it('is passed on with a prefetch too', () => {
    ask(0);
    expect(calls[0]?.dueIn).toBeCloseTo(secondsUntil(1) * 1000, 3);
  });
});

describe('a player that moves elsewhere', () => {
  it('by a seek cancels the prefetches for its old position', () => {
    ask(0);
    ask(50);
    expect(wanted()).toStrictEqual(['v240/51']);
    ask(10);
    expect(wanted()).toStrictEqual(['v240/11']);
  });

  it('by a switch to another rendition cancels the prefetches of the old one', () => {
    ask(0);
    ask(1, { variant: large });
    expect(wanted()).toStrictEqual([`${large.rendition.id}/2`]);
  });

  it('by a switch backwards does so too', () => {
    ask(5);
    ask(4, { variant: large });
    expect(wanted()).toStrictEqual([`${large.rendition.id}/5`]);
  });

  it('as it announced cancels the prefetch of the default next segment', () => {
    ask(0);
    ask(0, { next: { variant: large, segment: 1 } });
    expect(wanted()).toStrictEqual([`${large.rendition.id}/1`]);
    ask(1, { variant: large });
    expect(wanted()).toStrictEqual([`${large.rendition.id}/1`, `${large.rendition.id}/2`]);
  });

  it('does not count as moving with a request slightly out of order', () => {
    ask(5);
    for (const late of [4, 3]) ask(late);
    expect(wanted()).toStrictEqual(['v240/6']);
    ask(6);
    expect(wanted()).toStrictEqual(['v240/6', 'v240/7']);
  });

  it('counts as moving with a request three segments back', () => {
    ask(5);
    ask(2);
    expect(wanted()).toStrictEqual(['v240/3']);
  });
});

describe('a player with a full buffer', () => {
  it.each([
    [undefined, false],
    [0, false],
    [19.9, false],
    [20, true],
    [500, true],
  ])('gets a prefetch only while nothing else is queued: with %d seconds', (bufferSeconds, whenIdle) => {
    ask(0, { bufferSeconds });
    expect(calls[0]?.whenIdle).toBe(whenIdle);
  });

  it('gets no prefetch while anything is queued', async () => {
    const { ask: want, segments, encoder, scheduler, ...film } = testSegments({ slots: 2 });
    await want('init').answer;
    encoder.automatic = false;
    for (const segment of [0, 1, 2]) want(segment);
    await settle();
    expect(scheduler.depth).toBe(1);
    const viewer = { ...anna, signal: new AbortController().signal };
    const hint = { variant: variantOf(film.asset, film.video), segment: 2 };
    segments.follow(viewer, { ...hint, bufferSeconds: 30 });
    await settle();
    expect(scheduler.depth).toBe(1);
    segments.follow(viewer, { ...hint, bufferSeconds: 3 });
    await settle();
    expect(scheduler.depth).toBe(2);
  });
});

describe('players', () => {
  it('have a position in audio that is independent of the one in video', () => {
    ask(0);
    ask(0, { variant: audio });
    ask(9);
    ask(1, { variant: audio });
    expect(wanted()).toStrictEqual([`${audio.rendition.id}/1`, 'v240/10', `${audio.rendition.id}/2`]);
  });

  it('of different viewers do not affect each other', () => {
    ask(0);
    ask(7, {}, bert);
    expect(wanted()).toStrictEqual(['v240/1', 'v240/8']);
    ask(30);
    expect(wanted()).toStrictEqual(['v240/8', 'v240/31']);
  });

  it('of one viewer do not affect each other when they report session ids', () => {
    ask(0, { sessionId: 'one' });
    ask(30, { sessionId: 'other' });
    ask(60);
    expect(wanted()).toStrictEqual(['v240/1', 'v240/31', 'v240/61']);
    ask(90, { sessionId: 'other' });
    expect(wanted()).toStrictEqual(['v240/1', 'v240/61', 'v240/91']);
  });

  it('of one client that claims ten thousand are forgotten before those of other clients', () => {
    ask(0, {}, bert);
    for (let i = 0; i < 10_000; i++) ask(0, { sessionId: `${i}` }, anna);
    expect(calls.slice(0, 3).map(({ signal }) => signal.aborted)).toStrictEqual([false, true, false]);
  });

  it('beyond the limit are forgotten, the least recent first, and their prefetches cancelled', () => {
    ask(0, {}, anna);
    for (let i = 0; i < 10_000; i++) ask(0, {}, { name: `playback ${i}`, client: `client ${i}` });
    expect(calls.slice(0, 2).map(({ signal }) => signal.aborted)).toStrictEqual([true, false]);
  });
});

describe('a prefetch in progress', () => {
  it('is cancelled when it is not done after 30 seconds', () => {
    vi.useFakeTimers();
    ask(0);
    vi.advanceTimersByTime(29_999);
    expect(calls[0]?.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(calls[0]?.signal.aborted).toBe(true);
  });

  it('leaves no timer behind when it is done', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    ask(0);
    ask(0, { variant: audio });
    expect(vi.getTimerCount()).toBe(2);
    for (const { finish } of calls) finish();
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is cancelled at shutdown, and nothing is started any more', () => {
    ask(0);
    ask(0, { variant: audio });
    ask(4, {}, bert);
    shutdownSignal.abort();
    expect(wanted()).toStrictEqual([]);
    ask(1);
    expect(names()).toHaveLength(3);
  });

  it('goes on while another viewer needs it', async () => {
    const { ask: want, segments, encoder, asset: film, video } = testSegments({ slots: 2 });
    await want('init').answer;
    encoder.automatic = false;
    const follow = (viewer: ViewerIdentity, segment: number) =>
      segments.follow(
        { ...viewer, signal: new AbortController().signal },
        { variant: variantOf(film, video), segment },
      );
    follow(anna, 0);
    follow(bert, 0);
    await settle();
    follow(anna, 3);
    await settle();
    expect(encoder.of('v240/1').cancelled).toBe(false);
    follow(bert, 3);
    await settle();
    expect(encoder.of('v240/1').cancelled).toBe(true);
  });

  it('is not cancelled for a viewer who waits for it by now', async () => {
    const { ask: want, prefetch: follow, encoder } = testSegments({ slots: 2 });
    await want('init').answer;
    encoder.automatic = false;
    follow(0);
    await settle();
    const waiting = want(1);
    follow(3);
    await settle();
    encoder.of('v240/1').finish();
    expect((await waiting.answer).result).toBe('collapsed');
  });
});
