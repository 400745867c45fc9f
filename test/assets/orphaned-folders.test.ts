import { describe, expect, it } from 'vitest';
import { orphanedFolders } from '../../src/assets/orphaned-folders.js';
import { versionFolder } from '../../src/assets/version-folder.js';
import { OnplayError } from '../../src/shared/errors.js';
import type { ListOptions } from '../../src/stores/store.js';
import { madeUpMaster } from '../segments/support/made-up-master.js';

const unreadable = new OnplayError('master_unreadable', { publicDetail: 'The disk is away.' });
const folderOf = (asset: string, version = 'v1') => versionFolder({ asset, version });

/** A store of masters in version v1; those in `broken` cannot be read. */
const storeOf = (assets: readonly string[], broken: readonly string[] = []) => ({
  list: async (limit: number) => assets.slice(0, limit),
  find: async (asset: string) => {
    if (broken.includes(asset)) throw unreadable;
    return assets.includes(asset) ? madeUpMaster(asset) : undefined;
  },
});

describe('orphaned directories', () => {
  it('are those of masters that are gone, and copies of superseded versions', async () => {
    const folders = {
      indexes: [folderOf('film'), folderOf('gone'), 'something else'],
      copies: [folderOf('film'), folderOf('film', 'v0'), folderOf('taken-down')],
    };
    expect(await orphanedFolders(folders, storeOf(['film', 'other']))).toStrictEqual(
      new Set([folderOf('gone'), folderOf('film', 'v0'), folderOf('taken-down')]),
    );
  });

  it('do not include those of audio beside a film, which is in no list', async () => {
    const store = {
      ...storeOf(['film', 'film.es.m4a']),
      list: async (_limit: number, options?: ListOptions) => [
        'film',
        ...(options?.withDubs ? ['film.es.m4a'] : []),
      ],
    };
    const folders = { indexes: [folderOf('film.es.m4a')], copies: [folderOf('film.es.m4a')] };
    expect(await orphanedFolders(folders, store)).toStrictEqual(new Set());
  });

  it('are none when the store cannot be read', async () => {
    const store = { ...storeOf([]), list: () => Promise.reject(unreadable) };
    const folders = { indexes: [folderOf('film')], copies: [folderOf('film')] };
    expect(await orphanedFolders(folders, store)).toStrictEqual(new Set());
  });

  it('do not include those of a master that cannot be read', async () => {
    const folders = { indexes: [], copies: [folderOf('film', 'v0')] };
    expect(await orphanedFolders(folders, storeOf(['film'], ['film']))).toStrictEqual(new Set());
  });

  it('are none when there are too many masters to list', async () => {
    const many = Array.from({ length: 50_001 }, (_, i) => `film-${i}`);
    const folders = { indexes: [folderOf('gone')], copies: [] };
    expect(await orphanedFolders(folders, storeOf(many))).toStrictEqual(new Set());
  });
});
