import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Buckets } from '../../src/composition/library/buckets.js';
import { openStore } from '../../src/composition/library/open-store.js';
import { loadConfig } from '../../src/config/config.js';
import { toAssetId } from '../../src/shared/asset-id.js';
import { type FakeS3, startFakeS3 } from '../stores/s3/support/fake-s3.js';

let server: FakeS3;

beforeAll(async () => {
  server = await startFakeS3();
  server.objects.set('masters/film.mp4', Buffer.from('a film'));
});
afterAll(async () => {
  await server.close();
  vi.unstubAllEnvs();
});

const configured = (env: Record<string, string> = {}) =>
  loadConfig(
    { AWS_ENDPOINT_URL: server.endpoint, ONPLAY_TOKEN_SECRET: 'long enough '.repeat(4), ...env },
    '/',
  );

test('all that a process does with buckets goes over the same connections', async () => {
  const config = configured({ ONPLAY_MASTERS: `s3://${server.bucket}/masters` });
  const buckets = new Buckets(config);
  const store = await openStore(config, buckets);
  const found = (await store.find(toAssetId('film')))!;
  const part = (await buckets.part(`s3://${server.bucket}/masters`))!;
  expect(await part.objects.head(`${part.root}film.mp4`)).toBeDefined();
  expect(await (await buckets.objects(server.bucket)).get('masters/film.mp4', 10)).toBeDefined();
  const film = await found.open();
  expect(Buffer.from(await film.read(0, 6)).toString()).toBe('a film');
  await film.close();
  expect(server.requests).toHaveLength(4);
  expect(server.connections()).toBe(1);
});

test('a part of a bucket reads what was lately read of it from memory', async () => {
  const part = (await new Buckets(configured()).part(`s3://${server.bucket}/masters/`))!;
  const key = `${part.root}film.mp4`;
  const facts = (await part.objects.head(key))!;
  for (let i = 0; i < 2; i++) {
    server.requests.length = 0;
    const source = await part.source({ key, ...facts });
    expect(Buffer.from(await source.read(2, 4)).toString()).toBe('film');
    await source.close();
  }
  expect(server.requests).toStrictEqual([]);
});

test('a setting that names no part of a bucket gives none', async () => {
  const buckets = new Buckets(configured());
  expect(await buckets.part(undefined)).toBeUndefined();
});
