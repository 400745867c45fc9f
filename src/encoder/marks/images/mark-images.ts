/** The images that may be drawn as marks: a folder of PNG files, read once. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnplayError } from '../../../shared/errors.js';
import { MARK_IMAGE_NAME } from '../../../shared/marks/mark.js';
import { configInvalid } from '../../../shared/settings/config-invalid.js';
import { type Picture, PictureProblem } from './picture.js';
import { readPng } from './png.js';

export interface MarkImage extends Picture {
  /** Twelve hexadecimal digits that depend on every byte of the file. */
  readonly hash: string;
}

/** By the names of their files. In memory, so that they stay what their hashes say when files change. */
export type MarkImages = ReadonlyMap<string, MarkImage>;

/** Each may take four megabytes. */
const MAX_IMAGES = 16;
const MAX_FILE_BYTES = 1024 * 1024;
const HASH_DIGITS = 12;

/**
 * Reads all PNG files of a folder, whose names marks say; other files are left out.
 * @param folder absent: there are none.
 * @throws OnplayError `config_invalid` where it cannot be read, has too many, or one that cannot be drawn: a token that says its name would be refused.
 */
export async function readMarkImages(folder: string | undefined): Promise<MarkImages> {
  const images = new Map<string, MarkImage>();
  if (folder === undefined) return images;
  const names = await readdir(folder).catch(() => {
    throw unreadable('it must be a folder that can be read');
  });
  const named = names.filter((name) => MARK_IMAGE_NAME.test(name)).sort();
  if (named.length > MAX_IMAGES) throw unreadable(`it has more than ${MAX_IMAGES} images`);
  for (const name of named) images.set(name, await readImage(folder, name));
  return images;
}

async function readImage(folder: string, name: string): Promise<MarkImage> {
  const path = join(folder, name);
  const facts = await stat(path).catch(() => undefined);
  if (!facts?.isFile()) throw unreadable(`${name}: it is no file`);
  if (facts.size > MAX_FILE_BYTES) throw unreadable(`${name}: it has more than ${MAX_FILE_BYTES} bytes`);
  const bytes = await readFile(path).catch(() => {
    throw unreadable(`${name}: it cannot be read`);
  });
  try {
    return {
      ...readPng(bytes),
      hash: createHash('sha256').update(bytes).digest('hex').slice(0, HASH_DIGITS),
    };
  } catch (error) {
    if (error instanceof PictureProblem) throw unreadable(`${name}: ${error.message}`);
    throw error;
  }
}

function unreadable(why: string): OnplayError {
  return configInvalid([`ONPLAY_MARK_IMAGES: ${why}`]);
}
