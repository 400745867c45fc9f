import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CopyStore } from '../../src/assets/copy-store.js';
import { createIndexStore, type IndexSteps } from '../../src/assets/index-store.js';
import { indexingHere } from '../../src/assets/indexing/indexing.js';
import type { MediaTools } from '../../src/masters/indexing/media-tools.js';
import { damaged } from '../../src/masters/refusals.js';
import { fileMaster } from '../../src/masters/stores/file-master.js';
import type { Master } from '../../src/masters/stores/store.js';
import { createLogger } from '../../src/shared/log.js';
import { generateMaster } from '../support/masters.js';

const signal = new AbortController().signal;
/** Each step at once. */
const steps: IndexSteps = { index: (work) => work(signal), remux: (work) => work({ signal }) };
/** The first bytes of a Matroska file (RFC 8794 11.2.1), enough to be taken for one. */
const MATROSKA = Buffer.from('1a45dfa3a342868101428781014282886d6174726f736b61', 'hex');

let movie: string;
let root: string;
let conformed: number;

beforeAll(async () => {
  movie = await generateMaster('silent');
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-index-'));
  conformed = 0;
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Tools that find what any small video has, and conform everything into one and the same movie. */
const tools: MediaTools = {
  decodeVideo: async () => ({
    codec: 'h264',
    width: 320,
    height: 180,
    pixelFormat: 'yuv420p',
    colour: { primaries: 1, transfer: 1, matrix: 1, fullRange: false },
    interlaced: false,
    bidirectional: false,
  }),
  decodeAudio: async () => {
    throw damaged('there should be no sound');
  },
  remux: async (_path, _container, folder) => {
    conformed += 1;
    await copyFile(movie, join(folder, 'media.mp4'));
    return [{ path: join(folder, 'media.mp4'), kind: 'movie' }];
  },
};

const lines: string[] = [];
const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
const dataPath = () => join(root, 'data');
const copies = () =>
  new CopyStore({ folder: join(dataPath(), 'copies'), maxBytes: 1e9, minFreeBytes: 0, log });
const storeWith = (used: MediaTools) =>
  createIndexStore(dataPath(), { tools: used, copies: copies(), indexing: indexingHere(used), log });
const store = () => storeWith(tools);

async function masterOf(contents: string | Uint8Array, name = 'film'): Promise<Master> {
  const path = join(root, `${name}.mp4`);
  if (typeof contents === 'string') await copyFile(contents, path);
  else await writeFile(path, contents);
  return (await fileMaster(name, path))!;
}

const folders = () => readdir(join(root, 'data', 'indexes'));

describe('the index store', () => {
  it('gives the same index again after a restart, without building it', async () => {
    const master = await masterOf(movie);
    const built = await store().get(master, steps);
    const none = { ...tools, decodeVideo: () => Promise.reject(new Error('built again')) };
    const read = await storeWith(none).get(master, steps);
    expect(read).toStrictEqual(built);
    expect(read.video?.frames.length).toBeGreaterThan(0);
  });

  it('builds an index again that does not belong to the master, or is broken', async () => {
    const master = await masterOf(movie);
    await store().get(master, steps);
    const [folder = ''] = await folders();
    await writeFile(join(root, 'data', 'indexes', folder, 'index'), 'half of one');
    expect((await store().get(master, steps)).asset).toBe('film');
  });

  it('keeps one version of each asset', async () => {
    await store().get(await masterOf(movie), steps);
    await store().get(await masterOf(movie, 'other'), steps);
    await rm(join(root, 'film.mp4'));
    const replaced = await masterOf(movie);
    await store().get(replaced, steps);
    const after = await folders();
    expect(after).toHaveLength(2);
    expect(after.some((folder) => folder.endsWith(replaced.version))).toBe(true);
  });

  it('gives folders names that no asset can choose', async () => {
    await store().get(await masterOf(movie, 'film'), steps);
    expect(await folders()).toStrictEqual([expect.stringMatching(/^[0-9a-f]{32}-[0-9a-f]{20}$/)]);
  });

  it('works where nothing can be written, and says so in the log', async () => {
    await mkdir(join(root, 'data'));
    await writeFile(join(root, 'data', 'indexes'), 'a file in the way');
    const index = await store().get(await masterOf(movie), steps);
    expect(index.video).toBeDefined();
    expect(lines.at(-1)).toContain('index could not be kept');
  });
});

describe('a conformed copy', () => {
  const open = async (master: Master) => {
    const source = await store().openRemuxed(master, 'media.mp4');
    await source.close();
    return source.size;
  };

  it('is made once', async () => {
    const master = await masterOf(MATROSKA);
    const index = await store().get(master, steps);
    expect(index.files).toStrictEqual([{ kind: 'conformed', name: 'media.mp4' }]);
    await store().get(master, steps);
    expect(conformed).toBe(1);
    expect(await open(master)).toBeGreaterThan(1000);
  });

  it('that was removed is told from a damaged master, and is made again', async () => {
    const master = await masterOf(MATROSKA);
    const before = await store().get(master, steps);
    const [folder = ''] = await readdir(join(dataPath(), 'copies'));
    await rm(join(dataPath(), 'copies', folder), { recursive: true });
    await expect(open(master)).rejects.toMatchObject({ code: 'master_copy_missing', retryable: true });
    expect(await store().get(master, steps)).toStrictEqual(before);
    expect(conformed).toBe(2);
    expect(await open(master)).toBeGreaterThan(1000);
  });
});
