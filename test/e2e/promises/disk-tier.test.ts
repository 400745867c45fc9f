/** The disk tier never serves a wrong byte, whatever happens to the process, the disk and its files. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPresentation } from '../../support/hls-client.js';
import { inFlight } from '../../support/in-flight.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ALL_WANTED } from '../../support/part-of.js';
import { askPatiently, retryDelayMs } from '../../support/patient-fetch.js';
import { metricOf } from './fixtures/metrics-and-log.js';

/** Requests in each of the long tests. */
const REQUESTS = ALL_WANTED ? 10_000 : 2000;
const AT_ONCE = 32;
const SEED = 7;
/** Share of the files damaged before every 500 requests. */
const HARMED_SHARE = 0.3;

const secret = randomBytes(32).toString('hex');
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
let root: string;
let film: string;
/** Hashes of the reference segments, produced without a disk tier, by path without grant. */
let hashes: ReadonlyMap<string, string>;

/** So little memory for so short a time that requests reach the disk tier. */
const ENV = {
  ONPLAY_SEGMENT_MS: '2000',
  ONPLAY_FIRST_SEGMENTS_MS: 'none',
  ONPLAY_MEMORY_CACHE_BYTES: String(1024 * 1024),
  ONPLAY_MEMORY_CACHE_TTL_SECONDS: '1',
  ONPLAY_DISK_MIN_FREE_BYTES: '0',
};

const start = (dataPath: string, env = {}) =>
  startOrigin({ masters: { 'film.mp4': film }, secret, env: { ...ENV, ONPLAY_DATA: dataPath, ...env } });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-disk-'));
  film = await generateMaster('h264-24-gop2');
  const origin = await start(join(root, 'reference'), { ONPLAY_DISK_CACHE_BYTES: '0' });
  hashes = await allHashes(origin);
  await origin.stop();
});
afterAll(async () => {
  agent.destroy();
  await rm(root, { recursive: true, force: true });
});

describe('segments on disk', () => {
  it('survive a restart and are not produced again', async () => {
    const dataPath = join(root, 'restarted');
    const first = await start(dataPath);
    expect(await allHashes(first)).toEqual(hashes);
    await first.stop();
    const second = await start(dataPath);
    expect(await allHashes(second)).toEqual(hashes);
    expect(await metricOf(second, 'onplay_segment_requests_total', { result: 'miss' })).toBe(0);
    await second.stop();
  });

  it(`are correct in ${REQUESTS} responses of processes that are killed while they write`, async () => {
    const dataPath = join(root, 'killed');
    const random = randomNumbers(SEED);
    let served = 0;
    for (let life = 0; served < REQUESTS; life++) {
      const origin = await start(dataPath);
      const isLast = life >= 8;
      const wanted = isLast ? REQUESTS - served : 40 + Math.floor(random() * 200);
      served += await askMany(origin, wanted, random);
      if (isLast) await origin.stop();
      else await kill(origin);
    }
    expect(served).toBeGreaterThanOrEqual(REQUESTS);
  });

  it(`are correct in ${REQUESTS} responses while their files are corrupted, extended, truncated, swapped and removed`, async () => {
    const dataPath = join(root, 'damaged');
    const random = randomNumbers(SEED);
    const origin = await start(dataPath);
    await askMany(origin, 500, random);
    let harmed = 0;
    for (let served = 0; served < REQUESTS; ) {
      harmed += await harm(join(dataPath, 'segments'), random);
      served += await askMany(origin, 500, random);
    }
    const fromDisk = await metricOf(origin, 'onplay_segment_requests_total', { result: 'disk' });
    for (const count of [harmed, fromDisk]) expect(count).toBeGreaterThan(REQUESTS / 100);
    await origin.stop();
  });

  it('are correct with a full disk', async ({ skip }) => {
    const dataPath = await smallDisk(join(root, 'small'));
    if (dataPath === undefined) return skip('no permission to mount a small disk');
    try {
      const origin = await start(dataPath);
      const random = randomNumbers(SEED);
      await askMany(origin, 1000, random);
      await writeFile(join(dataPath, 'filler'), randomBytes(64 * 1024 * 1024)).catch(() => undefined);
      await askMany(origin, 1000, random);
      expect((await origin.fetch('/readyz')).status).toBe(200);
      await origin.stop();
    } finally {
      execFileSync('umount', ['-l', dataPath]);
    }
  });
});

