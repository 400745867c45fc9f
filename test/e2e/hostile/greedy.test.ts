/**
 * One greedy client of each kind beside a viewer who plays and a newcomer who comes to play: the viewer is given every
 * segment and waits for no more than a turn of the greedy one, and the newcomer is let in.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../../support/origin.js';
import { type OpenedFilm, openAs, statusOf, tally } from './support/client.js';
import { copiesInto, oneFrameMaster } from './support/greedy-masters.js';
import { printRow, vitalsDuring } from './support/vitals.js';

const SLOTS = 2;
/** Less than what the greedy client asks for at once. */
const QUEUE = 16;
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
  /** The most encodes of others that ended while a segment of the viewer waited for a slot. */
  readonly mostTurns: number;
}

/**
 * What a viewer, who has begun, and a newcomer are answered while a greedy client goes on and on.
 * @param greed is called again and again, and gives the statuses of its answers.
 */
async function beside(kind: string, greed: () => Promise<readonly number[]>): Promise<Answers> {
  const film = await open('viewer');
  const viewer = [await statusOf(film.init), await statusOf(film.segments[0]!)];
  const greedy: number[] = [];
  let isOver = false;
  const goOn = async () => {
    do {
      greedy.push(...(await greed()));
      await nextTurn();
    } while (!isOver);
  };
  const play = async (from: number, to: number) => {
    for (const url of film.segments.slice(from, to)) viewer.push(await statusOf(url));
  };
  const { vitals, result: newcomer } = await vitalsDuring(origin, async () => {
    const going = goOn();
    await play(1, 1 + PLAYED / 2);
    const answers = await come('newcomer');
    await play(1 + PLAYED / 2, 1 + PLAYED);
    isOver = true;
    await going;
    return answers;
  });
  const mostTurns = Math.max(...turnsBefore(film));
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

/** How many encodes of other films ended while each segment of this one waited for a slot. */
function turnsBefore({ asset }: OpenedFilm): number[] {
  const encodes = origin.log.filter(({ msg }) => msg === 'segment encoded');
  const endOf = ({ time }: Record<string, unknown>) => Date.parse(String(time));
  return encodes
    .filter((line) => line['asset'] === asset)
    .map((line) => {
      const [queue, ...work] = ['queueMs', 'feedMs', 'encodeMs', 'packageMs'].map((name) =>
        Number(line[name]),
      );
      const served = endOf(line) - work.reduce((sum, ms) => sum + ms, 0);
      const isMeanwhile = (end: number) => end > served - queue! && end <= served;
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
  test.each([8, 100])('who asks for %i segments at once that are not there', async (count) => {
    const films = [await open('greedy'), await open('greedy'), await open('greedy'), await open('greedy')];
    let wanted = films.flatMap(({ segments }) => segments);
    const answers = await beside(`${count} cold segments at once`, async () => {
      const statuses = await Promise.all(wanted.slice(0, count).map((url) => statusOf(url)));
      // What was refused it asks for again.
      wanted = wanted.filter((_, i) => statuses[i] !== 200);
      return statuses;
    });
    expect([answers.viewer, answers.newcomer]).toEqual([served(2 + PLAYED), served(3)]);
    // Those that ran when it came, and as many that end while it is being started.
    expect(answers.mostTurns).toBeLessThanOrEqual(2 * SLOTS);
    expect(new Set(answers.greedy)).toEqual(new Set(count > QUEUE + SLOTS ? [200, 503] : [200]));
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
    let asked = 0;
    const answers = await beside(kind, () =>
      Promise.all(Array.from({ length: 100 }, () => ask({ ...film, etag }, asked++))),
    );
    expect([answers.viewer, answers.newcomer]).toEqual([served(2 + PLAYED), served(3)]);
    expect(new Set(answers.greedy)).toEqual(new Set([answer]));
  });
});
