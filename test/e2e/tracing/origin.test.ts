/** What a collector learns of an origin: the steps of a cold segment, each within the one that needs it. */
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { type Collector, pathsOf, startCollector } from '../../support/collector.js';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { until } from '../promises/fixtures/wait.js';

let collector: Collector;
let server: Origin | undefined;

afterEach(async () => {
  await server?.stop();
  await collector.close();
});

async function start(mood?: Parameters<typeof startCollector>[0]) {
  collector = await startCollector(mood);
  server = await startOrigin({
    masters: { 'heavy.mp4': await joinedMaster('heavy') },
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ONPLAY_PASSTHROUGH: 'off' },
  });
  const { variants } = await readPresentation(server, 'heavy');
  const { init, segments } = variants.find(({ height }) => height === 360)!;
  await bytesOf(init);
  return { origin: server, segments };
}

/** Requests a URL as a part of a trace of its own. */
async function traced(url: string) {
  const traceId = randomBytes(16).toString('hex');
  const parentId = randomBytes(8).toString('hex');
  const response = await fetch(url, { headers: { traceparent: `00-${traceId}-${parentId}-01` } });
  await response.arrayBuffer();
  return { traceId, parentId, response };
}

/** Within a moment of each other. */
const CACHED_REQUESTS = 5;
const STEPS = ['', '/coordinate', '/coordinate/produce', '/coordinate/produce/queue'];
const WORK = ['/encode', '/encode/ffmpeg', '/encode/ffmpeg/feed', '/package'];
const COLD = [...STEPS, ...WORK.map((step) => `/coordinate/produce${step}`)].map(
  (path) => `…/request${path}`,
);

describe('a cold segment', () => {
  test('is a tree of spans from its request to the feed, as a part of the trace of its client', async () => {
    const { origin, segments } = await start();
    const { traceId, parentId, response } = await traced(segments[2]!);
    expect(response.status).toBe(200);
    // Then what was prefetched has ended too.
    await origin.stop();
    expect(pathsOf(collector.spans, traceId)).toEqual(new Set(COLD));
    const request = collector.spans.find((span) => span.traceId === traceId && span.name === 'request')!;
    expect(request).toMatchObject({
      parentSpanId: parentId,
      kind: 2,
      isError: false,
      service: 'onplay-origin',
    });
    expect(request.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/-/{grant}/{asset}/{rendition}/{file}',
      'onplay.asset': 'heavy',
      'onplay.rendition': 'v360',
      'onplay.result': 'miss',
    });
  });

  test('tells the collector no token, grant, key or path', async () => {
    const { origin, segments } = await start();
    const { traceId } = await traced(segments[1]!);
    await collector.untilPaths(traceId, COLD);
    await origin.stop();
    const sent = collector.texts.join('\n');
    const [, , grant] = new URL(segments[1]!).pathname.split('/');
    for (const secret of [grant!, origin.secret, origin.adminKey, origin.mastersPath, origin.dataPath, 'eyJ'])
      expect(sent).not.toContain(secret);
  });

  test('has no span once it is cached, except where the master is looked at again', async () => {
    const { origin, segments } = await start();
    await bytesOf(segments[2]!);
    const cached: Awaited<ReturnType<typeof traced>>[] = [];
    for (let times = 0; times < CACHED_REQUESTS; times++) cached.push(await traced(segments[2]!));
    for (const { response } of cached) expect(response.headers.get('Cache-Status')).toBe('onplay; hit');
    const cold = await traced(segments[1]!);
    await collector.untilPaths(cold.traceId, COLD);
    await origin.stop();
    // The first has waited for that look; it holds for two seconds.
    const spans = cached.map(({ traceId }) => pathsOf(collector.spans, traceId).size);
    expect(spans).toContain(0);
    expect(Math.max(...spans)).toBeLessThanOrEqual(1);
  });
});

describe('a collector', () => {
  test('that refuses costs viewers nothing, and is told of in the log', async () => {
    const { origin, segments } = await start('refuses');
    expect((await traced(segments[0]!)).response.status).toBe(200);
    await until('the warning', () => origin.log.find(({ msg }) => msg === 'traces are not delivered'));
    expect((await traced(segments[1]!)).response.status).toBe(200);
  });

  test('that hangs costs viewers nothing, and does not hold back the end of the server', async () => {
    const { origin, segments } = await start('hangs');
    await until('a request to the collector', () => collector.texts[0]);
    for (const segment of segments.slice(0, 3)) expect((await traced(segment)).response.status).toBe(200);
    expect(await origin.stop()).toBe(0);
    expect(origin.log.filter(({ msg }) => msg === 'a part is late')).toEqual([]);
    expect(origin.log.at(-1)?.['msg']).toBe('stopped');
  });
});
