import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CopyStore } from '../../src/assets/copies/copy-store.js';
import { MasterCopies } from '../../src/assets/copies/master-copies.js';
import { createIndexStore, type IndexSteps } from '../../src/assets/index-store.js';
import { indexingInThisThread } from '../../src/assets/indexing/indexing.js';
import type { MediaTools } from '../../src/masters/indexing/media-tools.js';
import type { MasterIndex } from '../../src/masters/master-index.js';
import { createLogger } from '../../src/shared/log.js';
import { fileMaster } from '../../src/stores/file-master.js';
import type { Master } from '../../src/stores/store.js';
import { damaged } from '../../src/tracks/refusals.js';
import { generateMaster } from '../support/masters.js';

const signal = new AbortController().signal;
/** Runs each step at once. */
const steps: IndexSteps = {
  index: (work) => work(signal),
  scan: (work) => work({ signal }),
  remux: (work) => work({ signal }),
};
/** The first bytes of an AVI file, enough to be detected as one. */
const AVI = Buffer.from('RIFF\0\0\0\0AVI LIST');

let movie: string;
let root: string;
let remuxes: number;

beforeAll(async () => {
  movie = await generateMaster('silent');
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-index-'));
  remuxes = 0;
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Tools that report the facts of a small video, and remux everything into the same movie. */
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
    throw damaged('there should be no audio');
  },
  remux: async (_path, _container, folder) => {
    remuxes += 1;
    await copyFile(movie, join(folder, 'media.mp4'));
    const stream = { id: 0, kind: 'video', codec: 'h264', isEnabled: true, startSeconds: 0 } as const;
    return { files: [{ path: join(folder, 'media.mp4'), kind: 'movie', stream }], ignored: [] };
  },
};

const lines: string[] = [];
const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
const dataPath = () => join(root, 'data');
const copiesWith = (used: MediaTools) =>
  new MasterCopies({
    local: new CopyStore({ folder: join(dataPath(), 'copies'), maxBytes: 1e9, minFreeBytes: 0, log }),
    ...{ tools: used, remuxMaxBytes: 1e9, downloadMaxBytes: 0, log },
  });
const storeWith = (used: MediaTools, onBuilt: (index: MasterIndex) => void = () => undefined) =>
  createIndexStore(dataPath(), {
    ...{ copies: copiesWith(used), indexing: indexingInThisThread(used), log },
    onBuilt,
  });
const store = () => storeWith(tools);

async function masterOf(contents: string | Uint8Array, name = 'film'): Promise<Master> {
  const path = join(root, `${name}.mp4`);
  if (typeof contents === 'string') await copyFile(contents, path);
  else await writeFile(path, contents);
  return (await fileMaster(name, path))!;
}

const folders = () => readdir(join(root, 'data', 'indexes'));

describe('the index store', () => {
  it('returns the same index after a restart without building it again', async () => {
    const master = await masterOf(movie);
    const built = await store().get(master, steps);
    const none = { ...tools, decodeVideo: () => Promise.reject(new Error('built again')) };
    const read = await storeWith(none).get(master, steps);
    expect(read).toStrictEqual(built);
    expect(read.video?.frames.length).toBeGreaterThan(0);
  });

  it('reports each index that is built, and none that is read', async () => {
    const master = await masterOf(movie);
    const reported: string[] = [];
    const reporting = () => storeWith(tools, ({ asset }) => reported.push(asset));
    await reporting().get(master, steps);
    await reporting().get(master, steps);
    expect(reported).toStrictEqual(['film']);
  });

  it('builds an index again when the stored one is broken', async () => {
    const master = await masterOf(movie);
    await store().get(master, steps);
    const [folder = ''] = await folders();
    await writeFile(join(root, 'data', 'indexes', folder, 'index'), 'half of one');
    expect((await store().get(master, steps)).asset).toBe('film');
  });

  it('stores only the current version of each asset', async () => {
    await store().get(await masterOf(movie), steps);
    await store().get(await masterOf(movie, 'other'), steps);
    await rm(join(root, 'film.mp4'));
    const replaced = await masterOf(movie);
    await store().get(replaced, steps);
    const after = await folders();
    expect(after).toHaveLength(2);
    expect(after.some((folder) => folder.endsWith(replaced.version))).toBe(true);
  });

  it('derives directory names that no asset id can choose', async () => {
    await store().get(await masterOf(movie, 'film'), steps);
    expect(await folders()).toStrictEqual([expect.stringMatching(/^[0-9a-f]{32}-[0-9a-f]{20}$/)]);
  });

  it.each([
    ['mkv-h264-ac3', true],
    ['silent', false],
  ] as const)(
    'says before and after it of a master in a bucket whether all of it is read: %s',
    async (kind, isAll) => {
      const settings = { pathStyle: 'auto' } as const;
      const master = await masterOf(await readFile(await generateMaster(kind)), kind);
      const { localPath, ...found } = master;
      expect(localPath).toBeDefined();
      const object = { settings, bucket: 'films', key: kind, entityTag: '"x"', size: master.size };
      lines.length = 0;
      await store().get({ ...found, object }, steps);
      const said = lines.map((line) => JSON.parse(line) as { msg: string; reading?: string });
      expect(said.some(({ msg }) => msg === 'master in a bucket is read through to be indexed')).toBe(isAll);
      expect(said.some(({ reading }) => reading?.includes('all of it is read once'))).toBe(isAll);
    },
  );

  it('works where nothing can be written, and logs it', async () => {
    await mkdir(join(root, 'data'));
    await writeFile(join(root, 'data', 'indexes'), 'a file in the way');
    const index = await store().get(await masterOf(movie), steps);
    expect(index.video).toBeDefined();
    expect(lines.at(-1)).toContain('index could not be stored');
  });
});

describe('a remuxed copy', () => {
  /** By its bytes. */
  const copy = async () => {
    const digest = createHash('sha256')
      .update(await readFile(movie))
      .digest('hex')
      .slice(0, 16);
    return { kind: 'remuxed' as const, name: `${digest}-media.mp4` };
  };
  const open = async (master: Master) => {
    const source = await store().open(master, await copy());
    await source.close();
    return source.size;
  };

  it('is created once', async () => {
    const master = await masterOf(AVI);
    const index = await store().get(master, steps);
    expect(index.files).toStrictEqual([await copy()]);
    await store().get(master, steps);
    expect(remuxes).toBe(1);
    expect(await open(master)).toBeGreaterThan(1000);
  });

  it('that was removed is not taken for a damaged master, and is created again', async () => {
    const master = await masterOf(AVI);
    const before = await store().get(master, steps);
    const [folder = ''] = await readdir(join(dataPath(), 'copies'));
    await rm(join(dataPath(), 'copies', folder), { recursive: true });
    await expect(open(master)).rejects.toMatchObject({ code: 'master_copy_missing', retryable: true });
    expect(await store().get(master, steps)).toStrictEqual(before);
    expect(remuxes).toBe(2);
    expect(await open(master)).toBeGreaterThan(1000);
  });
});
