import { expect, it } from 'vitest';
import { Lifecycle } from '../../src/composition/lifecycle.js';
import { serverParts } from '../../src/composition/server/server-parts.js';
import type { BuiltParts } from '../../src/composition/server/services.js';
import type { HttpServer } from '../../src/origin/server/http-server.js';
import { createLogger } from '../../src/shared/log.js';

/** Starts and stops a server whose parts do nothing. Returns what was called, in order. */
async function startAndStop(): Promise<readonly string[]> {
  const calls: string[] = [];
  const part = <Method extends string>(name: string, ...methods: readonly Method[]) => {
    const entries = methods.map((method) => [method, async () => calls.push(`${name} ${method}`)]);
    return Object.fromEntries(entries) as Record<Method, () => Promise<unknown>>;
  };
  const log = createLogger({ level: 'silent' });
  const built = {
    ...{ log, config: { watchMasters: false } },
    traces: part('traces', 'close'),
    ffmpeg: { spawnHelper: part('helper', 'begin', 'close') },
    registry: part('processes', 'killAll'),
    library: part('library', 'sweep', 'idle'),
    loudness: part('loudness', 'idle'),
    segments: part('segments', 'idle'),
    disk: part('disk', 'restore', 'idle'),
    webhooks: part('webhooks', 'begin', 'close'),
    playbacks: part('playbacks', 'close'),
    revocations: part('revocations', 'restore'),
    markRules: part('rules for marks', 'restore'),
    shared: part('shared state', 'begin', 'close'),
    ...{ beginShared: async () => calls.push('what the fleet knows') },
    invalidations: part('invalidations', 'begin', 'idle'),
    intake: part('intake', 'begin', 'idle'),
    adServers: part('ad servers', 'close'),
    ...{ closeFiring: async () => calls.push('ad tracking close') },
    fleet: part('fleet', 'begin', 'close'),
  } as unknown as BuiltParts;
  const http = part('http', 'listen', 'close') as unknown as HttpServer;
  const lifecycle = new Lifecycle({ log, graceMs: 1000 });
  await lifecycle.start(serverParts(built, http, {}, () => undefined));
  calls.push('--');
  await lifecycle.stop();
  return calls;
}

it('a server starts and stops its parts in this order', async () => {
  expect(await startAndStop()).toStrictEqual([
    ...['helper begin', 'webhooks begin', 'disk restore', 'revocations restore', 'rules for marks restore'],
    ...['shared state begin', 'what the fleet knows', 'invalidations begin', 'intake begin'],
    // Listens only when it knows what is revoked, and which marks are required.
    ...['fleet begin', 'http listen', 'library sweep'],
    '--',
    // Answers viewers, and `/readyz` with 503, as long as anything is in progress.
    ...['loudness idle', 'library idle', 'segments idle', 'http close'],
    // What ends may still write, and be reported.
    ...[
      'processes killAll',
      'fleet close',
      'ad tracking close',
      'ad servers close',
      'intake idle',
      'invalidations idle',
      'disk idle',
    ],
    // What webhooks leave, the other processes find.
    ...['playbacks close', 'webhooks close', 'helper close', 'shared state close', 'traces close'],
  ]);
});
