import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type AssetId, toAssetId } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import { assetName, fileListStore, type MasterStore } from '../../stores/index.js';

/** The files named on the command line, as a store of masters. */
interface NamedFiles {
  readonly store: MasterStore;
  /** In the order of the files. */
  readonly assets: readonly AssetId[];
}

/**
 * Creates a store of the given files.
 * @throws OnplayError `argument_invalid` for a path that is not a regular file, a name that is not a valid asset id, or two
 *   files with the same asset id.
 */
export async function namedFiles(files: readonly string[]): Promise<NamedFiles> {
  const assets = await Promise.all(files.map(assetOf));
  assets.forEach((asset, i) => {
    if (assets.indexOf(asset) !== i) {
      throw argumentInvalid(`Two of the files would be the asset ${asset}. Rename one, or leave one out.`);
    }
  });
  return { store: fileListStore(files), assets };
}

/** Whether the path is a regular file. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

async function assetOf(file: string): Promise<AssetId> {
  if (!(await isFile(file))) throw argumentInvalid(`There is no file ${file}.`);
  try {
    return toAssetId(assetName(file));
  } catch {
    throw argumentInvalid(`${basename(file)} has a name that no asset can have. Rename it.`);
  }
}

function argumentInvalid(publicDetail: string): OnplayError {
  return new OnplayError('argument_invalid', { publicDetail });
}
