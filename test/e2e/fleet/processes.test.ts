/**
 * Origins and workers as processes, with a real ffmpeg: the fleet's bytes are an origin's own, and a killed worker costs time alone.
 * The clocks of the workers are wrong by a minute, one before and one behind.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type GatedFfmpeg, gatedFfmpeg } from '../../cli/support/gated-ffmpeg.js';
import { FLEET_KEY } from '../../fleet/support/jobs.js';
import { bytesOf, type Presentation, readPresentation } from '../../support/hls-client.js';
import { inFlight } from '../../support/in-flight.js';
import { plainPng } from '../../support/marks/png-images.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';
import { skewedClock } from '../../support/skewed-clock.js';
import { startWorkerProcess, type WorkerProcess } from '../../support/worker.js';
import { metricOf } from '../promises/fixtures/metrics-and-log.js';

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

let redis: TestRedis;
let folder: string;
let alone: Origin;
let origins: readonly Origin[];
let workers: WorkerProcess[];
let gates: readonly GatedFfmpeg[];
let env: Readonly<Record<string, string>>;

const MINUTE_MS = 60_000;

async function startWorker(gate: GatedFfmpeg, index: number): Promise<WorkerProcess> {
  const clock = skewedClock(index === 0 ? MINUTE_MS : -MINUTE_MS);
  // The gate is a file that a confined ffmpeg could not see.
  const gated = { FFMPEG_PATH: gate.path, ONPLAY_FFMPEG_CONFINEMENT: 'off' };
  return startWorkerProcess({ folder: alone.mastersPath, env: { ...env, ...gated, ...clock } });
}

beforeAll(async () => {
  if (redisMissing) return;
  redis = await startRedis();
  folder = await mkdtemp(join(tmpdir(), 'onplay-fleet-'));
  env = {
    ONPLAY_REDIS_URL: redis.url,
    ONPLAY_FLEET_KEY: FLEET_KEY,
    ONPLAY_ENCODE_SLOTS: '1',
    ONPLAY_PASSTHROUGH: 'off',
    ONPLAY_MARK_IMAGES: folder,
  };
  await writeFile(join(folder, 'logo.png'), plainPng(4, 2, [255, 0, 0, 255]));
  const masters = {
    'film.mp4': await generateMaster('h264-24-gop2'),
    'other.mp4': await generateMaster('h264-24-gop2'),
  };
  alone = await startOrigin({ masters, env: { ONPLAY_PASSTHROUGH: 'off', ONPLAY_MARK_IMAGES: folder } });
  const of = { folder: alone.mastersPath, secret: alone.secret, env };
  origins = [await startOrigin(of), await startOrigin(of)];
  gates = await Promise.all([0, 1].map(async () => gatedFfmpeg(await mkdtemp(join(folder, 'ffmpeg-')))));
  workers = await Promise.all(gates.map(startWorker));
  for (const origin of origins)
    await vi.waitFor(async () => expect(await metricOf(origin, 'onplay_fleet_workers')).toBe(2));
});

afterAll(async () => {
  await Promise.all((workers ?? []).map((worker) => worker.stop()));
  await Promise.all((origins ?? []).map((origin) => origin.stop()));
  await alone?.stop();
  await redis?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** The path of each segment: the same on all origins, but for the grant. */
function segmentsOf({ variants, audio }: Presentation): readonly string[] {
  return [...variants, ...audio.values()].flatMap(({ init, segments }) => [init, ...segments]);
}

/** The bytes of all segments, each from all of the origins at about the same time. */
async function segmentsFrom(from: readonly Origin[], asset: string): Promise<readonly (readonly Buffer[])[]> {
  const urls = await Promise.all(
    from.map(async (origin) => segmentsOf(await readPresentation(origin, asset))),
  );
  return inFlight([...urls[0]!.keys()], (i) => Promise.all(urls.map((ofOrigin) => bytesOf(ofOrigin[i]!))));
}

async function onplay(...args: readonly string[]): Promise<string> {
  const options = { cwd: folder, env: { ...process.env, ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...args], options);
  return stdout.trim();
}

