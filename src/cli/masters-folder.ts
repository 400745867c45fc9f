import type { Config } from '../config/index.js';
import { folderStore, type MasterStore, type Notice } from '../stores/index.js';

/** The store of the configured directory of masters. @param onNotice called with what is unusual there. */
export function mastersFolder(config: Config, onNotice?: (notice: Notice) => void): MasterStore {
  const { mastersPath, followLinks } = config;
  return folderStore(mastersPath, { followLinks, ...(onNotice && { onNotice }) });
}
