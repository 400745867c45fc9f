import { basename, sep } from 'node:path';
import { type AssetId, toAssetId } from '../shared/asset-id.js';
import { assetName } from './master-names.js';
import { mediaRank } from './media-extensions.js';
import { basesOf } from './sidecars/side-files.js';
import { sidecarRole } from './sidecars/sidecar-formats.js';

/**
 * The assets that a file may concern: those that it may be the master of, by its short and by its whole name, and those that it may
 * be a sidecar of. None for a file that is neither.
 */
export function assetsOfFile(path: string): readonly AssetId[] {
  const components = path.split(sep);
  const folder = components.slice(0, -1);
  const names = new Set([...masterNames(path), ...sidecarNames(path)]);
  return [...names].flatMap((name) => validName([...folder, name].join('/')));
}

/** The films that an asset may be a dub of, as audio is that a film is put beside: those whose names its own begins with. */
export function filmsOfAudio(asset: AssetId): readonly AssetId[] {
  const folder = asset.slice(0, asset.lastIndexOf('/') + 1);
  const [, ...shorter] = basesOf(basename(asset));
  return shorter.flatMap((name) => validName(folder + name));
}

function masterNames(path: string): readonly string[] {
  return mediaRank(path) === undefined ? [] : [assetName(path), basename(path)];
}

function sidecarNames(path: string): Iterable<string> {
  return sidecarRole(path) === undefined ? [] : basesOf(assetName(path));
}

function validName(name: string): AssetId[] {
  try {
    return [toAssetId(name)];
  } catch {
    return [];
  }
}
