/** The messages that an earlier process left in a folder. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { byAge, fromMessageFile, isMessageId, MAXIMUM_FILE_BYTES, type Message } from './message.js';

/** More are left where they are until the next start; twice what may wait, since endpoints may have been taken away. */
const MOST_FILES = 20_000;
const FILES_AT_ONCE = 16;

const SUFFIX = '.webhook';
const UNFINISHED = '.unfinished';

/** The name of a message's file. */
export function messageFileName(id: string): string {
  return `${id}${SUFFIX}`;
}

/** The name of a file while it is written. @param mark tells it from those of other attempts to write it. */
export function unfinishedFileName(id: string, mark: string): string {
  return `${id}.${mark}${UNFINISHED}`;
}

/**
 * All messages in the folder, oldest first. What was not written to its end is removed, and so is what is damaged; what has
 * other names stays.
 * @throws the system's error where the folder cannot be read.
 */
export async function findMessages(folder: string, log: Logger): Promise<Message[]> {
  const names = (await readdir(folder)).slice(0, MOST_FILES);
  const messages: Message[] = [];
  for (let first = 0; first < names.length; first += FILES_AT_ONCE) {
    const some = names.slice(first, first + FILES_AT_ONCE).map((name) => look(folder, name, log));
    messages.push(...(await Promise.all(some)).filter((message) => message !== undefined));
  }
  return messages.sort(byAge);
}

async function look(folder: string, name: string, log: Logger): Promise<Message | undefined> {
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
