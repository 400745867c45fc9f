/** One origin on one machine, the default, loads nothing of what only other ways to run it need. */
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { beforeEach, describe, expect, test } from 'vitest';
import { cliInFolder } from './support/run-cli.js';

const cli = cliInFolder();
const RECORDER = new URL('./support/imported-packages.mjs', import.meta.url).href;
const SECRET = 'a secret for the server, long enough';

/** What masters in S3, a fleet, uploads and tracing load when they are configured. The library of metrics loads the API of OpenTelemetry. */
const ONLY_IF_CONFIGURED =
  /^(?:@aws-sdk\/|@smithy\/|@tus\/|@opentelemetry\/(?!api$)|bullmq$|ioredis$|undici$)/;

beforeEach(() => mkdir(cli.path('masters')));

/** The module that each indexing thread runs. */
const INDEXING_WORKER = new URL('../../dist/assets/indexing/indexing-worker.js', import.meta.url).href;

/** The packages that a command imports until it says that it is ready, each once. */
async function importsOf(args: readonly string[], ready: RegExp): Promise<string[]> {
  const command = cli.start(args, {
    ONPLAY_TOKEN_SECRET: SECRET,
    NODE_OPTIONS: `--import ${RECORDER}`,
    IMPORTED_PACKAGES: cli.path('imported'),
  });
  await command.says('stderr', ready);
  return recordedImports();
}

/** The packages that a thread imports with a module, each once. */
async function importsInThread(module: string): Promise<string[]> {
  const loads = [RECORDER, module].map((url) => `import(${JSON.stringify(url)})`).join('.then(() => ');
  const script = `${loads}).then(() => require('node:worker_threads').parentPort.postMessage('loaded'))`;
  const thread = new Worker(script, { eval: true, env: { IMPORTED_PACKAGES: cli.path('imported') } });
  expect(await once(thread, 'message')).toEqual(['loaded']);
  await thread.terminate();
  return recordedImports();
}

async function recordedImports(): Promise<string[]> {
  return [...new Set((await readFile(cli.path('imported'), 'utf8')).trim().split('\n'))];
}

describe('without settings for them', () => {
  test('a server imports no library of S3, Redis, uploads or tracing', async () => {
    const imported = await importsOf(['serve'], /serving \S+ at \S+$/m);
    expect(imported).toContain('express');
    expect(imported.filter((name) => ONLY_IF_CONFIGURED.test(name))).toEqual([]);
  });
});

describe('an indexing thread', () => {
  test('imports only what reads masters and their text, as each has a copy of its own', async () => {
    expect((await importsInThread(INDEXING_WORKER)).sort()).toEqual(['chardet', 'lru-cache']);
  });
});
