/** A master that grows keeps its version as long as nothing but its end changes. */
import { randomBytes } from 'node:crypto';
import {
  appendFile,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { growingStore } from '../../../src/masters/growth/growing-store.js';
import { fileListStore } from '../../../src/stores/file-list-store.js';
import type { Master, MasterStore } from '../../../src/stores/store.js';
import { cutOffMaster } from '../../support/cut-off-masters.js';
import { generateMaster } from '../../support/masters.js';
import { matroskaMaster } from '../../support/matroska-masters.js';
import { codeOf } from '../support/errors.js';

const PAUSE_MS = 10_000;

let now: number;
let folder: string;
let file: string;
let store: MasterStore;

beforeEach(async () => {
  now = 0;
  folder = await mkdtemp(join(tmpdir(), 'onplay-growing-'));
  file = join(folder, 'film.mkv');
  store = newStore();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function newStore(): MasterStore {
  return growingStore(fileListStore([file]), { pauseMs: PAUSE_MS, clock: () => now });
}

async function look(at = store): Promise<Master> {
  const master = await at.find('film');
  if (!master) throw new Error('there is no master');
  return master;
}

/** Writes a file that was not written to for a while. */
async function writeQuietly(bytes: Uint8Array): Promise<void> {
  await writeFile(file, bytes);
  await utimes(file, 1000, 1000);
}

const KINDS = {
  'a fragmented MP4': async () => {
    const whole = await readFile(await cutOffMaster('H.264 and AAC, a fragment for each GOP'));
    return whole.subarray(0, whole.lastIndexOf('mfra') - 4);
  },
  'a Matroska file': async () => readFile(await matroskaMaster('h264.mkv')),
};

describe.each(Object.entries(KINDS))('%s that grows', (_, read) => {
  let whole: Buffer;
  const upTo = (share: number) => whole.subarray(0, Math.floor(whole.length * share));
  const between = (from: number, to: number) => upTo(to).subarray(upTo(from).length);

  beforeAll(async () => {
    whole = await read();
  });

  /** Writes a part, looks, appends a part, looks. */
  async function seenToGrow(): Promise<Master> {
    await writeQuietly(upTo(0.5));
    expect((await look()).growth).toBeUndefined();
    await appendFile(file, between(0.5, 0.6));
    return look();
  }

  test('has one version from the second look on, and the size of each look', async () => {
    const first = await seenToGrow();
    expect(first).toMatchObject({ size: upTo(0.6).length, growth: { isOver: false } });
    await appendFile(file, between(0.6, 0.7));
    const second = await look();
    expect(second).toMatchObject({ version: first.version, size: upTo(0.7).length });
  });

  test('is seen to grow at the first look, if it is being written at that time', async () => {
    await writeFile(file, upTo(0.5));
    let isLooking = true;
    const looking = look().finally(() => {
      isLooking = false;
    });
    for (let share = 0.5; isLooking && share < 0.9; share += 0.001) {
      await appendFile(file, between(share, share + 0.001));
      await delay(10);
    }
    expect((await looking).growth).toBeDefined();
  });

  test('has the same version for two servers that saw it first when it was shorter and longer', async () => {
    const early = await seenToGrow();
    const other = newStore();
    await look(other);
    await appendFile(file, between(0.6, 0.8));
    expect((await look(other)).version).toBe(early.version);
    expect((await look()).version).toBe(early.version);
  });

  test('is over when nothing was written for the pause, and is another master if it goes on after that', async () => {
    const growing = await seenToGrow();
    now += PAUSE_MS;
    expect((await look()).growth?.isOver).toBe(false);
    now += 1;
    expect(await look()).toMatchObject({ version: growing.version, growth: { isOver: true } });
    await appendFile(file, between(0.6, 0.7));
    const goesOn = await look();
    expect(goesOn.growth?.isOver).toBe(false);
    expect(goesOn.version).not.toBe(growing.version);
  });

  test('is another master when it is truncated, also when it has grown beyond where it was', async () => {
    const growing = await seenToGrow();
    await truncate(file, upTo(0.55).length);
    const truncated = await look();
    expect(truncated.version).not.toBe(growing.version);
    await appendFile(file, randomBytes(whole.length));
    const versions = new Set([growing.version, truncated.version, (await look()).version]);
    expect(versions.size).toBe(3);
  });

  test('is another master when bytes that were there are written again', async () => {
    const growing = await seenToGrow();
    const handle = await open(file, 'r+');
    const length = upTo(0.6).length;
    await handle.write(randomBytes(Math.floor(length * 0.6)), 0, undefined, Math.floor(length * 0.3));
    await handle.close();
    await appendFile(file, between(0.6, 0.7));
    expect((await look()).version).not.toBe(growing.version);
    expect(await codeOf(() => growing.open())).toBe('master_changed');
  });

  test('is another master when another file takes its place, whatever is in that', async () => {
    const growing = await seenToGrow();
    await writeFile(join(folder, 'other'), upTo(0.9));
    await rename(join(folder, 'other'), file);
    expect((await look()).version).not.toBe(growing.version);
    expect(await codeOf(() => growing.open())).toBe('master_changed');
  });

  test('opens as it was at a look, after it has grown', async () => {
    const growing = await seenToGrow();
    await appendFile(file, between(0.6, 0.7));
    const source = await growing.open();
    expect(source.size).toBe(upTo(0.6).length);
    const end = await source.read(source.size - 10, 100);
    expect(Buffer.from(end)).toEqual(upTo(0.6).subarray(-10));
    await source.close();
  });
});

test('what belongs to a file that grows comes with it, and does not change its version', async () => {
  const whole = await readFile(await matroskaMaster('h264.mkv'));
  await writeQuietly(whole.subarray(0, whole.length >> 1));
  await look();
  await appendFile(file, whole.subarray(whole.length >> 1, whole.length - 100));
  const growing = await look();
  await writeFile(join(folder, 'film.en.vtt'), 'WEBVTT');
  const later = await store.find('film', { bypassCache: true });
  expect(later).toMatchObject({ version: growing.version, growth: { isOver: false } });
  expect(later?.sidecars?.files.map(({ name }) => name)).toEqual(['film.en.vtt']);
});

test('a Matroska file is over as soon as it has all that its segment states', async () => {
  const whole = await readFile(await matroskaMaster('h264.mkv'));
  await writeQuietly(whole.subarray(0, whole.length >> 1));
  await look();
  await appendFile(file, whole.subarray(whole.length >> 1, whole.length - 100));
  const growing = await look();
  expect(growing.growth?.isOver).toBe(false);
  await appendFile(file, whole.subarray(whole.length - 100));
  expect(await look()).toMatchObject({ version: growing.version, growth: { isOver: true } });
});

test('a movie without fragments that is copied into its place is what it always was: another master at each look', async () => {
  const whole = await readFile(await generateMaster('h264-24-gop2'));
  await writeQuietly(whole.subarray(0, 50_000));
  const first = await look();
  await appendFile(file, whole.subarray(50_000, 90_000));
  const second = await look();
  expect([first.growth, second.growth]).toEqual([undefined, undefined]);
  expect(second.version).not.toBe(first.version);
});
