/**
 * The store of the masters and of finished segments fails a fifth of the requests while viewers play in a cluster. No request of
 * theirs may fail: at most it is refused for now, with 503 and `Retry-After`. The counts are printed.
 */
import { stdout } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../support/cluster.js';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy/fault-proxy.js';
import { type Fault, NO_FAULTS } from '../../support/fault-proxy/faults.js';
import { filmWithSidecars } from '../beside/support/film-with-sidecars.js';
import { sheetUrls, textUrls } from '../beside/support/found-urls.js';
import { PLACES } from './support/places.js';
import { whilePlaying } from './support/playing.js';

const SHARE = 0.2;
const KINDS: readonly Fault[] = ['status 500', 'time-out', 'cut short'];

const buckets = PLACES.find(({ where }) => where === 'buckets')!;

describe.skipIf(buckets.missing)(buckets.missing ?? 'viewers who play from buckets', () => {
  let cluster: Cluster;
  let proxy: FaultProxy;

  beforeAll(async () => {
    const { options } = await buckets.prepare(await filmWithSidecars('film'));
    proxy = await startFaultProxy(options.env!['AWS_ENDPOINT_URL']!);
    cluster = await startCluster({ ...options, env: { ...options.env, AWS_ENDPOINT_URL: proxy.endpoint } });
  });
  afterAll(async () => {
    await cluster?.stop();
    await proxy?.close();
  });

  test('see no failure while the store answers a fifth of all requests with an error, not at all, or in part', async () => {
    const besides = await besidesOf(cluster);
    proxy.reset();
    proxy.setFaults({ share: SHARE, kinds: KINDS });
    const playing = { what: 'a store that fails', asset: 'film' };
    const report = await whilePlaying(cluster, playing, (audience) => audience.play(besides));
    const failed = (kind: Fault) => proxy.exchanges.filter(({ fault }) => fault === kind).length;
    const counts = KINDS.map((kind) => `${failed(kind)} × ${kind}`);
    stdout.write(`of ${proxy.exchanges.length} requests to the store: ${counts.join(', ')}\n`);
    proxy.setFaults(NO_FAULTS);
    for (const kind of KINDS) expect(failed(kind), kind).toBeGreaterThan(0);
    expect(report.failed).toEqual([]);
  });
});

/** Texts and images, each at a URL that both origins answer. */
async function besidesOf({ origins: [origin] }: Cluster): Promise<readonly string[]> {
  return [...(await textUrls(origin, 'film')), ...(await sheetUrls(origin, 'film'))];
}
