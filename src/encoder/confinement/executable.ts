/** Finds programs, and runs them for a short output. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { commandEnvironment, WORKING_DIRECTORY } from './environment.js';

const OUTPUT_TIMEOUT_MS = 10_000;
const OUTPUT_MAX_BYTES = 4 * 1024 * 1024;

type PipedOutput = ChildProcessByStdio<null, Readable, null>;

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
    return await outputOf(
      spawn(path, args, {
        cwd: WORKING_DIRECTORY,
        env: commandEnvironment(),
        stdio: ['ignore', 'pipe', 'ignore'],
        // A group of its own, which is killed as a whole; see supervisor.ts.
        detached: true,
      }),
    );
  } catch {
    return undefined;
  }
}

/** Undefined where `readOutput` is. Rejects with the system's error if the process does not start. */
async function outputOf(child: PipedOutput): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > OUTPUT_MAX_BYTES) killGroup(child);
    else chunks.push(chunk);
  });
  const timer = setTimeout(() => killGroup(child), OUTPUT_TIMEOUT_MS);
  try {
    const [exitCode] = await once(child, 'close');
    return exitCode === 0 && size <= OUTPUT_MAX_BYTES ? Buffer.concat(chunks) : undefined;
  } finally {
    clearTimeout(timer);
  }
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
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
