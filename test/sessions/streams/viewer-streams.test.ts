import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newStreamSession } from '../../../src/sessions/streams/stream-session.js';
import { type GivesWay, type Stream, ViewerStreams } from '../../../src/sessions/streams/viewer-streams.js';

const IDLE_MS = 30_000;
const MAXIMUM = 2;
const KINDS = ['newest', 'oldest'] as const;

/** In the order of their manifests. */
const SESSIONS = Array.from({ length: 6 }, (_, i) => newStreamSession(undefined, 1e12 + i * 1000));
const [A, B, C, D] = SESSIONS as [string, string, string, string];

/** The streams of a viewer at one process, and what its players have heard. */
function viewer(givesWay: GivesWay) {
  const streams = new ViewerStreams({ givesWay, idleMs: IDLE_MS });
  const at = (nowMs: number) => ({ elapsedMs: nowMs, wallMs: 1e12 + nowMs });
  return {
    streams,
    at,
    ask: (session: string, nowMs: number, maximum = MAXIMUM) =>
      streams.ask({ session, asset: 'film', maximum }, at(nowMs)) !== undefined,
    playing: (nowMs: number) => streams.list(at(nowMs)).map(({ session }) => session),
  };
}

/** Players that ask, each some milliseconds after the one before. */
const asks = fc.array(fc.tuple(fc.nat(SESSIONS.length - 1), fc.nat(12_000)), { maxLength: 60 });

describe('where the newest gives way', () => {
  it('refuses the third of three, and none of the first two', () => {
    const { ask } = viewer('newest');
    expect([A, B, C].map((session, i) => ask(session, i))).toEqual([true, true, false]);
    expect([A, B, C].map((session, i) => ask(session, 20_000 + i))).toEqual([true, true, false]);
  });

  it('lets the third in when another has asked for nothing for the idle time, which then stays out', () => {
    const { ask } = viewer('newest');
    for (const [i, session] of [A, B].entries()) ask(session, i);
    ask(B, 29_000);
    expect([ask(C, 29_999), ask(C, 30_000), ask(A, 30_001)]).toEqual([false, true, false]);
  });

  it('says so before there is a stream', () => {
    const { ask, streams, at } = viewer('newest');
    ask(A, 0);
    expect(streams.isFull(MAXIMUM, at(1))).toBe(false);
    ask(B, 1);
    expect(streams.isFull(MAXIMUM, at(2))).toBe(true);
    expect(streams.isFull(MAXIMUM, at(1 + IDLE_MS))).toBe(false);
  });

  it('never refuses a stream that has a place and goes on asking', () => {
    fc.assert(
      fc.property(asks, (list) => {
        const { ask } = viewer('newest');
        const heard = new Map<number, number>();
        let now = 0;
        for (const [player, pause] of list) {
          now += pause;
          const isKept = now - (heard.get(player) ?? Number.NEGATIVE_INFINITY) < IDLE_MS;
          const isLet = ask(SESSIONS[player]!, now);
          if (isKept) expect(isLet).toBe(true);
          if (isLet) heard.set(player, now);
        }
      }),
    );
  });
});

describe('where the oldest gives way', () => {
  it('lets each newer one in, and refuses the oldest from then on, however often it asks', () => {
    const { ask } = viewer('oldest');
    expect([A, B, C].map((session, i) => ask(session, i))).toEqual([true, true, true]);
    for (const now of [10, 20_000, 40_000])
      expect([A, B, C].map((session, i) => ask(session, now + i))).toEqual([false, true, true]);
  });

  it('lets it in again when there is a place', () => {
    const { ask } = viewer('oldest');
    for (const [i, session] of [A, B, C].entries()) ask(session, i);
    ask(C, 20_000);
    expect([ask(A, 29_000), ask(A, 30_001), ask(C, 30_002), ask(B, 30_003)]).toEqual([
      false,
      true,
      true,
      true,
    ]);
    // Of those three the first has given way again.
    expect(ask(A, 30_004)).toBe(false);
  });

  it('is never full', () => {
    const { ask, streams, at } = viewer('oldest');
    for (const session of SESSIONS) ask(session, 0);
    expect(streams.isFull(MAXIMUM, at(1))).toBe(false);
  });

  it('refuses a stream only for newer ones that were let in within the idle time', () => {
    fc.assert(
      fc.property(asks, (list) => {
        const { ask } = viewer('oldest');
        const heard = new Map<number, number>();
        let now = 0;
        for (const [player, pause] of list) {
          now += pause;
          const newer = [...heard].filter(([other, last]) => other > player && now - last < IDLE_MS);
          const isLet = ask(SESSIONS[player]!, now);
          if (!isLet) expect(newer.length).toBeGreaterThanOrEqual(MAXIMUM);
          if (isLet) heard.set(player, now);
          else heard.delete(player);
        }
      }),
    );
  });
});

describe.each(KINDS)('whichever gives way, as %s', (givesWay) => {
  it('never has more places than the token allows, whichever player asks', () => {
    fc.assert(
      fc.property(asks, (list) => {
        const { ask, playing } = viewer(givesWay);
        let now = 0;
        for (const [player, pause] of list) {
          now += pause;
          const isLet = ask(SESSIONS[player]!, now);
          expect(playing(now).length).toBeLessThanOrEqual(MAXIMUM);
          expect(playing(now).includes(SESSIONS[player]!)).toBe(isLet);
        }
      }),
    );
  });

  it('has no more streams in memory than places, whatever number of manifests is used', () => {
    const { ask, playing } = viewer(givesWay);
    let latest: string | undefined;
    for (let i = 0; i < 10_000; i++) {
      latest = newStreamSession(latest, 1e12);
      ask(latest, i);
    }
    expect(playing(10_000)).toHaveLength(MAXIMUM);
  });

  it('counts a stream by what its own token allows', () => {
    const { ask } = viewer(givesWay);
    expect([A, B, C, D].map((session) => ask(session, 0, 10))).toEqual([true, true, true, true]);
    expect(ask(SESSIONS[4]!, 1, 1)).toBe(givesWay === 'oldest');
    expect(ask(A, 2, 10)).toBe(true);
  });

  it('has the same streams at two processes, in whichever order each learns of them', () => {
    const stream = fc.record<Stream>({
      session: fc.constantFrom(...SESSIONS),
      asset: fc.constant('film'),
      maximum: fc.constant(MAXIMUM),
      sinceMs: fc.integer({ min: 1, max: 5 }),
      lastSeenMs: fc.integer({ min: 0, max: 9 }),
    });
    const pair = fc
      .array(stream, { maxLength: 8 })
      .chain((told) => fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length })));
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const [here, there] = [viewer(givesWay), viewer(givesWay)];
        // Twice, as each process repeats what goes on.
        for (const told of [...one, ...one]) here.streams.adopt(told, here.at(10));
        for (const told of [...other, ...other]) there.streams.adopt(told, there.at(10));
        expect(here.playing(10).sort()).toEqual(there.playing(10).sort());
      }),
    );
  });
});

describe('a session', () => {
  it('is after the latest one, also where the clock was set back', () => {
    const first = newStreamSession(undefined, 1.8e12);
    const second = newStreamSession(first, 1.7e12);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(second > first).toBe(true);
    expect(newStreamSession(second, 1.9e12) > second).toBe(true);
  });
});
