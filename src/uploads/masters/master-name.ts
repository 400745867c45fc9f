/** What the file of a new master is called. Pure. */
import { extname } from 'node:path';
import { type AssetId, toAssetId } from '../../shared/asset-id.js';
import { mediaRank } from '../../stores/index.js';
import { mediaTypeUnknown } from '../upload-errors.js';
import { extensionOfType } from './content-types.js';

/** What is known of a file beside the name that its asset is to have. */
export interface FileHints {
  /** Its own name, or the path of its URL. */
  readonly fileName?: string | undefined;
  /** Its media type, in lower case and without parameters. */
  readonly contentType?: string | undefined;
}

export interface MasterName {
  /** Of the asset that is played. */
  readonly asset: AssetId;
  /** Of the file, with `/` between directories, relative to the directory of the masters. */
  readonly file: string;
}

/** Without an extension that a master has. @throws OnplayError `asset_name_invalid`. */
export function assetOfName(name: string): AssetId {
  return mediaRank(name) === undefined ? toAssetId(name) : toAssetId(name.slice(0, -extname(name).length));
}

/** Whether a file may be the master of an asset, as `MasterName.file`: it has the asset's name and an extension, or that whole name. */
export function isMasterOf(file: string, asset: AssetId): boolean {
  const whole = file.normalize('NFC');
  return mediaRank(whole) !== undefined && [whole, whole.slice(0, -extname(whole).length)].includes(asset);
}

/**
 * The extension is that of the name, else of the file, else of its media type.
 * @param name of the asset, as the caller wrote it.
 * @throws OnplayError `asset_name_invalid`; `media_type_unknown` where no extension is known.
 */
export function masterName(name: string, { fileName = '', contentType = '' }: FileHints): MasterName {
  const asset = assetOfName(name);
  const known = [name, fileName].find((each) => mediaRank(each) !== undefined);
  const extension = known === undefined ? extensionOfType(contentType) : extname(known).toLowerCase();
  if (extension === undefined) throw mediaTypeUnknown();
  const file = `${asset}${extension}`;
  // Of one component more than `toAssetId` has seen, and no longer than a file system takes.
  toAssetId(file);
  return { asset, file };
}
