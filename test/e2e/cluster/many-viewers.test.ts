/** Many viewers over two origins and three workers: one encode of each segment in the whole cluster, fair turns, and one trace. */
import { randomBytes } from 'node:crypto';
import { stdout } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobIdOf } from '../../../src/fleet/jobs/job.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { type Cluster, startCluster } from '../../support/cluster.js';
import { type Collector, pathsOf, startCollector } from '../../support/collector.js';
import { readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import type { Origin } from '../../support/origin.js';
import { redisMissing } from '../../support/redis.js';
import { until } from '../promises/fixtures/wait.js';
import { Audience, describeAudience } from './support/audience.js';
import { encodedAgain, encodesOf } from './support/encodes.js';
import { PLACES, type PreparedPlace } from './support/places.js';
import { queueEvents } from './support/queue-events.js';
import { playedUrls, presentationFor } from './support/viewers.js';

const VIEWERS = 200;
/** What one tenant asks for at once. */
const GREEDY_SEGMENTS = 500;
// Short segments, so that there are many; and a queue that refuses none of them.
const MANY_SEGMENTS = {
  ONPLAY_SEGMENT_MS: '1000',
  ONPLAY_FIRST_SEGMENTS_MS: '1000',
  ONPLAY_ENCODE_QUEUE_LENGTH: '1000',
};
const GREEDY_ASSETS = Array.from({ length: 9 }, (_, index) => `greedy/film-${index}`);

describe.each(PLACES)('two origins and three workers with masters and segments in $where', (where) => {
  describe.skipIf(where.missing)(where.missing ?? `and ${VIEWERS} viewers`, () => {
    let cluster: Cluster;
    let place: PreparedPlace;

    beforeAll(async () => {
      place = await where.prepare({ 'film.mp4': await generateMaster('h264-open-gop') });
      const { options } = place;
      cluster = await startCluster({ ...options, env: { ...options.env, ...MANY_SEGMENTS } });
    });
    afterAll(() => cluster?.stop());

    test('encode each segment once, and none of the viewers sees a failure', async () => {
      const audience = new Audience(() => cluster.origins);
      const plays = Array.from({ length: VIEWERS }, async (_, viewer) => {
        const origin = cluster.origins[viewer % 2]!;
        const presentation = await presentationFor(origin, 'film', `viewer-${viewer}`);
        const urls = playedUrls(presentation, viewer);
        await audience.play(urls);
        return urls.length;
      });
      const requests = (await Promise.all(plays)).reduce((sum, count) => sum + count, 0);
      stdout.write(describeAudience(`${VIEWERS} viewers, ${where.where}`, audience.report));
      expect(audience.report).toMatchObject({ answered: requests, failed: [], rerouted: 0 });
      expect(encodedAgain(cluster)).toEqual([]);
      const { variants, audio } = await readPresentation(cluster.origins[0], 'film');
      const played = [...variants, ...[...audio.values()].slice(0, 1)];
      const segments = played.reduce((sum, { segments }) => sum + segments.length, 0);
      expect(encodesOf(cluster).size).toBeGreaterThanOrEqual(segments);
      // An idle origin takes back what has waited for a worker for seconds; all else is the workers'.
      const byOrigins = encodesOf({ log: () => cluster.origins.flatMap(({ log }) => log) });
      expect(byOrigins.size).toBeLessThan(segments / 2);
    });

    test('store each segment whole', async () => {
      const encoded = [...encodesOf(cluster).keys()].map((key) => key.replace('film ', ''));
      await until('all segments in the store', async () => {
        const stored = await place.stored(cluster);
        expect(stored.filter(({ bytes }) => bytes === undefined)).toEqual([]);
        const keys = new Set(stored.map(({ key }) => key));
        return encoded.every((key) => keys.has(key)) || undefined;
      });
    });
  });
});

describe.skipIf(redisMissing)('two origins and three workers', () => {
  let cluster: Cluster;
  let collector: Collector;

  beforeAll(async () => {
    collector = await startCollector();
    const long = await generateMaster('h264-23976-irregular-gop');
    cluster = await startCluster({
      masters: {
        'traced.mp4': await generateMaster('h264-open-gop'),
        'modest/film.mp4': await generateMaster('h264-2997'),
        ...Object.fromEntries(GREEDY_ASSETS.map((asset) => [`${asset}.mp4`, long])),
      },
      env: { ...MANY_SEGMENTS, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
  });
  afterAll(async () => {
    await cluster?.stop();
    await collector?.close();
  });

  test('are one trace, from the request at an origin to ffmpeg at a worker', async () => {
    const { variants } = await readPresentation(cluster.origins[0], 'traced');
    const [variant] = variants;
    await fetch(variant!.init);
    const traceId = randomBytes(16).toString('hex');
    const headers = { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
    const response = await fetch(variant!.segments.at(-1)!, { headers });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    const atOrigin = ['', '/coordinate', '/coordinate/job'];
    const atWorker = ['', '/produce', '/produce/queue', '/produce/encode', '/produce/package'];
    const ofFfmpeg = ['/produce/encode/ffmpeg', '/produce/encode/ffmpeg/feed'];
    const paths = [...atOrigin, ...[...atWorker, ...ofFfmpeg].map((path) => `/coordinate/job/work${path}`)];
    await collector.untilPaths(
      traceId,
      paths.map((path) => `…/request${path}`),
    );
    const services = collector.spans
      .filter((span) => span.traceId === traceId)
      .map(({ service, name }) => `${service} ${name}`);
    expect(services).toContain('onplay-origin job');
    expect(services).toContain('onplay-worker work');
    expect(pathsOf(collector.spans, traceId)).not.toContain('…/work');
  });

  test(`delay a tenant by at most one encode when another asks for ${GREEDY_SEGMENTS} cold segments at once`, async () => {
    const [origin] = cluster.origins;
    const greedy = (await Promise.all(GREEDY_ASSETS.map((asset) => readPresentation(origin, asset))))
      .flatMap(({ variants }) => variants.flatMap(({ segments }) => segments))
      .slice(0, GREEDY_SEGMENTS);
    const modest = (await readPresentation(origin, 'modest/film')).variants[0]!;
    // One who plays already is admitted, however much there is to do.
    expect((await fetch(modest.segments[0]!)).status).toBe(200);
    const leaving = new AbortController();
    const waiting = new Set(greedy);
    const answers = greedy.map(async (url) => {
      const response = await fetch(url, { signal: leaving.signal });
      await response.arrayBuffer();
      waiting.delete(url);
    });
    const settled = Promise.allSettled(answers);
    await until(
      'work for all workers',
      () => cluster.workers.every(({ log }) => log.some(isOf('greedy/'))) || undefined,
    );
    expect(waiting.size).toBeGreaterThan(GREEDY_SEGMENTS / 2);
    const events = await queueEvents(cluster.redis.url);
    const before = await events.position();
    const response = await fetch(modest.segments.at(-1)!);
    expect(response.status).toBe(200);
    const since = await events.since(before);
    events.close();
    leaving.abort();
    await settled;
    const own = await jobOfSegment(origin, 'modest/film', modest.segments.at(-1)!);
    const at = (event: string) => since.findIndex((each) => each.event === event && each.jobId === own);
    expect([at('added'), at('active')]).not.toContain(-1);
    // No worker begins an encode of the other tenant while it waits: at most, each ends the one in progress. It cannot: prefetches
    // are not counted with this job, which is the only demand of its tenant, so it has the first turn, however soon it is due; all
    // others of the greedy tenant were asked for, or became urgent, while that had more outstanding, so none of them has.
    expect(since.slice(at('added'), at('active')).filter(({ event }) => event === 'active')).toEqual([]);
  });
});

/** The id of the job of a segment. */
async function jobOfSegment(origin: Origin, asset: string, url: string): Promise<string> {
  const headers = { Authorization: `Bearer ${origin.adminKey}` };
  const { version } = (await (await origin.fetch(`/api/assets/${asset}`, { headers })).json()) as {
    version: string;
  };
  const [, variantKey = '', segment] = /\/([^/]+)\/(\d+)\.m4s$/.exec(new URL(url).pathname) ?? [];
  return jobIdOf({ asset: toAssetId(asset), version, variantKey, segment: Number(segment) });
}

/** Whether a line of the log tells of an encode for a tenant. */
function isOf(tenant: string) {
  return (line: Record<string, unknown>) =>
    line['msg'] === 'segment encoded' && String(line['asset']).startsWith(tenant);
}
