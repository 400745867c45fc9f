import type { Config } from '../../config/index.js';
import { folderStore, type MasterStore, type Notice, parseS3Location } from '../../stores/index.js';
import type { Buckets } from './buckets.js';

/**
 * The configured store of masters: a folder, or a bucket.
 * @param onNotice called with what is unusual in a folder.
 * @throws OnplayError `config_invalid` for a bucket without a region.
 */
export async function openStore(
  config: Config,
  buckets: Buckets,
  onNotice?: (notice: Notice) => void,
): Promise<MasterStore> {
  const { mastersPath, followLinks } = config;
  const location = parseS3Location(mastersPath);
  if (location) return buckets.masters(location);
  return folderStore(mastersPath, { followLinks, ...(onNotice && { onNotice }) });
}
