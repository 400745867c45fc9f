/** Notices that files in a folder were changed, added or removed. */
import { watch } from 'chokidar';

export interface FolderWatch {
  /** Resolves when changes are noticed from now on. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** As deep as the folder store looks. */
const MAX_DEPTH = 8;

/**
 * Calls `onChange` with the path of each file that changed, relative to the folder. Links are not followed. What cannot be
 * watched, as a network file system, is passed over: whoever needs to be sure asks the store.
 */
export function watchFolder(
  root: string,
  onChange: (path: string) => void,
  onError: (error: unknown) => void,
): FolderWatch {
  const watcher = watch('.', {
    cwd: root,
    depth: MAX_DEPTH,
    followSymlinks: false,
    ignoreInitial: true,
    ignored: (path) => /(^|\/)\.[^/.]/.test(path),
  });
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, (path) => onChange(path));
  watcher.on('error', onError);
  const ready = new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return { ready, close: () => watcher.close() };
}
