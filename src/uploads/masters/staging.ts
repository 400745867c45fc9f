/** Where new masters are written before they are one. What an earlier process left there is removed. */
import { lstat, mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The largest number of files that are looked at in one sweep. */
const MAX_SWEPT = 100_000;

export class Staging {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Creates it where it is missing. @throws the error of the file system; `ENOTDIR` where a link or a file has its name. */
  async prepare(): Promise<void> {
    await mkdir(dirname(this.folder), { recursive: true });
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // What is written through a link would lie elsewhere.
    if (!(await lstat(this.folder)).isDirectory()) throw notAFolder(this.folder);
  }

  /** @param name of digits, letters, hyphens and full stops. */
  pathOf(name: string): string {
    return join(this.folder, name);
  }

  /** Its names; none where it is missing. */
  async names(): Promise<readonly string[]> {
    return (await readdir(this.folder).catch(() => [])).slice(0, MAX_SWEPT);
  }

  /** When a file was last written to, in milliseconds since 1970; undefined for one that is gone. */
  async writtenAt(name: string): Promise<number | undefined> {
    return (await stat(this.pathOf(name)).catch(() => undefined))?.mtimeMs;
  }

  /** Has a file look written to at a moment, in milliseconds since 1970. One that is not there is left out. */
  async touch(name: string, now: number): Promise<void> {
    await utimes(this.pathOf(name), now / 1000, now / 1000).catch(() => undefined);
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  /** Removes what `isLeft` accepts, with the age of each file in milliseconds. */
  async sweep(isLeft: (name: string, ageMs: number) => boolean, now: number): Promise<readonly string[]> {
    const removed: string[] = [];
    for (const name of await this.names()) {
      const writtenAt = await this.writtenAt(name);
      if (writtenAt === undefined || !isLeft(name, now - writtenAt)) continue;
      await this.remove(name);
      removed.push(name);
    }
    return removed;
  }
}

function notAFolder(path: string): Error {
  return Object.assign(new Error(`${path} is not a directory`), { code: 'ENOTDIR' });
}
