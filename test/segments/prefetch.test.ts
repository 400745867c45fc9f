import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rendition } from '../../src/assets/asset.js';
import { type FollowedViewer, Prefetch, type PrefetchHint } from '../../src/segments/prefetch.js';
import { settle } from '../encoder/fixtures/controlled-work.js';
import { madeUpAsset } from './support/made-up-master.js';
import { testSegments } from './support/segments.js';

const asset = madeUpAsset();
const [small, large] = asset.ladder.video as [Rendition, Rendition];
const sound = asset.ladder.audio[0]!;
const anna: FollowedViewer = { name: 'playback of anna', client: 'anna' };
const bert: FollowedViewer = { name: 'playback of bert', client: 'bert' };

interface Ahead {
  /** `v240/1`. */
  readonly name: string;
  readonly viewer: FollowedViewer;
  readonly signal: AbortSignal;
  readonly patient: boolean;
  /** Milliseconds from now. */
  readonly dueIn: number;
  finish(): void;
}

let made: Ahead[];
let shutdownSignal: AbortController;
let prefetch: Prefetch;
/** In milliseconds. */
let now: number;

beforeEach(() => {
  made = [];
  now = 1_000_000;
  shutdownSignal = new AbortController();
  prefetch = new Prefetch({
    shutdownSignal: shutdownSignal.signal,
    clock: () => now,
    makeAhead: ({ rendition, segment }, { viewer, signal, patient, dueAt }) =>
      new Promise((resolve) => {
        const name = `${rendition.id}/${segment}`;
        made.push({ name, viewer, signal, patient, dueIn: dueAt - now, finish: resolve });
      }),
  });
});

afterEach(() => vi.useRealTimers());

function ask(segment: number, asked: Partial<PrefetchHint> = {}, viewer = anna): void {
  prefetch.follow(viewer, { asset, rendition: small, segment, ...asked });
}

const names = () => made.map(({ name }) => name);
/** What was begun and is not given up. */
const wanted = () => made.filter(({ signal }) => !signal.aborted).map(({ name }) => name);

describe('reading ahead', () => {
  it('has the segment after the one that was asked for made, in the name of the viewer', () => {
    ask(0);
    expect(names()).toStrictEqual(['v240/1']);
    expect(made[0]).toMatchObject({ viewer: anna, patient: false });
  });

  it('has it made once while it is being made, and again if it is still wanted afterwards', async () => {
    ask(0);
    ask(0);
    expect(names()).toStrictEqual(['v240/1']);
    made[0]?.finish();
    await settle();
    ask(0);
    expect(names()).toStrictEqual(['v240/1', 'v240/1']);
  });

  it('goes on as the player does, and leaves alone what the player now waits for itself', () => {
    for (const segment of [0, 1, 2]) ask(segment);
    expect(names()).toStrictEqual(['v240/1', 'v240/2', 'v240/3']);
    expect(wanted()).toStrictEqual(['v240/2', 'v240/3']);
  });

  it('has made what the player says it will ask for, rather than what comes after', () => {
    ask(0, { next: { rendition: small, segment: 3 } });
    ask(3, { next: { rendition: large, segment: 1 } });
    expect(names()).toStrictEqual(['v240/3', `${large.id}/1`]);
  });
});

describe('when a player needs a segment', () => {
  const { boundaries, timescale } = asset.map;
  const secondsUntil = (segment: number) => (boundaries[segment]! - boundaries[0]!) / timescale;
  const dueIn = (segment: number, asked: Partial<PrefetchHint> = {}, viewer = anna) =>
    prefetch.arrive(viewer, { asset, rendition: small, segment, ...asked }) - now;

  it('is later than at once when it starts, since others would stall', () => {
    expect(dueIn(0)).toBe(4000);
  });

  it('is when it will have played what it was given, whatever rendition that was of', () => {
    ask(0);
    ask(1);
    ask(2, { rendition: large });
    now += 3000;
    expect(dueIn(3)).toBeCloseTo(secondsUntil(3) * 1000 - 3000, 3);
  });

  it('is now when it should have played everything', () => {
    ask(0);
    now += 60_000;
    expect(dueIn(1)).toBe(0);
  });

  it('may be later when the player says so, and not sooner', () => {
    ask(0);
    expect(dueIn(1, { bufferSeconds: 30 })).toBe(30_000);
    expect(dueIn(1, { bufferSeconds: 0 })).toBeCloseTo(secondsUntil(1) * 1000, 3);
  });

  it('begins anew where it seeks to', () => {
    ask(3);
    expect(dueIn(0)).toBe(4000);
    ask(0);
    now += 1000;
    expect(dueIn(1)).toBeCloseTo(secondsUntil(1) * 1000 - 1000, 3);
  });

  it('begins anew where it leaves out a segment', () => {
    ask(0);
    expect(dueIn(2)).toBe(4000);
  });

  it('is told with what is read ahead, too', () => {
    ask(0);
    expect(made[0]?.dueIn).toBeCloseTo(secondsUntil(1) * 1000, 3);
  });
});

