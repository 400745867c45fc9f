/** Where the masters of a cluster lie, and the segments that it has finished. */
import { copyFile, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fromSegmentObject } from '../../../../src/segments/stores/bucket/segment-object.js';
import { fromSegmentFile } from '../../../../src/segments/stores/segment-file.js';
import { parsePath } from '../../../../src/segments/stores/segment-places.js';
import type { Cluster, ClusterOptions } from '../../../support/cluster.js';
import { redisMissing } from '../../../support/redis.js';
import { ensureSwift, swiftMissing, type TestBucket } from '../../../support/swift/ensure-swift.js';

/** File name (asset and extension) to source file. */
type Files = Readonly<Record<string, string>>;

/** A finished segment as a process would read it. */
export interface StoredSegment {
  /** Rendition and number: `v360-77ab…/3`. */
  readonly key: string;
  /** Undefined where the store has something else than a whole segment. */
  readonly bytes: Uint8Array | undefined;
}

export interface PreparedPlace {
  readonly options: Pick<ClusterOptions, 'masters' | 'folder' | 'env'>;
  /** Puts a file beside the masters, or in the place of another one. */
  put(cluster: Cluster, name: string, path: string): Promise<void>;
  /** All segments that any process would find in a store. */
  stored(cluster: Cluster): Promise<readonly StoredSegment[]>;
}

export interface Place {
  readonly where: string;
  /** Why there can be no such cluster on this machine. */
  readonly missing: string | undefined;
  /** Puts the masters there. */
  prepare(masters: Files): Promise<PreparedPlace>;
}

const SEGMENTS = 'cache/segments/';

export const PLACES: readonly Place[] = [
  {
    where: 'folders',
    missing: redisMissing,
    prepare: async (masters) => ({
      options: { masters, env: { ONPLAY_DISK_MIN_FREE_BYTES: '0' } },
      put: async ({ origins: [{ mastersPath }] }, name, path) => {
        // Masters are links to files that other tests use.
        await copyFile(path, join(mastersPath, `.${name}`));
        await rename(join(mastersPath, `.${name}`), join(mastersPath, name));
      },
      stored: async ({ origins }) =>
        (await Promise.all(origins.map(({ dataPath }) => onDisk(join(dataPath, 'segments'))))).flat(),
    }),
  },
  { where: 'buckets', missing: redisMissing ?? swiftMissing, prepare: prepareBuckets },
];

async function prepareBuckets(masters: Files): Promise<PreparedPlace> {
  const bucket = await ensureSwift();
  const put = async (name: string, path: string) => {
    const body = await readFile(path);
    const { ok, status } = await bucket.request(`films/${name}`, { method: 'PUT', body });
    if (!ok) throw new Error(`${name} was not stored: ${status}`);
  };
  for (const [name, path] of Object.entries(masters)) await put(name, path);
  const url = `s3://${bucket.bucket}`;
  const env = {
    ...bucket.env,
    // Small as they are, none is downloaded: each process reads the ranges that it needs.
    ONPLAY_DOWNLOAD_MAX_BYTES: '0',
    ONPLAY_SEGMENTS: `${url}/${SEGMENTS}`,
    ONPLAY_COPIES: `${url}/cache/copies`,
  };
  return {
    options: { folder: `${url}/films`, env },
    put: (_cluster, name, path) => put(name, path),
    stored: () => inBucket(bucket),
  };
}

async function onDisk(folder: string): Promise<StoredSegment[]> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => parsePath(path));
  return Promise.all(
    paths.map(async (path) => {
      const key = keyOf(path);
      return { key, bytes: fromSegmentFile(key, await readFile(join(folder, path))) };
    }),
  );
}

async function inBucket({ request }: TestBucket): Promise<StoredSegment[]> {
  const list = await (await request(`?list-type=2&prefix=${encodeURIComponent(SEGMENTS)}`)).text();
  const paths = Array.from(list.matchAll(/<Key>(.*?)<\/Key>/g), ([, key = '']) => key.slice(SEGMENTS.length));
  return Promise.all(
    paths.map(async (path) => {
      const object = Buffer.from(await (await request(SEGMENTS + path)).arrayBuffer());
      return { key: keyOf(path), bytes: fromSegmentObject(path, object)?.bytes };
    }),
  );
}

/** What is no segment is left out before. */
function keyOf(path: string): string {
  return parsePath(path)?.key ?? path;
}
