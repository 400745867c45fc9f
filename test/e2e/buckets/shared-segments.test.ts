/** Segments in a bucket that servers share: what one has encoded, another serves, also while the store fails. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy/fault-proxy.js';
import { NO_FAULTS } from '../../support/fault-proxy/faults.js';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ensureSwift, swiftMissing, type TestBucket } from '../../support/swift/ensure-swift.js';
import { s3Environment } from '../../support/swift/s3-server.js';
import { metricOf } from '../promises/fixtures/metrics-and-log.js';

const PREFIX = 'cache/segments';

describe.skipIf(swiftMissing !== undefined)(
  `servers that share segments${swiftMissing ? ` (${swiftMissing})` : ''}`,
  () => {
    let bucket: TestBucket;
    let proxy: FaultProxy;
    let first: Origin;
    const others: Origin[] = [];

    beforeAll(async () => {
      bucket = await ensureSwift();
      proxy = await startFaultProxy(bucket.endpoint);
      first = await start({ masters: { 'film.mp4': await generateMaster('h264-24-gop2') } });
    });
    afterEach(async () => {
      proxy.setFaults(NO_FAULTS);
      await Promise.all(others.splice(0).map((origin) => origin.stop()));
    });
    afterAll(async () => {
      await first?.stop();
      await proxy?.close();
    });

    const start = (options: Parameters<typeof startOrigin>[0]) =>
      startOrigin({
        ...options,
        env: {
          ...s3Environment({ ...bucket, endpoint: proxy.endpoint }),
          ONPLAY_SEGMENTS: `s3://${bucket.bucket}/${PREFIX}`,
        },
      });

    /** Another server of the same masters, which has nothing of its own yet. */
    async function another(): Promise<Origin> {
      const origin = await start({ folder: first.mastersPath, secret: first.secret });
      others.push(origin);
      return origin;
    }

    async function played(origin: Origin): Promise<readonly Buffer[]> {
      const { variants } = await readPresentation(origin, 'film');
      const { init, segments } = variants[0]!;
      return Promise.all([init, ...segments].map(bytesOf));
    }

    const stored = async () => {
      const list = await (await bucket.request(`?list-type=2&prefix=${PREFIX}`)).text();
      return list.match(/<Key>/g)?.length ?? 0;
    };
    const producedBy = (origin: Origin) =>
      metricOf(origin, 'onplay_segment_requests_total', { result: 'miss' });

    test('encode each segment once', async () => {
      const bytes = await played(first);
      await vi.waitFor(async () => expect(await stored()).toBeGreaterThanOrEqual(bytes.length));
      // On a machine that is busy with something else, a read may take longer than an encode, and is given up.
      await vi.waitFor(async () => {
        const other = await another();
        expect((await played(other)).every((segment, i) => segment.equals(bytes[i]!))).toBe(true);
        expect(await producedBy(other)).toBe(0);
        const fromBucket = await metricOf(other, 'onplay_segment_requests_total', { result: 'bucket' });
        expect(fromBucket).toBeGreaterThan(0);
      });
    });

    test('serve each segment while the store answers with errors, not at all, and in part', async () => {
      const bytes = await played(first);
      const kinds = ['status 500', 'time-out', 'cut short', 'status 503'] as const;
      proxy.setFaults({ share: 0.2, kinds, seed: 5 });
      const second = await another();
      expect((await played(second)).every((segment, i) => segment.equals(bytes[i]!))).toBe(true);
    });

    test('serve each segment while the store is away', async () => {
      const bytes = await played(first);
      proxy.setFaults({ share: 1, kinds: ['closed'] });
      const second = await another();
      expect((await played(second)).every((segment, i) => segment.equals(bytes[i]!))).toBe(true);
    });

    test('find none that one of them has purged', async () => {
      await played(first);
      await vi.waitFor(async () => expect(await stored()).toBeGreaterThan(0));
      const purged = await first.fetch('/api/invalidations', {
        method: 'POST',
        headers: { Authorization: `Bearer ${first.adminKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ asset: 'film' }),
      });
      expect(purged.ok).toBe(true);
      await vi.waitFor(async () => expect(await stored()).toBe(0));
    });
  },
);
