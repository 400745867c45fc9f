/** The default needs no engine beside ffmpeg: a server loads the clients of others only where they are configured. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCollector } from '../../support/collector.js';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';

/** For stores, Redis, uploads and collectors; not the interfaces of OpenTelemetry, which metrics load (prom-client). */
const ENGINES = /^(?:@aws-sdk\/|@smithy\/|@tus\/|@opentelemetry\/(?!api$)|bullmq$|ioredis$|undici$)/;
const RECORDER = new URL('../../cli/support/imported-packages.mjs', import.meta.url).href;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-imports-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The packages that a server has loaded when it has listed masters, answered metrics and the page, and served a manifest and segments. */
async function importsOf(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const file = join(folder, 'imports');
  const server = await startOrigin({
    masters: { 'film.mp4': await generateMaster('two-languages') },
    env: { ...env, NODE_OPTIONS: `--import ${RECORDER}`, IMPORTED_PACKAGES: file },
  });
  try {
    await useAll(server);
  } finally {
    await server.stop();
  }
  return (await readFile(file, 'utf8')).trim().split('\n');
}

async function useAll(server: Origin): Promise<void> {
  const { variants } = await readPresentation(server, 'film');
  await bytesOf(variants[0]!.segments[0]!);
  const authorization = { headers: { Authorization: `Bearer ${server.adminKey}` } };
  for (const path of ['/', '/readyz', '/metrics', '/openapi.json', '/api/assets', '/api/assets/film']) {
    const answer = await server.fetch(path, authorization);
    expect([path, answer.status]).toEqual([path, 200]);
    await answer.arrayBuffer();
  }
}

test('a server in its default configuration loads none of the engines that can be configured', async () => {
  const imports = await importsOf({});
  expect(imports).toContain('express');
  expect(imports.filter((name) => ENGINES.test(name))).toEqual([]);
});

test('a server with a collector loads OpenTelemetry', async () => {
  const collector = await startCollector();
  try {
    const imports = await importsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const engines = imports.filter((name) => ENGINES.test(name));
    expect(engines).toContain('@opentelemetry/sdk-trace-node');
    expect(engines.filter((name) => !name.startsWith('@opentelemetry/'))).toEqual([]);
  } finally {
    await collector.close();
  }
});