describe.skipIf(redisMissing)('a fleet of processes', () => {
  test('makes the bytes that an origin without one makes, each segment once', async () => {
    const expected = await segmentsFrom([alone], 'film');
    const fromFleet = await segmentsFrom(origins, 'film');
    const differing = fromFleet.filter((both, i) => !both.every((bytes) => bytes.equals(expected[i]![0]!)));
    expect([fromFleet.length, differing]).toEqual([expected.length, []]);
    // An origin with nothing to do may take a job back that no worker takes up. No segment is encoded twice.
    const encodes = [...origins, ...workers].map(({ log }) =>
      log.filter(({ msg }) => msg === 'segment encoded'),
    );
    const encoded = encodes.flat().map(({ recipe }) => recipe);
    const twice = encoded.filter((recipe, i) => encoded.indexOf(recipe) !== i);
    expect(twice).toEqual([]);
    expect(encodes.slice(origins.length).every((ofWorker) => ofWorker.length > 0)).toBe(true);
    expect(encoded.length).toBeGreaterThan(10);
  });

  test('makes segments with the marks of a session, which the job brings along', async () => {
    const once = { every: 100, for: 1 };
    const overlays = [
      { text: '{viewer}', ...once },
      { image: 'logo.png', place: 'top', ...once },
    ] as const;
    const firstSegment = async (origin: Origin) => {
      const token = () => origin.token('film', { viewer: 'ann', overlays: [...overlays] });
      const { variants } = await readPresentation({ ...origin, token }, 'film');
      return variants[0]!.segments[0]!;
    };
    const [here, ofFleet] = [await firstSegment(alone), await firstSegment(origins[0]!)];
    expect(ofFleet).toMatch(/-m[0-9a-f]{12}-[0-9a-f]{16}\/0\.m4s$/);
    expect((await bytesOf(ofFleet)).equals(await bytesOf(here))).toBe(true);
    const key = new URL(ofFleet).pathname.split('/').at(-2)!;
    const encoded = workers.flatMap(({ log }) => log.filter(({ msg }) => msg === 'segment encoded'));
    expect(encoded.filter(({ recipe }) => String(recipe).includes(key))).toHaveLength(1);
  });

  test('says in /readyz and metrics that it is used', async () => {
    const [origin] = origins;
    expect(await (await origin!.fetch('/readyz')).json()).toEqual({ status: 'ready' });
    expect(await metricOf(origin!, 'onplay_fleet_up')).toBe(1);
    expect((await workers[0]!.fetch('/readyz')).status).toBe(200);
    expect(await (await workers[0]!.fetch('/metrics')).text()).toContain(
      'onplay_worker_jobs_total{outcome="done"}',
    );
  });

  test('has no failed jobs to list, and refuses what it does not know', async () => {
    expect(await onplay('jobs')).toBe('No job has failed for good.');
    expect(JSON.parse(await onplay('jobs', 'list', '--json'))).toEqual([]);
    await expect(onplay('jobs', 'drop', `s${'0'.repeat(40)}`)).rejects.toThrow('There is no such job');
  });

  test('finishes on another worker what a killed one had begun', async () => {
    const [origin] = origins;
    const { variants } = await readPresentation(origin!, 'other');
    await Promise.all(gates.map((gate) => gate.shut()));
    const url = variants.at(-1)!.segments.at(-1)!;
    const bytes = bytesOf(url);
    const busy = await vi.waitFor(async () => {
      const running = await Promise.all(workers.map(async (it) => (await it.fetch('/metrics')).text()));
      const index = running.findIndex((text) => /^onplay_worker_jobs_running [1-9]/m.test(text));
      expect(index).toBeGreaterThanOrEqual(0);
      return index;
    });
    await workers[busy]!.kill();
    await Promise.all(gates.map((gate) => gate.open()));
    const expected = await readPresentation(alone, 'other');
    expect((await bytes).equals(await bytesOf(expected.variants.at(-1)!.segments.at(-1)!))).toBe(true);
    workers[busy] = await startWorker(gates[busy]!, busy);
  });

  test('ends its workers when they are told to, and its origins encode by themselves then', async () => {
    expect(await Promise.all(workers.splice(0).map((worker) => worker.stop()))).toEqual([0, 0]);
    const [origin] = origins;
    await vi.waitFor(async () =>
      expect(await (await origin!.fetch('/readyz')).text()).toContain('No worker'),
    );
    const { variants } = await readPresentation(origin!, 'other');
    expect((await bytesOf(variants[0]!.segments[0]!)).byteLength).toBeGreaterThan(1000);
  });
});
