/**
 * One greedy client of each kind beside a viewer who plays and a newcomer who comes to play: the viewer is given every
 * segment and waits for no more than a turn of the greedy one, and the newcomer is let in.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../../support/origin.js';
import { type OpenedFilm, openAs, statusOf, tally } from './support/client.js';
import { copiesInto, oneFrameMaster } from './support/greedy-masters.js';
import { printRow, vitalsDuring } from './support/vitals.js';

const SLOTS = 2;
/** Less than what the greedy client asks for at once. */
const QUEUE = 16;
/** How soon the greedy client asks again for what it was refused. */
const AGAIN_MS = 200;
/** How many segments the viewer plays beside each greedy client, half of them before the newcomer comes. */
const PLAYED = 6;

let folder: string;
let origin: Origin;
/** Names of assets that were not asked for yet. */
let unplayed: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-greedy-'));
  unplayed = Array.from({ length: 22 }, (_, i) => `film-${i}`);
  await copiesInto(folder, unplayed);
  await copyFile(await oneFrameMaster(), join(folder, 'clip.mp4'));
  const env = {
    ONPLAY_ENCODE_SLOTS: `${SLOTS}`,
    ONPLAY_ENCODE_QUEUE_LENGTH: `${QUEUE}`,
    ONPLAY_PASSTHROUGH: 'off',
  };
  origin = await startOrigin({ folder, env });
});

afterAll(async () => {
  await origin?.stop();
  if (folder) await rm(folder, { recursive: true });
});

/** A film that was not asked for yet. */
const open = (client: string) => openAs(client, origin, unplayed.pop()!);

interface Answers {
  readonly viewer: readonly number[];
  readonly newcomer: readonly number[];
  readonly greedy: readonly number[];
  /** The most encodes of others that ended while a segment that the viewer had asked for waited for a slot. */
  readonly mostTurns: number;
}

interface Greed {
  readonly kind: string;
  /** How many requests it has under way all the time. */
  readonly atOnce: number;
  /** One request. @param turn counts them. @returns the status of its answer. */
  ask(turn: number): Promise<number>;
}

/** What a viewer, who has begun, and a newcomer are answered while a greedy client goes on and on. */
async function beside({ kind, atOnce, ask }: Greed): Promise<Answers> {
  const film = await open('viewer');
  const viewer = [await statusOf(film.init), await statusOf(film.segments[0]!)];
  const askedAt: number[] = [];
  const greedy: number[] = [];
  let [asked, isOver] = [0, false];
  const goOn = async () => {
    do {
      greedy.push(await ask(asked++));
      await nextTurn();
    } while (!isOver);
  };
  const play = async (from: number, to: number) => {
    for (let segment = from; segment < to; segment++) {
      askedAt[segment] = Date.now();
      viewer.push(await statusOf(film.segments[segment]!));
    }
  };
  const { vitals, result: newcomer } = await vitalsDuring(origin, async () => {
    const going = Array.from({ length: atOnce }, goOn);
    await play(1, 1 + PLAYED / 2);
    const answers = await come('newcomer');
    await play(1 + PLAYED / 2, 1 + PLAYED);
    isOver = true;
    await Promise.all(going);
    return answers;
  });
  const mostTurns = Math.max(...turnsBefore(film, askedAt));
  const told = `viewer ${tally(viewer)} after at most ${mostTurns} turns; newcomer ${tally(newcomer)}`;
  printRow(`a greedy client: ${kind}`, vitals, `${told}; greedy ${tally(greedy)}`);
  return { viewer, newcomer, greedy, mostTurns };
}

/** What a client is answered that comes to play something else: to its manifest and to what it plays first. */
async function come(client: string): Promise<number[]> {
  try {
    const film = await open(client);
    return [200, await statusOf(film.init), await statusOf(film.segments[0]!)];
  } catch {
    return [503];
  }
}

/**
 * How many encodes of other films ended while each segment of this one waited for a slot.
 * @param askedAt when each was asked for, by the clock of the day; what is read ahead waits before that.
 */
function turnsBefore({ asset }: OpenedFilm, askedAt: readonly number[]): number[] {
  const encodes = origin.log.filter(({ msg }) => msg === 'segment encoded');
  const endOf = ({ time }: Record<string, unknown>) => Date.parse(String(time));
  return encodes
    .filter((line) => line['asset'] === asset)
    .map((line) => {
      const work = ['feedMs', 'encodeMs', 'packageMs'].reduce((sum, name) => sum + Number(line[name]), 0);
      const from = askedAt[Number(line['segment'])] ?? Number.POSITIVE_INFINITY;
      // It had its slot at the latest when its work began, and when it had waited for as long as it says.
      const until = Math.min(endOf(line) - work, from + Number(line['queueMs']));
      const isMeanwhile = (end: number) => end > from && end <= until;
      return encodes.filter((other) => other['asset'] !== asset && isMeanwhile(endOf(other))).length;
    });
}

const served = (count: number) => Array(count).fill(200);

test('a clip of one frame, played once, keeps no newcomer out', async () => {
  const clip = await openAs('one who plays a clip', origin, 'clip');
  expect(await statusOf(clip.segments[0]!)).toBe(200);
  expect(await come('newcomer after a clip')).toEqual(served(3));
});

describe('a viewer who plays is given everything, and a newcomer is let in, beside one', () => {
  test.each([8, 100])('who asks for %i segments at once that are not there', async (atOnce) => {
    const films = [await open('greedy'), await open('greedy'), await open('greedy'), await open('greedy')];
    const wanted = films.flatMap(({ segments }) => segments);
    const ask = async () => {
      const url = wanted.shift() ?? '';
      const status = await statusOf(url);
      if (status !== 200) {
        // A greedy client asks again, sooner than it is told to.
        wanted.push(url);
        await sleep(AGAIN_MS);
      }
      return status;
    };
    const answers = await beside({ kind: `${atOnce} cold segments at once`, atOnce, ask });
    expect([answers.viewer, answers.newcomer]).toEqual([served(2 + PLAYED), served(3)]);
    // Those that ran when it came, and as many that end while it is being started.
    expect(answers.mostTurns).toBeLessThanOrEqual(2 * SLOTS);
    expect(new Set(answers.greedy)).toEqual(new Set(atOnce > QUEUE + SLOTS ? [200, 503] : [200]));
  });

  test.each([
    {
      kind: 'a hundred players at once, each by a name of its own',
      ask: ({ segments: [url] }: OpenedFilm, i: number) =>
        statusOf(`${url}?CMCD=${encodeURIComponent(`sid="player-${i}"`)}`),
      answer: 200,
    },
    {
      kind: 'made-up names',
      ask: ({ segments: [url = ''] }: OpenedFilm, i: number) =>
        statusOf(url.replace(/[^/]+\/[^/]+$/, `v240-${i.toString(16).padStart(16, '0')}/0.m4s`)),
      answer: 410,
    },
    {
      kind: 'a storm of revalidations',
      ask: ({ segments: [url = ''], etag }: OpenedFilm & { etag: string }) =>
        statusOf(url, { headers: { 'If-None-Match': etag } }),
      answer: 304,
    },
  ])('with $kind', async ({ kind, ask, answer }) => {
    const film = await open('greedy');
    const first = await fetch(film.segments[0]!);
    await first.arrayBuffer();
    const etag = first.headers.get('ETag')!;
    const answers = await beside({ kind, atOnce: 100, ask: (turn) => ask({ ...film, etag }, turn) });
    expect([answers.viewer, answers.newcomer]).toEqual([served(2 + PLAYED), served(3)]);
    expect(new Set(answers.greedy)).toEqual(new Set([answer]));
  });
});
