import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadCorpus, parseManifest } from '../support/corpus.js';

const MANIFEST = `file\tbytes\texercises\texpect
long/film.mp4\t12\ta real film\tok
legacy/old.3gp\t34\tan old container\teither: serve correctly or refuse cleanly
bad/cut.mp4\t56\ta truncated upload\tbad: refuse
`;

describe('the directory of real masters', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-corpus-'));
    vi.stubEnv('ONPLAY_TEST_MEDIA', folder);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it('is read from its manifest, in order', async () => {
    await writeFile(join(folder, 'MANIFEST.tsv'), MANIFEST);
    expect(loadCorpus()).toEqual([
      { file: 'long/film.mp4', path: join(folder, 'long/film.mp4'), expect: 'ok', exercises: 'a real film' },
      {
        file: 'legacy/old.3gp',
        path: join(folder, 'legacy/old.3gp'),
        expect: 'either',
        exercises: 'an old container',
      },
      {
        file: 'bad/cut.mp4',
        path: join(folder, 'bad/cut.mp4'),
        expect: 'bad',
        exercises: 'a truncated upload',
      },
    ]);
  });

  it('is an error if ONPLAY_TEST_MEDIA names it and it has no manifest', () => {
    expect(() => loadCorpus()).toThrow('without a MANIFEST.tsv');
  });

  it('is rejected if a row lacks a column', () => {
    expect(() => parseManifest('file\texpect\texercises\na.mp4\tok', '/')).toThrow("without 'exercises'");
  });

  it('is rejected if an expectation is unknown', () => {
    expect(() => parseManifest('file\texpect\texercises\na.mp4\tokay\tall', '/')).toThrow('expects neither');
  });
});
