import { open } from 'node:fs/promises';
import type { OnplayError } from '../../shared/errors.js';
import { configInvalid } from '../../shared/settings/config-invalid.js';
import { type ImageHashes, type Logos, LogosProblem, noLogos, parseLogos } from './logos.js';

/** A thousand names with a logo each have some hundred kilobytes. */
const MAX_FILE_BYTES = 1024 * 1024;

/**
 * Reads the file of logos; see `parseLogos`.
 * @param path absolute; absent: there are none.
 * @throws OnplayError `config_invalid` where it cannot be read or used: an asset is not played without its logo.
 */
export async function readLogos(path: string | undefined, images: ImageHashes): Promise<Logos> {
  if (path === undefined) return noLogos;
  const text = await textOf(path);
  try {
    return parseLogos(text, images);
  } catch (error) {
    if (error instanceof LogosProblem) throw unusable(error.message);
    throw error;
  }
}

async function textOf(path: string): Promise<string> {
  const file = await open(path).catch(() => {
    throw unusable('it must be a file that can be read');
  });
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw unusable('it must be a file that can be read');
    if (facts.size > MAX_FILE_BYTES) throw unusable(`it has more than ${MAX_FILE_BYTES} bytes`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
  } catch (error) {
    throw error instanceof TypeError ? unusable('it is no UTF-8') : error;
  } finally {
    await file.close();
  }
}

function unusable(why: string): OnplayError {
  return configInvalid([`ONPLAY_LOGOS: ${why}`]);
}
