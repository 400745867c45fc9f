/** The files of records: their names, and reading back what an earlier process left. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';

/** How one kind of record is stored, a file each. */
export interface RecordFormat<R extends { readonly id: string }> {
  /** The plural, for the log: `webhooks`. */
  readonly what: string;
  /** Of the file names, with the full stop: `.webhook`. */
  readonly extension: string;
  /** Whether each file is synced to the disk, so that it also survives a power cut. */
  readonly flush: boolean;
  /** Whether a text is the id of such a record: safe as a file name, without a full stop. */
  isId(text: string): boolean;
  toText(record: R): string;
  /**
   * The record with this id in a file; undefined if it is damaged.
   * @throws Error if it may be one of another version, which is left alone.
   */
  fromFile(id: string, bytes: Buffer): R | undefined;
  /** Sorts oldest first. */
  compare(one: R, other: R): number;
}

/** Further files stay for the next start. Twice as many as may wait, since destinations may have been removed. */
const MAX_FILES = 20_000;
/** Larger files are left alone; a receipt with an edge takes half a kilobyte. */
const MAX_FILE_BYTES = 256 * 1024;
const FILES_AT_ONCE = 16;

/** The name of a file that is being written. @param mark distinguishes attempts to write the same record. */
export function unfinishedFileName(id: string, mark: string): string {
  return `${id}.${mark}.unfinished`;
}

/**
 * All records in the directory, oldest first. Removes the damaged files of records and those that a crash left unfinished: all
 * whose name begins with an id and a full stop. Leaves files with other names.
 * @throws the system's error if the directory cannot be read.
 */
export async function findRecords<R extends { readonly id: string }>(
  folder: string,
  format: RecordFormat<R>,
  log: Logger,
): Promise<R[]> {
  const names = (await readdir(folder)).slice(0, MAX_FILES);
  const records: R[] = [];
  for (let first = 0; first < names.length; first += FILES_AT_ONCE) {
    const some = names.slice(first, first + FILES_AT_ONCE).map((name) => load(folder, name, format, log));
    records.push(...(await Promise.all(some)).filter((record) => record !== undefined));
  }
  return records.sort(format.compare);
}

async function load<R extends { readonly id: string }>(
  folder: string,
  name: string,
  format: RecordFormat<R>,
  log: Logger,
): Promise<R | undefined> {
  const path = join(folder, name);
  const [id = '', ...extensions] = name.split('.');
  if (extensions.length === 0 || !format.isId(id)) return undefined;
  try {
    const bytes = name === id + format.extension ? await read(path) : undefined;
    const record = bytes && format.fromFile(id, bytes);
    if (record) return record;
    await rm(path, { force: true });
    log.warn({ id }, `one of the ${format.what} on disk was damaged or unfinished, and is removed`);
  } catch (error) {
    log.warn({ err: error, id }, `one of the ${format.what} on disk could not be read`);
  }
  return undefined;
}

/** @throws for a file that is too large: it may hold a record of a later version. */
async function read(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES) throw new Error(`it has ${size} bytes`);
  return readFile(path);
}
