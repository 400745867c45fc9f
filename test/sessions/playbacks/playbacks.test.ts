import { beforeEach, describe, expect, it } from 'vitest';
import { type Playback, Playbacks } from '../../../src/sessions/playbacks/playbacks.js';

let now: number;
let started: Playback[];
let ended: [asset: string, seconds: number][];
let playbacks: Playbacks;

beforeEach(() => {
  now = 1;
  started = [];
  ended = [];
  playbacks = new Playbacks({
    onStarted: (playback) => started.push(playback),
    onEnded: ({ asset }, seconds) => ended.push([asset, seconds]),
    clock: () => now,
  });
});

const ann = { name: 'viewer ann 1', client: 'viewer ann', tenant: 'acme' };
const ben = { name: 'viewer ben 1', client: 'viewer ben' };

describe('a playback', () => {
  it('starts once, with its first media request', () => {
    playbacks.touch(ann, 'film', 'ann', 0);
    playbacks.touch(ann, 'film', 'ann', 2);
    playbacks.touch(ben, 'film', undefined, 2);
    expect(started).toStrictEqual([
      {
        ...{ asset: 'film', viewer: 'ann', tenant: 'acme' },
        session: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
      { asset: 'film', viewer: undefined, tenant: undefined, session: expect.any(String) },
    ]);
    expect(started[0]!.session).not.toBe(started[1]!.session);
  });

  it('ends a minute after its last request, and reports the seconds requested', () => {
    playbacks.touch(ann, 'film', 'ann', 2);
    now += 59_000;
    playbacks.touch(ann, 'film', 'ann', 4);
    now += 59_999;
    playbacks.sweep();
    expect(ended).toStrictEqual([]);
    now += 1;
    playbacks.sweep();
    expect(ended).toStrictEqual([['film', 6]]);
  });

  it('starts again after it has ended', () => {
    playbacks.touch(ann, 'film', 'ann', 2);
    now += 60_000;
    playbacks.sweep();
    playbacks.touch(ann, 'film', 'ann', 2);
    expect([started.length, ended.length]).toStrictEqual([2, 1]);
  });

  it('ends when the server stops', () => {
    playbacks.touch(ann, 'film', 'ann', 2);
    playbacks.close();
    expect(ended).toStrictEqual([['film', 2]]);
  });

  it('counts toward a limit on playbacks', () => {
    for (let i = 0; i < 10_005; i++) playbacks.touch({ name: `${i}`, client: '' }, 'film', undefined, 1);
    expect(ended).toHaveLength(5);
  });

  it('does not end because another client starts ten thousand', () => {
    playbacks.touch(ann, 'film of ann', 'ann', 1);
    for (let i = 0; i < 10_005; i++)
      playbacks.touch({ name: `${i}`, client: 'greedy' }, 'film', undefined, 1);
    expect(ended).toHaveLength(6);
    expect(ended).not.toContainEqual(['film of ann', 1]);
  });
});

describe('a playback at several processes', () => {
  const sessionOf = () => started[0]!.session;

  it('is reported by one of them, with the seconds of all', () => {
    playbacks.touch(ann, 'film', 'ann', 2);
    expect(playbacks.told()).toStrictEqual([{ session: sessionOf(), seconds: 2, isReported: true }]);
    expect(playbacks.told()).toStrictEqual([]);
    now += 59_000;
    playbacks.adopt({ session: sessionOf(), seconds: 4, isReported: false });
    now += 59_000;
    playbacks.sweep();
    expect(ended).toStrictEqual([]);
    now += 1000;
    playbacks.sweep();
    expect(ended).toStrictEqual([['film', 6]]);
  });

  it('is not reported here where another does, and then is where that one does no more', () => {
    playbacks.touch(ann, 'film', 'ann', 2);
    const session = sessionOf();
    playbacks.close();
    [started, ended] = [[], []];
    playbacks.adopt({ session, seconds: 2, isReported: true });
    playbacks.touch(ann, 'film', 'ann', 2);
    expect([started, playbacks.told()]).toStrictEqual([[], [{ session, seconds: 2, isReported: false }]]);
    now += 40_000;
    playbacks.touch(ann, 'film', 'ann', 2);
    now += 20_001;
    playbacks.sweep();
    expect(started).toMatchObject([{ session }]);
    now += 40_000;
    playbacks.sweep();
    expect(ended).toStrictEqual([['film', 0]]);
  });

  it('that both have begun to report is ended by one', () => {
    playbacks.touch(ann, 'film', 'ann', 2);
    playbacks.adopt({ session: sessionOf(), seconds: 2, isReported: true });
    now += 60_000;
    playbacks.sweep();
    expect(ended).toStrictEqual([]);
  });
});
