import { readFile } from 'node:fs/promises';

/** What a small file that this server has written holds; undefined where it is not there or is no JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
