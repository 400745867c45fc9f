/**
 * One greedy client of each kind beside a viewer who plays and a newcomer who starts to play: the viewer gets every
 * segment and waits only briefly for the greedy client's encodes, and the newcomer is admitted.
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
/** Shorter than the number of concurrent requests of the greediest client. */
const QUEUE = 16;
/** How soon the greedy client retries a refused request. */
const RETRY_MS = 200;
/** Segments that the viewer plays beside each greedy client, half of them before the newcomer starts. */
const PLAYED = 6;

let folder: string;
let origin: Origin;
/** Names of assets that no client has requested yet. */
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

/** Opens an asset that no client has requested yet. */
const open = (client: string) => openAs(client, origin, unplayed.pop()!);

interface Answers {
  readonly viewer: readonly number[];
  readonly newcomer: readonly number[];
  readonly greedy: readonly number[];
  /** The most other encodes that ended while a segment requested by the viewer waited for a slot. */
  readonly maxEncodesBefore: number;
}

interface Greed {
  readonly kind: string;
  /** How many requests it has in progress all the time. */
  readonly atOnce: number;
  /** Sends one request, the `turn`th. @returns the status of the response */
  ask(turn: number): Promise<number>;
}

/** The responses to a viewer, who is already playing, and to a newcomer while a greedy client sends requests. */
async function beside({ kind, atOnce, ask }: Greed): Promise<Answers> {
  const film = await open('viewer');
  const viewer = [await statusOf(film.init), await statusOf(film.segments[0]!)];
  const askedAt: number[] = [];
  const greedy: number[] = [];
  let [turn, isOver] = [0, false];
  const keepAsking = async () => {
    do {
      greedy.push(await ask(turn++));
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
    const asking = Array.from({ length: atOnce }, keepAsking);
    await play(1, 1 + PLAYED / 2);
    const answers = await come('newcomer');
    await play(1 + PLAYED / 2, 1 + PLAYED);
    isOver = true;
    await Promise.all(asking);
    return answers;
  });
  const maxEncodesBefore = Math.max(...encodesBefore(film, askedAt));
  const summary = `viewer ${tally(viewer)} after at most ${maxEncodesBefore} other encodes; newcomer ${tally(newcomer)}`;
  printRow(`a greedy client: ${kind}`, vitals, `${summary}; greedy ${tally(greedy)}`);
  return { viewer, newcomer, greedy, maxEncodesBefore };
}

/** The statuses of a client that starts to play another asset: its manifest, init segment and first segment. */
async function come(client: string): Promise<number[]> {
  try {
    const film = await open(client);
    return [200, await statusOf(film.init), await statusOf(film.segments[0]!)];
  } catch {
    return [503];
  }
}

/**
 * How many encodes of other assets ended while each segment of this one waited for a slot.
 * @param askedAt when each segment was requested, in milliseconds since 1970; a prefetch may wait earlier
 */
function encodesBefore({ asset }: OpenedFilm, askedAt: readonly number[]): number[] {
  const encodes = origin.log.filter(({ msg }) => msg === 'segment encoded');
  const endOf = ({ time }: Record<string, unknown>) => Date.parse(String(time));
  return encodes
    .filter((line) => line['asset'] === asset)
    .map((line) => {
      const work = ['feedMs', 'encodeMs', 'packageMs'].reduce((sum, name) => sum + Number(line[name]), 0);
      const from = askedAt[Number(line['segment'])] ?? Number.POSITIVE_INFINITY;
      // The slot was granted before the work started, and within the logged queue time after the request.
      const until = Math.min(endOf(line) - work, from + Number(line['queueMs']));
      const isMeanwhile = (end: number) => end > from && end <= until;
      return encodes.filter((other) => other['asset'] !== asset && isMeanwhile(endOf(other))).length;
    });
}

const served = (count: number) => Array(count).fill(200);

test('a clip of one frame, played once, does not lock out newcomers', async () => {
  const clip = await openAs('one who plays a clip', origin, 'clip');
  expect(await statusOf(clip.segments[0]!)).toBe(200);
  expect(await come('newcomer after a clip')).toEqual(served(3));
});

describe('a viewer who plays gets every segment, and a newcomer is admitted, beside a client', () => {
  test.each([8, 100])('that requests %i cold segments at once', async (atOnce) => {
    const films = [await open('greedy'), await open('greedy'), await open('greedy'), await open('greedy')];
    const wanted = films.flatMap(({ segments }) => segments);
    const ask = async () => {
      const url = wanted.shift() ?? '';
      const status = await statusOf(url);
      if (status !== 200) {
        // A greedy client retries sooner than Retry-After says.
        wanted.push(url);
        await sleep(RETRY_MS);
      }
      return status;
    };
    const answers = await beside({ kind: `${atOnce} cold segments at once`, atOnce, ask });
    expect([answers.viewer, answers.newcomer]).toEqual([served(2 + PLAYED), served(3)]);
    // The encodes that were running, and as many that end while the segment's encode starts.
    expect(answers.maxEncodesBefore).toBeLessThanOrEqual(2 * SLOTS);
    expect(new Set(answers.greedy)).toEqual(new Set(atOnce > QUEUE + SLOTS ? [200, 503] : [200]));
  });

  test.each([
    {
      kind: 'a hundred concurrent players, each with its own session id',
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
