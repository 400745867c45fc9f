/** A master in a bucket whose container is not read in place: remuxed by one server, for all. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { remuxedMaster } from '../../support/remuxed-masters.js';
import { ensureSwift, swiftMissing, type TestBucket } from '../../support/swift/ensure-swift.js';

describe.skipIf(swiftMissing !== undefined)(
  `a master in a bucket that is remuxed${swiftMissing ? ` (${swiftMissing})` : ''}`,
  () => {
    let bucket: TestBucket;
    let local: Origin;
    let first: Origin;
    let second: Origin | undefined;

    beforeAll(async () => {
      bucket = await ensureSwift();
      const path = await remuxedMaster('MPEG-4 with B-frames in AVI');
      await bucket.request('masters/film.avi', { method: 'PUT', body: await readFile(path) });
      local = await startOrigin({ masters: { 'film.avi': path } });
      first = await start();
    });
    afterAll(async () => {
      for (const origin of [local, first, second]) await origin?.stop();
    });

    const start = () =>
      startOrigin({
        env: {
          ...bucket.env,
          ONPLAY_MASTERS: `s3://${bucket.bucket}/masters`,
          ONPLAY_COPIES: `s3://${bucket.bucket}/copies`,
        },
      });

    async function played(origin: Origin): Promise<readonly Buffer[]> {
      const { variants } = await readPresentation(origin, 'film');
      const { init, segments } = variants[0]!;
      return Promise.all([init, ...segments].map(bytesOf));
    }

    const saidBy = (origin: Origin) => origin.log.map(({ msg }) => msg);

    test('plays as from a folder', async () => {
      const [fromFolder, fromBucket] = [await played(local), await played(first)];
      expect(fromBucket.every((segment, i) => segment.equals(fromFolder[i]!))).toBe(true);
      expect(saidBy(first)).toContain('master is downloaded to be remuxed');
    });

    test('is remuxed by one server only', async () => {
      const bytes = await played(first);
      await vi.waitFor(() => expect(saidBy(first)).toContain('copies of a master stored in the bucket'));
      second = await start();
      expect((await played(second)).every((segment, i) => segment.equals(bytes[i]!))).toBe(true);
      expect(saidBy(second)).not.toContain('master is downloaded to be remuxed');
    });
  },
);
