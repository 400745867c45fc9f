/** What a creative is called as an asset. Pure. */
import { createHash } from 'node:crypto';
import { type AssetId, toAssetId } from '../../shared/asset-id.js';
import type { CreativeFile } from '../documents/advert.js';

/** Where the assets of creatives are. */
const FOLDER = 'ads';
/** Hexadecimal digits: 128 bits, so that no two URLs have one name, even if an advertiser tries. */
const DIGITS = 32;
/** Of the types that `creativeFiles` lets pass. What the file holds, its bytes say. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'video/mp4': 'mp4',
  'video/x-m4v': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/x-matroska': 'mkv',
};

export interface CreativeName {
  readonly asset: AssetId;
  /** The same with the extension of its file. */
  readonly name: string;
}

/** The same for each impression of one URL, on every server. */
export function creativeName({ url, type }: Pick<CreativeFile, 'url' | 'type'>): CreativeName {
  const asset = `${FOLDER}/${createHash('sha256').update(url).digest('hex').slice(0, DIGITS)}`;
  return { asset: toAssetId(asset), name: `${asset}.${EXTENSIONS[type] ?? 'mp4'}` };
}
