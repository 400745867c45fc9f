import { beforeEach, describe, expect, it } from 'vitest';
import { type Playback, Playbacks } from '../../src/sessions/playbacks.js';

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

const ann = { name: 'viewer ann 1', client: 'viewer ann' };
const ben = { name: 'viewer ben 1', client: 'viewer ben' };

describe('a playback', () => {
  it('has begun with the first media that is asked for, once', () => {
    playbacks.touch(ann, 'film', 'ann', 0);
    playbacks.touch(ann, 'film', 'ann', 2);
    playbacks.touch(ben, 'film', undefined, 2);
    expect(started).toStrictEqual([
      { asset: 'film', viewer: 'ann', session: expect.stringMatching(/^[0-9a-f]{16}$/) },
      { asset: 'film', viewer: undefined, session: expect.any(String) },
    ]);
    expect(started[0]!.session).not.toBe(started[1]!.session);
  });

  it('has ended a minute after the last, with what was asked for', () => {
    playbacks.touch(ann, 'film', 'ann', 2);
    now += 59_000;
    playbacks.touch(ann, 'film', 'ann', 4);
    now += 59_999;
    playbacks.look();
    expect(ended).toStrictEqual([]);
    now += 1;
    playbacks.look();
    expect(ended).toStrictEqual([['film', 6]]);
  });

  it('begins anew after it has ended', () => {
    playbacks.touch(ann, 'film', 'ann', 2);
    now += 60_000;
    playbacks.look();
    playbacks.touch(ann, 'film', 'ann', 2);
    expect([started.length, ended.length]).toStrictEqual([2, 1]);
  });

  it('has ended when the server stops', () => {
    playbacks.touch(ann, 'film', 'ann', 2);
    playbacks.close();
    expect(ended).toStrictEqual([['film', 2]]);
  });

  it('is one of a bounded number', () => {
    for (let i = 0; i < 10_005; i++) playbacks.touch({ name: `${i}`, client: '' }, 'film', undefined, 1);
    expect(ended).toHaveLength(5);
  });

  it('is not taken as ended because another client has begun ten thousand', () => {
    playbacks.touch(ann, 'film of ann', 'ann', 1);
    for (let i = 0; i < 10_005; i++)
      playbacks.touch({ name: `${i}`, client: 'greedy' }, 'film', undefined, 1);
    expect(ended).toHaveLength(6);
    expect(ended).not.toContainEqual(['film of ann', 1]);
  });
});
