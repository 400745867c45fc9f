/** From an upload, a URL or a notice of a store to a film that plays, with a real ffmpeg and a real client of the protocol. */
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';

const HOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** Several parts, of which one is interrupted. */
const PART_BYTES = 20_000;

let origin: Origin;
let source: Server;
let master: string;

beforeAll(async () => {
  master = await generateMaster('silent');
  source = createServer(async (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'video/mp4' }).end(await readFile(master));
  });
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
  origin = await startOrigin({
    env: {
      ONPLAY_UPLOADS: 'on',
      ONPLAY_IMPORT_FROM: '127.0.0.1',
      ONPLAY_IMPORT_PRIVATE_ADDRESSES: 'on',
      ONPLAY_HOOK_SECRET: HOOK_SECRET,
      ONPLAY_DISK_MIN_FREE_BYTES: '0',
    },
  });
});
afterAll(async () => {
  await origin?.stop();
  source?.closeAllConnections();
  source?.close();
});

const manage = (path: string, init: RequestInit = {}) =>
  origin.fetch(`/api${path}`, {
    ...init,
    headers: { Authorization: `Bearer ${origin.adminKey}`, ...(init.headers as Record<string, string>) },
  });

async function stateOf(asset: string): Promise<string | undefined> {
  const { assets } = (await (await manage('/assets')).json()) as { assets: { id: string; state: string }[] };
  return assets.find(({ id }) => id === asset)?.state;
}

/** Fetches a manifest and a segment of video. */
async function play(asset: string): Promise<number> {
  const { variants } = await readPresentation(origin, asset);
  return (await bytesOf(variants[0]!.segments[0]!)).length;
}

/** With tus-js-client. Stops at the first part where `until` says so, and resolves with the URL of the upload. */
async function upload(
  metadata: Record<string, string>,
  { url, until }: { url?: string; until?: number } = {},
) {
  const bytes = await readFile(master);
  return new Promise<string>((resolve, reject) => {
    const sending = new Upload(bytes, {
      endpoint: `${origin.url}/api/uploads`,
      headers: { Authorization: `Bearer ${origin.adminKey}` },
      chunkSize: PART_BYTES,
      metadata,
      ...(url !== undefined && { uploadUrl: url }),
      onError: reject,
      onChunkComplete: (_size, sent) => {
        if (until !== undefined && sent >= until) void sending.abort().then(() => resolve(sending.url ?? ''));
      },
      onSuccess: () => resolve(sending.url ?? ''),
    });
    sending.start();
  });
}

describe('a film', () => {
  it('plays when it is uploaded, also after an interruption, byte for byte the same', async () => {
    const url = await upload({ filename: 'holiday.mp4' }, { until: PART_BYTES });
    expect(await readdir(origin.mastersPath)).toEqual(['.onplay-incoming']);
    await upload({}, { url });
    expect(await readFile(join(origin.mastersPath, 'holiday.mp4'))).toEqual(await readFile(master));
    await expect.poll(() => stateOf('holiday')).toBe('ready');
    expect(await play('holiday')).toBeGreaterThan(1000);
  });

  it('plays when it is copied from a URL', async () => {
    const { port } = source.address() as AddressInfo;
    const started = await manage('/assets', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ asset: 'copies/film', source: `http://127.0.0.1:${port}/film.mp4` }),
    });
    const { id } = (await started.json()) as { id: string };
    const events = await manage(`/imports/${id}`, { headers: { Accept: 'text/event-stream' } });
    expect(await events.text()).toContain('"state":"done"');
    await expect.poll(() => stateOf('copies/film')).toBe('ready');
    expect(await play('copies/film')).toBeGreaterThan(1000);
  });

  it('is indexed when a notice says that it has come', async () => {
    await copyFile(master, join(origin.mastersPath, 'noticed.mp4'));
    const body = JSON.stringify({
      Records: [
        { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: { key: 'noticed.mp4' } } },
      ],
    });
    const now = new Date();
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(HOOK_SECRET).sign('msg_1', now, body),
    };
    expect((await origin.fetch('/hooks/s3', { method: 'POST', headers, body })).status).toBe(202);
    await expect.poll(() => stateOf('noticed')).toBe('ready');
  });

  it('is gone with all that was made of it when it is deleted', async () => {
    await upload({ asset: 'doomed', filename: 'x.mp4' });
    const { variants } = await readPresentation(origin, 'doomed');
    await bytesOf(variants[0]!.segments[0]!);
    const deleted = await manage('/assets/doomed', { method: 'DELETE' });
    const receipt = (await deleted.json()) as { invalidation: { origin: { memory: number } } };
    expect(receipt.invalidation.origin.memory).toBeGreaterThan(0);
    expect((await origin.fetch(variants[0]!.segments[0]!)).status).toBe(404);
    expect((await origin.fetch(`/doomed.m3u8?token=${origin.token('doomed')}`)).status).toBe(404);
    expect(await readdir(origin.mastersPath)).not.toContain('doomed.mp4');
  });
});
