/** The container of deploy/ without a container engine, by bubblewrap: not root, no capabilities, one folder to write to. */
import { spawnSync } from 'node:child_process';

/** The command that starts another one in it. @param folder that it may write to. */
export function contained(folder: string): string[] {
  return [
    ...[
      'bwrap',
      '--die-with-parent',
      '--unshare-user',
      '--uid',
      '10001',
      '--gid',
      '10001',
      '--cap-drop',
      'ALL',
    ],
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--bind', folder, folder],
  ];
}

const probe = ['--unshare-user', '--uid', '10001', '--ro-bind', '/', '/', 'true'];

/** Why there can be none here; empty where there can. */
export const containedMissing =
  spawnSync('bwrap', probe).status === 0 ? '' : ' (skipped: needs a bubblewrap that may create namespaces)';
