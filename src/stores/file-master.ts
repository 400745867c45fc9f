import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isOpenedWithin } from './links.js';
import type { ByteSource, FileIdentity, Master } from './store.js';
import { isAbsent, masterChanged, masterUnreadable } from './store-errors.js';

/**
 * Returns a local file as a master; undefined when there is no such regular file.
 * @param root the directory that it has to be in, whatever links its path goes through, each time it is opened.
 * @throws OnplayError `master_unreadable`; `store_unavailable` when it is not known where it is.
 */
export async function fileMaster(asset: string, path: string, root?: string): Promise<Master | undefined> {
  const opened = await openFile(path, root);
  if (!opened) return undefined;
  await opened.source.close();
  const { file } = opened;
  const version = versionOf(file);
  return {
    ...{ asset, version, file },
    size: file.size,
    localPath: path,
    ...(root !== undefined && { localRoot: root }),
    open: () => openVersion(path, version, root),
  };
}

interface OpenedFile {
  readonly file: FileIdentity;
  readonly source: ByteSource;
}

/**
 * Opens a file as it is now; undefined when there is no such regular file. The caller closes the source.
 * @param root see `fileMaster`, which throws the same.
 */
export async function openFile(path: string, root: string | undefined): Promise<OpenedFile | undefined> {
  const handle = await openForReading(path);
  if (!handle) return undefined;
  try {
    const stat = await statOf(handle);
    if (stat.isFile() && (await isAllowed(handle, path, root))) {
      const { size, mtimeMs, ino } = stat;
      return { file: { size, mtimeMs, ino }, source: sourceOf(handle, size) };
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

async function isAllowed(handle: FileHandle, path: string, root: string | undefined): Promise<boolean> {
  return root === undefined || isOpenedWithin(root, handle, path);
}

function sourceOf(handle: FileHandle, size: number): ByteSource {
  return {
    size,
    descriptor: handle.fd,
    read: (offset, length) => readRange(handle, offset, length),
    close: () => handle.close(),
  };
}

/** Ten bytes, as hex digits, of a hash of size, modification time and inode, so that a replaced file changes version. */
function versionOf(identity: FileIdentity): string {
  return createHash('sha256')
    .update(`${identity.size}:${identity.mtimeMs}:${identity.ino}`)
    .digest('hex')
    .slice(0, 20);
}

async function openVersion(path: string, version: string, root: string | undefined): Promise<ByteSource> {
  const opened = await openFile(path, root);
  if (opened && versionOf(opened.file) === version) return opened.source;
  await opened?.source.close();
  throw masterChanged();
}

function statOf(handle: FileHandle): Promise<Stats> {
  return handle.stat().catch((error: unknown) => {
    throw masterUnreadable(error);
  });
}

/** O_NONBLOCK keeps a FIFO with a media name from blocking forever; regular files ignore it. */
async function openForReading(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw masterUnreadable(error);
  }
}

async function readRange(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  try {
    while (filled < length) {
      const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (error) {
    throw masterUnreadable(error);
  }
  return filled === length ? buffer : buffer.subarray(0, filled);
}
