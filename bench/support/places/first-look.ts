/** What a server does for a master that it has never seen: how long it takes, and what it reads and stores. */
import { readFileSync } from 'node:fs';
import { link, readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { bytesOf, readRendition } from '../../../test/support/hls-client.js';
import type { Origin } from '../../../test/support/origin.js';
import { idle } from '../timing.js';
import { dropFromPageCache } from './films.js';

export interface FirstLook {
  /** Seconds from the request for the manifest until it is there. */
  readonly manifest: number;
  /** Seconds from the same moment until the first segment is there. */
  readonly firstSegment: number;
  /** Bytes that the server read until the manifest was there, from any file. Undefined where the system does not count them. */
  readonly readBytes: number | undefined;
  /** Bytes of the index, and of a copy if one is made. */
  readonly storedBytes: number;
}

/** Where the server keeps what it makes of masters, in its data directory. */
const STORED = ['indexes', 'copies'];

/** Links the master into the server's directory under a new name, and plays its beginning. */
export async function firstLook(origin: Origin, path: string, asset: string): Promise<FirstLook> {
  await idle(origin);
  dropFromPageCache(path);
  await link(path, join(origin.mastersPath, asset + extname(path)));
  const before = { read: readBytes(origin), stored: await storedBytes(origin) };
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  const url = new URL(`/${asset}.m3u8?token=${origin.token(asset)}`, origin.url);
  const text = (await bytesOf(url.href)).toString('utf8');
  const manifest = elapsed();
  const read = readBytes(origin);
  const [uri = ''] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const { init, segments } = await readRendition(new URL(uri, url).href);
  await Promise.all([bytesOf(init), bytesOf(segments[0]!)]);
  const firstSegment = elapsed();
  await idle(origin);
  return {
    ...{ manifest, firstSegment },
    readBytes: read === undefined || before.read === undefined ? undefined : read - before.read,
    storedBytes: (await storedBytes(origin)) - before.stored,
  };
}

/** By all threads of the server, from files and pipes, cached or not (proc_pid_io(5)). */
function readBytes({ process }: Origin): number | undefined {
  try {
    return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${process.pid}/io`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

async function storedBytes({ dataPath }: Origin): Promise<number> {
  let bytes = 0;
  for (const folder of STORED) {
    const names = await readdir(join(dataPath, folder), { recursive: true }).catch(() => []);
    for (const name of names) {
      const found = await stat(join(dataPath, folder, name)).catch(() => undefined);
      if (found?.isFile()) bytes += found.size;
    }
  }
  return bytes;
}
