/** The files of messages: their names, and reading back what an earlier process left. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { byAge, fromMessageFile, isMessageId, MAXIMUM_FILE_BYTES, type Message } from './message.js';

/** Further files stay for the next start. Twice as many as may wait, since endpoints may have been removed. */
const MAX_FILES = 20_000;
const FILES_AT_ONCE = 16;

const SUFFIX = '.webhook';
const UNFINISHED = '.unfinished';

/** The file name of a message. */
export function messageFileName(id: string): string {
  return `${id}${SUFFIX}`;
}

/** The name of a file that is being written. @param mark distinguishes attempts to write the same message. */
export function unfinishedFileName(id: string, mark: string): string {
  return `${id}.${mark}${UNFINISHED}`;
}

/**
 * All messages in the directory, oldest first. Removes unfinished and damaged files; leaves files with other names.
 * @throws the system's error if the directory cannot be read.
 */
export async function findMessages(folder: string, log: Logger): Promise<Message[]> {
  const names = (await readdir(folder)).slice(0, MAX_FILES);
  const messages: Message[] = [];
  for (let first = 0; first < names.length; first += FILES_AT_ONCE) {
    const some = names.slice(first, first + FILES_AT_ONCE).map((name) => load(folder, name, log));
    messages.push(...(await Promise.all(some)).filter((message) => message !== undefined));
  }
  return messages.sort(byAge);
}

async function load(folder: string, name: string, log: Logger): Promise<Message | undefined> {
  const path = join(folder, name);
  const id = name.slice(0, name.indexOf('.'));
  if (!isMessageId(id)) return undefined;
  try {
    const message = name === messageFileName(id) ? await read(path, id) : undefined;
    if (message) return message;
    await rm(path, { force: true });
    log.warn({ id }, 'a webhook on disk is damaged or unfinished and was removed');
  } catch (error) {
    log.warn({ err: error, id }, 'a webhook on disk could not be read');
  }
  return undefined;
}

async function read(path: string, id: string): Promise<Message | undefined> {
  const status = await stat(path);
  if (!status.isFile() || status.size > MAXIMUM_FILE_BYTES) return undefined;
  return fromMessageFile(id, await readFile(path));
}
