import { access, constants } from 'node:fs/promises';
import { Buckets, openStore } from '../../composition/library/index.js';
import type { Config } from '../../config/index.js';
import { isS3Url, type Notice, noticeText } from '../../stores/index.js';

/** How many notices are printed. */
const MAX_NOTICES = 20;

interface MastersReport {
  readonly state: 'ok' | 'note';
  readonly says: string;
}

/**
 * The directory of masters, and below it a line for each file or link there that is not played, or under its whole name only; or the
 * bucket, if it can be listed.
 * @throws the system's error when it cannot be read; OnplayError `store_unavailable`, `config_invalid`.
 */
export async function mastersReport(config: Config): Promise<MastersReport> {
  return isS3Url(config.mastersPath) ? bucketReport(config) : folderReport(config);
}

async function bucketReport(config: Config): Promise<MastersReport> {
  const masters = await (await openStore(config, new Buckets(config))).list(1);
  if (masters.length > 0) return { state: 'ok', says: config.mastersPath };
  return { state: 'note', says: `${config.mastersPath} can be listed, and no master is there` };
}

async function folderReport(config: Config): Promise<MastersReport> {
  const { mastersPath } = config;
  await access(mastersPath, constants.R_OK | constants.X_OK);
  const notices: Notice[] = [];
  await (await openStore(config, new Buckets(config), (notice) => notices.push(notice))).list(0);
  const lines = [mastersPath, ...notices.slice(0, MAX_NOTICES).map(noticeText)];
  if (notices.length > MAX_NOTICES) lines.push(`and ${notices.length - MAX_NOTICES} more like these`);
  return { state: notices.length > 0 ? 'note' : 'ok', says: lines.join('\n     ') };
}
