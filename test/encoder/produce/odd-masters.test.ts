/** A master with unlikely parameters is refused with the reason when it is indexed, or all its segments can be produced. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OnplayError } from '../../../src/shared/errors.js';
import { joinAudio } from './support/encode.js';
import { withMaster } from './support/master-under-test.js';
import { pcmMovie, wav } from './support/odd-masters.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-odd-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** `plays` if every segment of the lowest rendition can be produced; else why the master is refused. */
async function outcomeOf(bytes: Buffer): Promise<string> {
  const path = join(folder, 'master.mov');
  await writeFile(path, bytes);
  try {
    return await withMaster(path, async (master) => {
      for (const rendition of master.ladder.audio.slice(0, 1)) await joinAudio(master, rendition);
      return 'plays';
    });
  } catch (error) {
    if (error instanceof OnplayError && error.code.startsWith('master_'))
      return `${error.code}: ${error.publicDetail}`;
    throw error;
  }
}

const UNMIXABLE = /^master_audio_unsupported: Its audio has \d+ channels, of which no stereo can be made/;
const TOO_LOW = /^master_audio_unsupported: Its audio has a sample rate of \d+ Hz/;
const PLAYS = /^plays$/;

describe('audio with an unlikely number of channels', () => {
  test.each([
    [0, /^master_damaged/],
    [3, PLAYS],
    [8, PLAYS],
    [9, UNMIXABLE],
    [16, PLAYS],
    [24, PLAYS],
    [33, UNMIXABLE],
    [64, UNMIXABLE],
    [65, UNMIXABLE],
    [255, UNMIXABLE],
    [1000, /^master_damaged/],
  ])('%i', async (channels, outcome) => {
    expect(await outcomeOf(pcmMovie({ channels, rate: 48_000, instants: 48_000 }))).toMatch(outcome);
  });

  test('is refused in another container too', async () => {
    expect(await outcomeOf(wav({ channels: 255, rate: 48_000 }))).toMatch(UNMIXABLE);
  });
});

describe('audio with an unlikely sample rate', () => {
  test.each([
    [1, TOO_LOW],
    [999, TOO_LOW],
    [1000, PLAYS],
    [11_024, PLAYS],
    [192_000, PLAYS],
    [10_000_000, PLAYS],
    [2 ** 31 - 1, /^master_damaged/],
  ])('%i Hz', async (rate, outcome) => {
    expect(await outcomeOf(pcmMovie({ channels: 1, rate }))).toMatch(outcome);
  });

  test('is refused however long it is, and in another container too', async () => {
    for (const instants of [17, 4097]) {
      expect(await outcomeOf(pcmMovie({ channels: 1, rate: 1, instants }))).toMatch(TOO_LOW);
      expect(await outcomeOf(wav({ channels: 1, rate: 1, instants }))).toMatch(TOO_LOW);
    }
  });
});

describe('audio with an unlikely sample size', () => {
  test.each([
    [{ bits: 0 }, /^master_codec_unsupported/],
    [{ bits: 1 }, PLAYS],
    [{ bits: 12 }, PLAYS],
    [{ bits: 64 }, PLAYS],
    [{ instants: 1 }, PLAYS],
    [{ instants: 2 }, PLAYS],
  ])('%o', async (spec, outcome) => {
    expect(await outcomeOf(pcmMovie({ channels: 2, rate: 48_000, instants: 48_000, ...spec }))).toMatch(
      outcome,
    );
  });
});
