/** Finds programs, and runs them for a short output. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CLEAN_ENVIRONMENT, WORKING_DIRECTORY } from './environment.js';

const OUTPUT_TIMEOUT_MS = 10_000;
const OUTPUT_MAX_BYTES = 4 * 1024 * 1024;

const execute = promisify(execFile);

/**
 * The absolute path of an executable file, or undefined. Searches for a bare name in the absolute directories of
 * `searchPath` (in the format of the PATH variable); resolves a name with a slash from the current directory.
 */
export async function findExecutable(name: string, searchPath: string): Promise<string | undefined> {
  if (name.includes('/')) {
    const path = resolve(name);
    return (await isExecutableFile(path)) ? path : undefined;
  }
  for (const directory of searchPath.split(delimiter).filter(isAbsolute)) {
    const path = join(directory, name);
    if (await isExecutableFile(path)) return path;
  }
  return undefined;
}

/** A program's standard output; undefined if it does not run, fails, writes over 4 MiB or takes over ten seconds. */
export async function readOutput(path: string, args: readonly string[]): Promise<Buffer | undefined> {
  try {
    const { stdout } = await execute(path, [...args], {
      cwd: WORKING_DIRECTORY,
      env: CLEAN_ENVIRONMENT,
      encoding: 'buffer',
      timeout: OUTPUT_TIMEOUT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: OUTPUT_MAX_BYTES,
    });
    return stdout;
  } catch {
    return undefined;
  }
}

async function isExecutableFile(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
