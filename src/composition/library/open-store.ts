import type { Config } from '../../config/index.js';
import {
  folderStore,
  type MasterStore,
  type Notice,
  parseS3Location,
  S3Connections,
  type S3Settings,
  s3Store,
} from '../../stores/index.js';

/**
 * The configured store of masters: a folder, or a bucket.
 * @param onNotice called with what is unusual in a folder.
 * @throws OnplayError `config_invalid` for a bucket without a region.
 */
export async function openStore(config: Config, onNotice?: (notice: Notice) => void): Promise<MasterStore> {
  const { mastersPath, followLinks } = config;
  const location = parseS3Location(mastersPath);
  if (!location) return folderStore(mastersPath, { followLinks, ...(onNotice && { onNotice }) });
  const settings = s3Settings(config);
  return s3Store({ settings, location }, await new S3Connections().reading(settings, location.bucket));
}

/** How the configured stores of objects are reached. */
export function s3Settings({ s3Endpoint, s3OwnEndpoint, s3PathStyle }: Config): S3Settings {
  return { endpoint: s3OwnEndpoint ?? s3Endpoint, pathStyle: s3PathStyle };
}
