import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type IndexWork, indexingInThisThread } from '../../../src/assets/indexing/indexing.js';
import { IndexingThreads } from '../../../src/assets/indexing/indexing-threads.js';
import { sentMaster } from '../../../src/assets/indexing/messages.js';
import type { MediaTools } from '../../../src/masters/indexing/media-tools.js';
import { withoutColumns } from '../../../src/masters/indexing/stored/columns.js';
import { writeIndexFile } from '../../../src/masters/indexing/stored/index-file.js';
import { INDEX_FORMAT, type MasterIndex } from '../../../src/masters/master-index.js';
import { fileMaster } from '../../../src/stores/file-master.js';
import { S3Connections } from '../../../src/stores/s3/s3-connections.js';
import { s3Store } from '../../../src/stores/s3/s3-store.js';
import type { Master } from '../../../src/stores/store.js';
import { codecUnsupported } from '../../../src/tracks/refusals.js';
import { codeOf } from '../../masters/support/errors.js';
import { fakeTools } from '../../masters/support/fake-tools.js';
import { audioTrack } from '../../masters/support/tracks.js';
import { type FakeS3, SECRET, startFakeS3 } from '../../stores/s3/support/fake-s3.js';
import { generateMaster } from '../../support/masters.js';
import { transportMaster } from '../../support/transport-masters.js';

const context = { signal: new AbortController().signal, reserve: async () => undefined };
const ENTRY = new URL('../../support/indexing-worker.mjs', import.meta.url);
let folder = '';
let master: Master;
let threads: IndexingThreads;
const opened: IndexingThreads[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-threads-'));
  master = (await fileMaster('film', await generateMaster('two-languages')))!;
  threads = threadsWith({});
});

afterAll(async () => {
  for (const threads of opened) threads.close();
  await rm(folder, { recursive: true, force: true });
});

function threadsWith(tools: Partial<MediaTools>, options: { limitMs?: number; heapMebibytes?: number } = {}) {
  const threads = new IndexingThreads({ tools: { ...fakeTools, ...tools }, entry: ENTRY, ...options });
  opened.push(threads);
  return threads;
}