/** The hash of every resource of `pathsOf`, by its path without grant. */
async function allHashes(origin: Origin): Promise<ReadonlyMap<string, string>> {
  const found = await inFlight(await pathsOf(origin), async (path) => {
    const { status, hash } = await ask(origin, path);
    expect(status).toBe(200);
    return [nameOf(path), hash] as const;
  });
  return new Map(found);
}

/** The highest (passthrough), the lowest and all audio renditions: more than fits in memory. */
async function pathsOf(origin: Origin): Promise<string[]> {
  const { variants, audio } = await readPresentation(origin, 'film');
  const byHeight = variants.toSorted((a, b) => (a.height ?? 0) - (b.height ?? 0));
  const renditions = [byHeight.at(0)!, byHeight.at(-1)!, ...audio.values()];
  return renditions.flatMap(({ init, segments }) => [init, ...segments]).map((url) => new URL(url).pathname);
}

/** Requests segments at random, each of which must be correct. Returns `count`. */
async function askMany(origin: Origin, count: number, random: () => number): Promise<number> {
  const paths = await pathsOf(origin);
  let started = 0;
  const client = async () => {
    while (started++ < count) {
      const path = paths[Math.floor(random() * paths.length)]!;
      const { status, hash } = await ask(origin, path);
      expect([status, hash]).toEqual([200, hashes.get(nameOf(path))]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return count;
}

interface Answer {
  readonly status: number;
  readonly hash: string;
  /** The header of that name, if there is one. */
  readonly retryAfter: string | undefined;
}

function ask(origin: Origin, path: string): Promise<Answer> {
  return askPatiently(
    () => askOnce(origin, path),
    ({ status, retryAfter }) => retryDelayMs(status, retryAfter),
  );
}

function askOnce(origin: Origin, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(origin.url + path, { agent }, (answer) => {
      const hash = createHash('sha256');
      const { statusCode: status = 0, headers } = answer;
      answer.on('data', (chunk: Buffer) => hash.update(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ status, hash: hash.digest('hex'), retryAfter: headers['retry-after'] }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

function nameOf(path: string): string {
  return path.split('/').slice(3).join('/');
}

/** Kills the process without waiting for its work to finish. */
async function kill({ process }: Origin): Promise<void> {
  const exit = once(process, 'exit');
  process.kill('SIGKILL');
  await exit;
}

/** Damages a random share of the files. Returns how many. */
async function harm(folder: string, random: () => number): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  let harmed = 0;
  for (const file of files.filter(() => random() < HARMED_SHARE)) {
    const other = files[Math.floor(random() * files.length)]!;
    if (await harmOne(file, other, random).then(() => true, unlessGone)) harmed += 1;
  }
  return harmed;
}

/** The server may rename a finished file or evict one at any moment. */
function unlessGone(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') return false;
  throw error;
}

async function harmOne(file: string, other: string, random: () => number): Promise<void> {
  const bytes = await readFile(file);
  const way = Math.floor(random() * 5);
  if (way === 0 && bytes.length > 0)
    bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
  if (way === 0) await overwrite(file, bytes);
  else if (way === 1) await overwrite(file, Buffer.concat([bytes, Buffer.from('more')]));
  else if (way === 2) await overwrite(file, bytes.subarray(0, Math.floor(random() * bytes.length)));
  else if (way === 3) await overwrite(file, await readFile(other));
  else await rm(file);
}

/** Overwrites the contents of an existing file in place. */
async function overwrite(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(bytes.length);
    await handle.write(bytes, 0, bytes.length, 0);
  } finally {
    await handle.close();
  }
}

/** Mounts a disk of 6 MB; undefined without permission to mount. */
async function smallDisk(path: string): Promise<string | undefined> {
  const disk = await mkdtemp(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk], { stdio: 'ignore' });
    return disk;
  } catch {
    return undefined;
  }
}

/** Numbers in [0, 1), determined by the seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
