import { access, constants } from 'node:fs/promises';
import type { Config } from '../config/index.js';
import { type Notice, noticeText } from '../stores/index.js';
import { mastersFolder } from './masters-folder.js';

/** How many notices are printed. */
const MAX_NOTICES = 20;

/**
 * The directory of masters, and below it a line for each file or link there that is not played, or under its whole name only.
 * @throws the system's error when it cannot be read; OnplayError `store_unavailable`.
 */
export async function mastersReport(
  config: Config,
): Promise<{ readonly state: 'ok' | 'note'; readonly says: string }> {
  const { mastersPath } = config;
  await access(mastersPath, constants.R_OK | constants.X_OK);
  const notices: Notice[] = [];
  await mastersFolder(config, (notice) => notices.push(notice)).list(0);
  const lines = [mastersPath, ...notices.slice(0, MAX_NOTICES).map(noticeText)];
  if (notices.length > MAX_NOTICES) lines.push(`and ${notices.length - MAX_NOTICES} more like these`);
  return { state: notices.length > 0 ? 'note' : 'ok', says: lines.join('\n     ') };
}
