import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { signToken } from '../../src/access/tokens/sign-token.js';
import { toAssetId } from '../../src/shared/asset-id.js';
import { generateMaster } from '../support/masters.js';
import { type GatedFfmpeg, gatedFfmpeg, waitingAtGate } from './support/gated-ffmpeg.js';
import { cliInFolder, type Environment } from './support/run-cli.js';

const cli = cliInFolder();
const SECRET = 'a secret for the server, long enough';
let master: string;
let ffmpeg: GatedFfmpeg;

beforeAll(async () => {
  master = await generateMaster('two-languages');
});
beforeEach(async () => {
  await mkdir(cli.path('masters'));
  await copyFile(master, cli.path('masters', 'film.mp4'));
  await mkdir(cli.path('bin'));
  ffmpeg = await gatedFfmpeg(cli.path('bin'));
});

/** Starts `onplay serve` and waits until it listens. */
async function serve(env: Environment = {}) {
  const server = cli.start(['serve'], {
    ...{ ONPLAY_TOKEN_SECRET: SECRET, FFMPEG_PATH: ffmpeg.path },
    // The gate is a file, which a confined ffmpeg could not see.
    ONPLAY_FFMPEG_CONFINEMENT: 'off',
    ...env,
  });
  const [, url = ''] = await server.says('stderr', /^onplay: serving \S+ at (\S+)$/m);
  const token = signToken(SECRET, toAssetId('film'), { ttlSeconds: 60 });
  const running = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^onplay_ffmpeg_processes (\d+)$/m.exec(text)?.[1]);
  };
  return { server, url, running, manifest: `${url}/film.m3u8?token=${token}` };
}

/** The URL of a segment that is not prefetched with the manifest: the last one of the last variant. */
async function lastSegment(manifest: string): Promise<string> {
  const playlist = await (await fetch(manifest)).text();
  const media = new URL(playlist.match(/^-\/.*\/v\d+-.*$/gm)?.at(-1) ?? '', manifest);
  const segments = (await (await fetch(media)).text()).match(/^\d+\.m4s$/gm);
  return new URL(segments?.at(-1) ?? '', media).href;
}

/**
 * A server on which nothing is in progress, and the URL of a segment that has to be encoded. The URL is from an earlier
 * server with the same secret: what follows a manifest, and when it is over, would otherwise be hard to tell.
 */
async function serveIdle(env: Environment = {}) {
  const earlier = await serve(env);
  const { pathname } = new URL(await lastSegment(earlier.manifest));
  earlier.server.process.kill('SIGTERM');
  await earlier.server.ended;
  const idle = await serve(env);
  expect(await idle.running()).toBe(0);
  return { ...idle, segment: idle.url + pathname };
}

const signals = ['SIGTERM', 'SIGINT'] as const;

describe('onplay serve', () => {
  it('serves until a shutdown signal, and logs JSON', async () => {
    const { server, manifest } = await serve();
    expect((await fetch(await lastSegment(manifest))).status).toBe(200);
    server.process.kill('SIGTERM');
    const { code, stdout, stderr } = await server.ended;
    expect([code, stdout]).toStrictEqual([0, '']);
    const messages = stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages.slice(0, 2)).toStrictEqual(['serving', 'master indexed']);
    expect(messages).toContain('stopping');
    expect(messages.at(-1)).toBe('stopped');
    expect(stderr).not.toContain(SECRET);
  });

  it.each(signals)('on %s finishes the requests in progress', async (signal) => {
    const { server, url, running, segment } = await serveIdle();
    await ffmpeg.shut();
    const answer = fetch(segment);
    await vi.waitFor(async () => expect(await running()).toBeGreaterThan(0));
    server.process.kill(signal);
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(503));
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const refused = await fetch(segment.replace(/\d+\.m4s$/, '1.m4s'));
    expect([refused.status, refused.headers.get('retry-after')]).toStrictEqual([503, '5']);
    await ffmpeg.open();
    const response = await answer;
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBe(Number(response.headers.get('content-length')));
    expect((await server.ended).code).toBe(0);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('stops after the grace period, and leaves no ffmpeg behind', async () => {
    const { server, running, segment } = await serveIdle({ ONPLAY_SHUTDOWN_GRACE_SECONDS: '1' });
    await ffmpeg.shut();
    const answer = fetch(segment).then(
      ({ status }) => status,
      () => 'ended',
    );
    await vi.waitFor(async () => expect(await running()).toBeGreaterThan(0));
    server.process.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    expect(await answer).toBe('ended');
    await vi.waitFor(async () => expect(await waitingAtGate(ffmpeg)).toBe(0));
  });

  it('ends at once on a second signal, and leaves no ffmpeg behind', async () => {
    const { server, url, running, segment } = await serveIdle();
    await ffmpeg.shut();
    fetch(segment).catch(() => undefined);
    await vi.waitFor(async () => expect(await running()).toBeGreaterThan(0));
    server.process.kill('SIGINT');
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(503));
    server.process.kill('SIGINT');
    expect((await server.ended).code).toBe(1);
    await vi.waitFor(async () => expect(await waitingAtGate(ffmpeg)).toBe(0));
  });
});

describe('onplay serve that cannot start', () => {
  /** The error message of `onplay serve`, which must exit with code 1. */
  async function refusal(env: Environment) {
    const { code, stdout, stderr } = await cli.run(['serve'], { ONPLAY_TOKEN_SECRET: SECRET, ...env });
    expect([code, stdout]).toStrictEqual([1, '']);
    expect(stderr).not.toMatch(/at .*\.js/);
    return stderr;
  }

  it('says that its port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    expect(await refusal({ ONPLAY_PORT: String(port) })).toBe(
      `onplay: Port ${port} is in use. Set ONPLAY_PORT to another one.\n`,
    );
    taken.close();
  });

  it('says that its address is not one of this machine', async () => {
    expect(await refusal({ ONPLAY_HOST: '192.0.2.1' })).toBe(
      'onplay: ONPLAY_HOST is not an address of this machine.\n',
    );
  });

  it('says that its data directory cannot be written', async () => {
    await writeFile(cli.path('in-the-way'), '');
    const said = await refusal({ ONPLAY_DATA: cli.path('in-the-way', 'var') });
    expect(said).toMatch(/^onplay: The data folder cannot be written\. .*ONPLAY_DATA.*\n$/);
  });

  it('says that there is no ffmpeg', async () => {
    expect(await refusal({ FFMPEG_PATH: '/nowhere/ffmpeg' })).toMatch(
      /^onplay: FFMPEG_PATH does not lead to an ffmpeg that runs.*\n$/,
    );
  });

  it('says that it needs a token key', async () => {
    expect(await refusal({ ONPLAY_TOKEN_SECRET: '' })).toContain('ONPLAY_TOKEN_SECRET or ONPLAY_TOKEN_JWKS');
  });
});
