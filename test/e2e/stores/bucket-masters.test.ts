/** Masters in a bucket of a real S3 server play as from a folder, at one request for each segment. */
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy/fault-proxy.js';
import { NO_FAULTS } from '../../support/fault-proxy/faults.js';
import { bytesOf, type Presentation, readPresentation } from '../../support/hls-client.js';
import { generateMaster, type MasterKind } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';
import { ensureSwift, swiftMissing, type TestBucket } from '../../support/swift/ensure-swift.js';

const MASTERS = {
  gops: 'h264-24-gop2',
  fragmented: 'h264-fragmented',
  languages: 'two-languages',
  matroska: 'mkv-h264-ac3',
  television: 'ts-h264-aac',
  regular: 'h264-24-gop2',
  unlucky: 'h264-2997',
  replaced: 'h264-2997',
} as const satisfies Record<string, MasterKind>;

describe.skipIf(swiftMissing)(swiftMissing ?? 'masters in a bucket', () => {
  let folder: Origin;
  let bucket: Origin;
  let proxy: FaultProxy;
  let swift: TestBucket;

  async function put(name: string, path: string): Promise<void> {
    const stored = await swift.request(`films/${name}`, { method: 'PUT', body: await readFile(path) });
    expect(stored.status).toBe(200);
  }

  beforeAll(async () => {
    swift = await ensureSwift();
    proxy = await startFaultProxy(swift.endpoint);
    const files: Record<string, string> = {};
    for (const [asset, kind] of Object.entries(MASTERS)) {
      const path = await generateMaster(kind);
      const name = asset + extname(path);
      files[name] = path;
      await put(name, path);
    }
    folder = await startOrigin({ masters: files });
    bucket = await startOrigin({
      folder: `s3://${swift.bucket}/films`,
      // Small as they are, none is downloaded.
      env: { ...swift.env, AWS_ENDPOINT_URL: proxy.endpoint, ONPLAY_DOWNLOAD_MAX_BYTES: '0' },
    });
  });
  afterAll(async () => {
    await folder?.stop();
    await bucket?.stop();
    await proxy?.close();
  });

  const everySegment = ({ variants, audio }: Presentation) =>
    [...variants, ...audio.values()].map(({ init, segments }) => [init, ...segments]);

  test.each(partOf(['gops', 'fragmented', 'languages', 'matroska', 'television']))(
    'every segment of %s is, byte for byte, that from a folder',
    async (asset) => {
      const [here, there] = [await readPresentation(folder, asset), await readPresentation(bucket, asset)];
      const [ours, theirs] = [everySegment(here), everySegment(there)];
      expect(theirs.map((urls) => urls.length)).toStrictEqual(ours.map((urls) => urls.length));
      for (const [rendition, urls] of ours.entries())
        for (const [i, url] of urls.entries())
          expect(Buffer.compare(await bytesOf(theirs[rendition]![i]!), await bytesOf(url)), url).toBe(0);
    },
  );

  test('a cold segment takes one request, and all of them together hardly more bytes than the master has', async () => {
    const [lowest] = (await readPresentation(bucket, 'regular')).variants;
    proxy.reset();
    for (const url of lowest!.segments) await bytesOf(url);
    const ranges = proxy.exchanges.filter(({ range }) => range !== undefined);
    expect(new Set(ranges.map(({ ifMatch }) => ifMatch)).size).toBe(1);
    expect(ranges[0]!.ifMatch).toMatch(/^"[0-9a-f]+"$/);
    expect(ranges.length).toBeLessThanOrEqual(lowest!.segments.length);
    const bytes = ranges.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);
    expect(bytes).toBeLessThan(1.15 * (await stat(await generateMaster(MASTERS.regular))).size);
  });

  test('every segment is that of a folder, and none fails but for a moment, while a fifth of the requests do', async () => {
    proxy.setFaults({
      share: 0.2,
      kinds: ['status 500', 'cut short', 'closed', 'status 503', 'time-out'],
      of: ({ key }) => key.includes('unlucky'),
    });
    const [here, there] = [
      await readPresentation(folder, 'unlucky'),
      await readPresentation(bucket, 'unlucky'),
    ];
    for (const [i, url] of there.variants[0]!.segments.entries())
      expect(Buffer.compare(await bytesOf(url), await bytesOf(here.variants[0]!.segments[i]!))).toBe(0);
    const failed = proxy.exchanges.filter(({ fault }) => fault !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    proxy.setFaults(NO_FAULTS);
  });

  test('a master that is replaced gets another version, and nothing of it is served under the URLs of the earlier one', async () => {
    const before = await readPresentation(bucket, 'replaced');
    const [, unplayed] = before.variants;
    await put('replaced.mp4', await generateMaster('rotated-90'));
    const answer = await fetch(unplayed!.segments.at(-1)!);
    expect([404, 410, 503]).toContain(answer.status);
    await expect
      .poll(async () => (await readPresentation(bucket, 'replaced')).variants[0]!.init)
      .not.toBe(before.variants[0]!.init);
  });
});
