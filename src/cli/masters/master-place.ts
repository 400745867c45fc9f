import { type Asset, masterReading } from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import { s3Url } from '../../stores/index.js';

/** Where a master lies, how it is read and why, for the operator. */
export function masterPlace(
  { master, index }: Pick<Asset, 'master' | 'index'>,
  { downloadMaxBytes }: Pick<Config, 'downloadMaxBytes'>,
) {
  const { object, localPath } = master;
  const isRemuxed = index.files.some((file) => file.kind === 'remuxed');
  const { container } = index;
  const reading = masterReading(master, { isRemuxed, downloadMaxBytes, container }).text;
  const location = object ? s3Url({ bucket: object.bucket, prefix: '' }, object.key) : localPath;
  return { location, reading };
}
