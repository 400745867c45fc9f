/**
 * Everything around a server fails, one after the other: cached segments are still served, every other response is the
 * right bytes or a temporary problem, and nothing is left behind. ONPLAY_FAULT_MINUTES repeats it for that long.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isAlive } from '../../encoder/fixtures/process-life.js';
import { readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ffmpegsOf, untilIdle } from '../promises/fixtures/ffmpeg-children.js';
import { until } from '../promises/fixtures/wait.js';
import { type Fault, faultsOf, revoke } from './support/faults.js';
import { MOST_MEBIBYTES, MOST_STALL_MS, printRow, vitalsDuring } from './support/vitals.js';

const ROUND_MS = Number(process.env['ONPLAY_FAULT_MINUTES'] ?? 0) * 60_000;
/** Requests for cached and for uncached segments during each fault. */
const CACHED = 20;
const COLD = 6;
/** Longest time after a fault until everything is served again. */
const RECOVERY_MS = 60_000;
const DAY_SECONDS = 86_400;
const SET_CLOCK = fileURLToPath(new URL('./support/set-clock.mjs', import.meta.url));

let root: string;
let origin: Origin;
let faults: readonly Fault[];
/** Hash of each segment, by URL. */
const hashes = new Map<string, string>();
let cached: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-faults-'));
  const folder = join(root, 'masters');
  const data = join(root, 'data');
  for (const path of [folder, data]) await mkdir(path);
  await copyFile(await generateMaster('h264-23976-irregular-gop'), join(folder, 'film.mp4'));
  mountSmallDisk(data);
  const clockFile = join(root, 'clock');
  origin = await startOrigin({
    folder,
    env: {
      ...{ ONPLAY_DATA: data, ONPLAY_SEGMENT_MS: '2000', ONPLAY_DISK_MIN_FREE_BYTES: '0' },
      ONPLAY_GRANT_TTL_SECONDS: String(DAY_SECONDS),
      ...{ ONPLAY_TEST_CLOCK_FILE: clockFile, NODE_OPTIONS: `--import ${SET_CLOCK}` },
    },
  });
  faults = faultsOf({ origin: { ...origin, dataPath: data }, clockFile, scratch: root });
  const token = (asset: string) => origin.token(asset, {}, DAY_SECONDS);
  const { variants, audio } = await readPresentation({ ...origin, token }, 'film');
  const some = [variants[0]!, ...audio.values()].flatMap(({ segments }) => segments.slice(0, 3));
  for (const url of some) {
    const { status, hash } = await ask(url);
    expect(status).toBe(200);
    hashes.set(url, hash);
  }
  cached = some[0]!;
});
afterAll(async () => {
  await origin?.stop();
  unmount(join(root, 'data'));
  await rm(root, { recursive: true, force: true });
});

it('serves cached segments, recovers from every fault, and leaves nothing behind', {
  timeout: ROUND_MS + 240_000,
}, async () => {
  await untilIdle(origin);
  const before = await openFiles(origin);
  await revoke(origin, 'ann');
  const { vitals, result } = await vitalsDuring(origin, async () => {
    const answers = new Map<string, number>();
    const end = performance.now() + ROUND_MS;
    do for (const fault of faults) await runFault(fault, answers);
    while (performance.now() < end);
    return answers;
  });
  printRow('faults', vitals, [...result].map(([answer, count]) => `${count} × ${answer}`).join(', '));
  expect(vitals.isAlive).toBe(true);
  expect(vitals.worstStallMs).toBeLessThan(MOST_STALL_MS);
  expect(vitals.peakMebibytes).toBeLessThan(MOST_MEBIBYTES);
  await untilIdle(origin);
  await until(
    'the files of the faults are closed',
    async () => (await openFiles(origin)) <= before + SLACK || undefined,
  );
  const children = ffmpegsOf(origin).map(({ pid }) => pid);
  expect(await unfinishedFiles()).toEqual([]);
  expect(await origin.stop()).toBe(0);
  expect(children.filter(isAlive)).toEqual([]);
});

/** Open files allowed for idle connections and the pipes of warm processes. */
const SLACK = 16;

async function runFault(fault: Fault, answers: Map<string, number>): Promise<void> {
  await purgeSegments();
  expect((await ask(cached)).status).toBe(200);
  const colds = [...hashes.keys()].filter((url) => url !== cached).slice(0, COLD);
  await fault.begin();
  const cold = Promise.all(colds.map(ask));
  try {
    for (let i = 0; i < CACHED; i++)
      expect([fault.name, await ask(cached)]).toMatchObject([fault.name, { status: 200 }]);
    if (!fault.holdsEncodes) await cold;
  } finally {
    await fault.end();
  }
  for (const { status, code } of await cold) {
    expect([fault.name, isAcceptable(status)]).toEqual([fault.name, true]);
    const answer = `${status}${code === undefined ? '' : ` ${code}`}`;
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  for (const url of colds) await untilServed(url, fault);
  expect([fault.name, (await origin.fetch(manifest('ann'))).status]).toEqual([fault.name, 403]);
  expect([fault.name, (await origin.fetch(manifest('ben'))).status]).toEqual([fault.name, 200]);
}

const manifest = (viewer: string) => `/film.m3u8?token=${origin.token('film', { viewer }, DAY_SECONDS)}`;

/** 200 or a temporary failure; never a 404 or another permanent answer. */
function isAcceptable(status: number): boolean {
  return status === 200 || (status >= 500 && status !== 501);
}

function untilServed(url: string, fault: Fault): Promise<unknown> {
  return until(
    `${url} is served again after: ${fault.name}`,
    async () => (await ask(url)).status === 200 || undefined,
    RECOVERY_MS,
  );
}

async function ask(url: string): Promise<{ status: number; hash: string; code: string | undefined }> {
  const response = await origin.fetch(url);
  const body = Buffer.from(await response.arrayBuffer());
  const hash = createHash('sha256').update(body).digest('hex');
  const known = hashes.get(url);
  if (response.status === 200 && known !== undefined) expect(hash).toBe(known);
  const code = response.status === 200 ? undefined : (JSON.parse(body.toString()).code as string);
  return { status: response.status, hash, code };
}

async function purgeSegments(): Promise<void> {
  const response = await origin.fetch('/api/invalidations', {
    method: 'POST',
    headers: { Authorization: `Bearer ${origin.adminKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ asset: 'film' }),
  });
  expect(response.status).toBe(202);
}

async function openFiles({ process: server }: Origin): Promise<number> {
  return (await readdir(`/proc/${server.pid}/fd`)).length;
}

async function unfinishedFiles(): Promise<readonly string[]> {
  const names = await readdir(join(root, 'data'), { recursive: true });
  return names.filter((name) => /\.tmp|unfinished\/|\.unfinished|partial/.test(name));
}

/** Mounts a disk of 6 MB if permitted; otherwise the disk never fills up. */
function mountSmallDisk(path: string): void {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', path], { stdio: 'ignore' });
  } catch {}
}

function unmount(path: string): void {
  try {
    execFileSync('umount', ['-l', path], { stdio: 'ignore' });
  } catch {}
}