describe('a player that goes elsewhere', () => {
  it('by a seek gives up what was made for where it was', () => {
    ask(0);
    ask(50);
    expect(wanted()).toStrictEqual(['v240/51']);
    ask(10);
    expect(wanted()).toStrictEqual(['v240/11']);
  });

  it('by a switch to another rendition gives up what was made of the one before', () => {
    ask(0);
    ask(1, { rendition: large });
    expect(wanted()).toStrictEqual([`${large.id}/2`]);
  });

  it('by a switch backwards, too', () => {
    ask(5);
    ask(4, { rendition: large });
    expect(wanted()).toStrictEqual([`${large.id}/5`]);
  });

  it('as it said it would gives up what was made for the usual case', () => {
    ask(0);
    ask(0, { next: { rendition: large, segment: 1 } });
    expect(wanted()).toStrictEqual([`${large.id}/1`]);
    ask(1, { rendition: large });
    expect(wanted()).toStrictEqual([`${large.id}/1`, `${large.id}/2`]);
  });

  it('by asking a little out of order does not go anywhere', () => {
    ask(5);
    for (const late of [4, 3]) ask(late);
    expect(wanted()).toStrictEqual(['v240/6']);
    ask(6);
    expect(wanted()).toStrictEqual(['v240/6', 'v240/7']);
  });

  it('by asking for the segment three before does', () => {
    ask(5);
    ask(2);
    expect(wanted()).toStrictEqual(['v240/3']);
  });
});

describe('a player with much to play', () => {
  it.each([
    [undefined, false],
    [0, false],
    [19.9, false],
    [20, true],
    [500, true],
  ])('waits until nobody else does: with %d seconds', (bufferSeconds, patient) => {
    ask(0, { bufferSeconds });
    expect(made[0]?.patient).toBe(patient);
  });

  it('is made nothing ahead while anything waits', async () => {
    const { ask: want, segments, encoder, scheduler, ...film } = testSegments({ prefetchQueueLength: 4 });
    await want('init').answer;
    encoder.automatic = false;
    want(0);
    want(1);
    await settle();
    expect(scheduler.depth).toBe(1);
    const viewer = { ...anna, signal: new AbortController().signal };
    const asked = { asset: film.asset, rendition: film.video, segment: 2 };
    segments.follow(viewer, { ...asked, bufferSeconds: 30 });
    await settle();
    expect(scheduler.depth).toBe(1);
    segments.follow(viewer, { ...asked, bufferSeconds: 3 });
    await settle();
    expect(scheduler.depth).toBe(2);
  });
});

describe('players', () => {
  it('are with their sound where they are, whatever they do with their pictures', () => {
    ask(0);
    ask(0, { rendition: sound });
    ask(9);
    ask(1, { rendition: sound });
    expect(wanted()).toStrictEqual([`${sound.id}/1`, 'v240/10', `${sound.id}/2`]);
  });

  it('of different viewers do not disturb each other', () => {
    ask(0);
    ask(7, {}, bert);
    expect(wanted()).toStrictEqual(['v240/1', 'v240/8']);
    ask(30);
    expect(wanted()).toStrictEqual(['v240/8', 'v240/31']);
  });

  it('of one viewer do not disturb each other when they say which they are', () => {
    ask(0, { sessionId: 'one' });
    ask(30, { sessionId: 'other' });
    ask(60);
    expect(wanted()).toStrictEqual(['v240/1', 'v240/31', 'v240/61']);
    ask(90, { sessionId: 'other' });
    expect(wanted()).toStrictEqual(['v240/1', 'v240/61', 'v240/91']);
  });

  it('of one client that says it has ten thousand are forgotten before those of others', () => {
    ask(0, {}, bert);
    for (let i = 0; i < 10_000; i++) ask(0, { sessionId: `${i}` }, anna);
    expect(made.slice(0, 3).map(({ signal }) => signal.aborted)).toStrictEqual([false, true, false]);
  });

  it('that were heard of longest ago are forgotten, with what was made for them, where there are too many', () => {
    ask(0, {}, anna);
    for (let i = 0; i < 10_000; i++) ask(0, {}, { name: `playback ${i}`, client: `client ${i}` });
    expect(made.slice(0, 2).map(({ signal }) => signal.aborted)).toStrictEqual([true, false]);
  });
});

describe('what is made ahead', () => {
  it('is given up when it was not there after 30 seconds', () => {
    vi.useFakeTimers();
    ask(0);
    vi.advanceTimersByTime(29_999);
    expect(made[0]?.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(made[0]?.signal.aborted).toBe(true);
  });

  it('leaves no timer behind when it is there', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    ask(0);
    ask(0, { rendition: sound });
    expect(vi.getTimerCount()).toBe(2);
    for (const { finish } of made) finish();
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is given up when the server stops, and nothing is begun any more', () => {
    ask(0);
    ask(0, { rendition: sound });
    ask(4, {}, bert);
    shutdownSignal.abort();
    expect(wanted()).toStrictEqual([]);
    ask(1);
    expect(names()).toHaveLength(3);
  });

  it('goes on being made for whoever else wants it', async () => {
    const { ask: want, segments, encoder, asset: film, video } = testSegments({ slots: 2 });
    await want('init').answer;
    encoder.automatic = false;
    const follow = (viewer: FollowedViewer, segment: number) =>
      segments.follow(
        { ...viewer, signal: new AbortController().signal },
        { asset: film, rendition: video, segment },
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

  it('is not taken from a viewer who waits for it by now', async () => {
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