/** Hangs until it is aborted, as a decoder may. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('it was aborted'))),
  );
}

const work = (name: string, of = master): IndexWork => ({
  master: of,
  prepared: { container: 'movie', copies: [], ignored: [] },
  path: join(folder, name),
});

test('an index built in a thread is the same as one built in the main thread, and is stored', async () => {
  const { index, storeError } = await threads.build(work('there'), context);
  const { index: here } = await indexingInThisThread(fakeTools).build(work('here'), context);
  expect(index).toEqual(here);
  expect(storeError).toBeUndefined();
  expect(await threads.read(join(folder, 'there'), context)).toEqual(here);
});

test.each([
  ['mpegts', () => transportMaster('video and audio')],
  ['matroska', () => generateMaster('mkv-h264-ac3')],
] as const)('an index from a thread keeps no memory beside its own (%s)', async (container, made) => {
  const of = (await fileMaster('film', await made()))!;
  const prepared = { container, copies: [], ignored: [] };
  const { index } = await threads.build({ ...work(container, of), prepared }, context);
  const { columns } = withoutColumns(index);
  expect(columns.length).toBeGreaterThan(0);
  for (const { buffer, byteLength } of columns) expect(buffer.byteLength).toBe(byteLength);
});

describe('a master in a bucket', () => {
  let server: FakeS3;
  beforeAll(async () => {
    server = await startFakeS3();
    server.objects.set('films/film.mp4', await readFile(master.localPath!));
  });
  afterAll(async () => {
    await server.close();
    vi.unstubAllEnvs();
  });

  async function inBucket(): Promise<Master> {
    const settings = { endpoint: server.endpoint, pathStyle: 'auto' } as const;
    const reading = await new S3Connections().reading(settings, server.bucket);
    const location = { bucket: server.bucket, prefix: 'films/' };
    return (await s3Store({ settings, location }, reading).find('film'))!;
  }

  test('is indexed in a thread, which opens it there, as a file is', async () => {
    const remote = await inBucket();
    const threads = threadsWith({});
    const { index } = await threads.build(work('remote', remote), context);
    const { index: local } = await indexingInThisThread(fakeTools).build(work('local'), context);
    expect(index).toEqual({ ...local, version: remote.version });
    // The main thread found it, and reads the frames that it decodes for the thread.
    expect(
      server.requests.filter((request) => request.startsWith('GET films/film.mp4')).length,
    ).toBeGreaterThan(0);
  });

  test('cannot take longer than a thread may, as one that blocked this thread could', async () => {
    const slow = { ...(await inBucket()), open: () => Promise.reject(new Error('opened in this thread')) };
    const threads = threadsWith({}, { limitMs: 0 });
    expect(await codeOf(() => threads.build(work('slow', slow), context))).toBe('master_too_complex');
  });

  test('that was replaced since its lookup is not indexed', async () => {
    const earlier = await inBucket();
    server.objects.set('films/film.mp4', Buffer.from('another'));
    expect(await codeOf(() => threadsWith({}).build(work('replaced', earlier), context))).toBe(
      'master_changed',
    );
  });

  test('says which in a message without credentials', async () => {
    expect(JSON.stringify(sentMaster(await inBucket()))).not.toContain(SECRET);
  });
});

test('an error of a decoder or of the indexer arrives as it was thrown', async () => {
  const threads = threadsWith({ decodeVideo: () => Promise.reject(codecUnsupported('cinepak')) });
  await expect(threads.build(work('refused'), context)).rejects.toMatchObject({
    code: 'master_codec_unsupported',
    publicDetail: codecUnsupported('cinepak').publicDetail,
  });
  const path = join(folder, 'text.mp4');
  await writeFile(path, 'no movie at all, but long enough to have boxes');
  const text = (await fileMaster('text', path))!;
  expect(await codeOf(() => threads.build(work('text', text), context))).toBe('master_truncated');
});

test('a master that was replaced since its lookup is not indexed', async () => {
  const older = { ...master, version: 'an earlier one' };
  expect(await codeOf(() => threads.build(work('older', older), context))).toBe('master_changed');
});

test('an index that cannot be stored is returned nevertheless, with the reason', async () => {
  await writeFile(join(folder, 'a file'), '');
  const { index, storeError } = await threads.build(work('a file/index'), context);
  expect(index.audio.length).toBe(2);
  expect(String(storeError)).toMatch(/EEXIST|ENOTDIR/);
});

test('a master that takes too long is too complex, and the next one gets a new thread', async () => {
  let isHanging = true;
  const decodeVideo: MediaTools['decodeVideo'] = (...decoding) =>
    isHanging ? untilAborted(decoding[2]) : fakeTools.decodeVideo(...decoding);
  const threads = threadsWith({ decodeVideo }, { limitMs: 5000 });
  expect(await codeOf(() => threads.build(work('hanging'), context))).toBe('master_too_complex');
  isHanging = false;
  expect((await threads.build(work('next'), context)).index.audio.length).toBe(2);
});

test('a thread that runs out of memory makes its master too complex, and affects nothing else', async () => {
  const threads = threadsWith({}, { heapMebibytes: 4 });
  expect(await codeOf(() => threads.build(work('small heap'), context))).toBe('master_too_complex');
});

test('cancelled work ends at once, also while it waits for a thread', async () => {
  const leaving = new AbortController();
  let onDecode: () => void = () => undefined;
  const decoding = new Promise<void>((resolve) => {
    onDecode = resolve;
  });
  const decodeVideo: MediaTools['decodeVideo'] = (_track, _source, signal) => {
    onDecode();
    return untilAborted(signal);
  };
  const threads = threadsWith({ decodeVideo });
  const leavingContext = { ...context, signal: leaving.signal };
  const codes = ['a', 'b', 'c'].map((name) => codeOf(() => threads.build(work(name), leavingContext)));
  await decoding;
  leaving.abort();
  expect(await Promise.all(codes)).toEqual(Array.from({ length: 3 }, () => 'encode_cancelled'));
});

test('a large stored index is read in a thread, after its memory was reserved', async () => {
  const audio = [audioTrack(3 * 3600)];
  const index: MasterIndex = {
    ...{ format: INDEX_FORMAT, asset: 'a', version: 'v', size: 1, container: 'mp4' },
    ...{ files: [{ kind: 'master' }], audio, text: [], chapters: [], attachments: [], ignored: [] },
  };
  const path = join(folder, 'large');
  await writeIndexFile(path, index);
  const reserved: number[] = [];
  const reserve = async (bytes: number) => void reserved.push(bytes);
  const stored = (await threads.read(path, { ...context, reserve }))!;
  const [read, written] = [stored.audio[0]!.samples, audio[0]!.samples];
  for (const column of ['offsets', 'sizes', 'times', 'sync'] as const)
    expect(Buffer.compare(bytesOf(read[column]), bytesOf(written[column]))).toBe(0);
  expect(reserved[0]).toBeGreaterThanOrEqual(audio[0]!.samples.count * 21);
});

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
