/** While the master store is unavailable, nothing is reported as gone, and cached segments are still served. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { expectProblem } from '../promises/fixtures/problem.js';
import { printRow, vitalsDuring } from './support/vitals.js';

/** Longer than the time for which a look at the store is trusted. */
const LONGER_THAN_TRUST_MS = 2200;

let outside: string;
let folder: string;
let origin: Origin;
let segments: readonly string[];

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'onplay-away-'));
  folder = join(outside, 'masters');
  await mkdir(folder);
  const master = await generateMaster('audio-only');
  for (const name of ['film.m4a', 'newcomer.m4a']) await copyFile(master, join(folder, name));
  origin = await startOrigin({ folder, env: { ONPLAY_SEGMENT_MS: '1000', ONPLAY_PASSTHROUGH: 'off' } });
  segments = (await readPresentation(origin, 'film')).variants[0]!.segments;
  expect((await origin.fetch(segments[0]!)).status).toBe(200);
});
afterAll(async () => {
  await origin.stop();
  await rm(outside, { recursive: true, force: true });
});

const manifest = (asset: string) => `/${asset}.m3u8?token=${origin.token(asset)}`;

describe.each(['missing', 'an empty mount point'])('a masters directory that is %s', (state) => {
  const away = () => join(outside, 'away');
  beforeAll(async () => {
    await rename(folder, away());
    if (state !== 'missing') await mkdir(folder);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await rename(away(), folder);
    for (const asset of ['film', 'newcomer']) expect((await origin.fetch(manifest(asset))).status).toBe(200);
  });

  it('still serves cached segments and known manifests, however often the store is asked', async () => {
    const statuses = new Map<number, number>();
    const { vitals } = await vitalsDuring(origin, async () => {
      for (const end = performance.now() + LONGER_THAN_TRUST_MS; performance.now() < end; ) {
        for (const path of [segments[0]!, manifest('film')]) {
          const { status } = await origin.fetch(path);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      }
    });
    printRow(`store ${state}`, vitals, [...statuses].map(([status, n]) => `${n} × ${status}`).join(', '));
    expect([...statuses.keys()]).toEqual([200]);
  });

  it('answers 503 for unknown assets, which no edge caches in place of a good copy', async () => {
    for (const asset of ['newcomer-2', 'never-there']) {
      const response = await origin.fetch(manifest(asset));
      expect(response.headers.get('Retry-After')).toBe('5');
      expect(response.headers.get('Cache-Control')).toBe('no-store');
      await expectProblem(response, 503, 'store_unavailable');
    }
  });

  it('answers 503 for uncached segments of known assets', async () => {
    await expectProblem(await origin.fetch(segments.at(-1)!), 503, 'store_unavailable');
  });

  it('answers 503 for the list of assets, rather than an empty list', async () => {
    const headers = { Authorization: `Bearer ${origin.adminKey}` };
    await expectProblem(await origin.fetch('/api/assets', { headers }), 503, 'store_unavailable');
  });
});

describe('a store that is available again', () => {
  it('answers 404 for unknown assets', async () => {
    await expectProblem(await origin.fetch(manifest('never-there')), 404, 'asset_unknown');
  });

  it('produces uncached segments again', async () => {
    expect((await origin.fetch(segments.at(-1)!)).status).toBe(200);
  });
});

describe('a process that cannot open any more files', () => {
  it('does not report a master as gone', async () => {
    // An open connection needs no new descriptor.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async (path: string) => {
      const [response] = (await once(get(origin.url + path, { agent }), 'response')) as [IncomingMessage];
      let text = '';
      for await (const chunk of response) text += chunk;
      return { status: response.statusCode, text };
    };
    expect((await ask('/healthz')).status).toBe(200);
    const { pid } = origin.process;
    // Whatever the server closes meanwhile, the standard streams stay open, and no other descriptor is below the limit.
    execFileSync('prlimit', ['--pid', String(pid), '--nofile=3:']);
    const { status, text } = await ask(manifest('never-asked-for'));
    execFileSync('prlimit', ['--pid', String(pid), '--nofile=4096:']);
    expect([status, JSON.parse(text).code]).toEqual([503, 'store_unavailable']);
    expect((await ask(manifest('never-asked-for'))).status).toBe(404);
    agent.destroy();
  });
});
