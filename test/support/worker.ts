/** A real `onplay worker` in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endedBySignal, loggedPort } from './origin.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface WorkerOptions {
  /** The folder of the masters, which is that of the origins. */
  readonly folder: string;
  /** What the fleet shares: `ONPLAY_REDIS_URL`, `ONPLAY_FLEET_KEY`. */
  readonly env: Readonly<Record<string, string>>;
  /** A command that starts the worker's, as a sandbox does; it gets the one folder that the worker writes to. */
  readonly startedBy?: (folder: string) => readonly string[];
}

export interface WorkerProcess {
  /** Of its listener. */
  readonly url: string;
  readonly process: ChildProcess;
  /** What it has logged so far, one object per line. */
  readonly log: readonly Record<string, unknown>[];
  fetch(path: string): Promise<Response>;
  /** SIGKILL: nothing is finished, and nothing is said. */
  kill(): Promise<void>;
  /** Sends SIGTERM and resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Starts a worker on a free port. The caller must stop it. */
export async function startWorkerProcess({ folder, env, startedBy }: WorkerOptions): Promise<WorkerProcess> {
  const root = await mkdtemp(join(tmpdir(), 'onplay-worker-'));
  const [command = '', ...args] = [...(startedBy?.(root) ?? []), process.execPath, CLI, 'worker'];
  const child = spawn(command, args, {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      ...(process.env['FFMPEG_PATH'] && { FFMPEG_PATH: process.env['FFMPEG_PATH'] }),
      ONPLAY_WORKER_PORT: '0',
      ONPLAY_MASTERS: folder,
      ONPLAY_DATA: join(root, 'var'),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log: Record<string, unknown>[] = [];
  const url = `http://127.0.0.1:${await loggedPort(child, 'working', log)}`;
  return {
    ...{ url, log, process: child },
    fetch: (path) => fetch(new URL(path, url)),
    kill: async () => {
      const exit = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exit;
      await rm(root, { recursive: true, force: true });
    },
    stop: async () => {
      const code = await endedBySignal(child);
      await rm(root, { recursive: true, force: true });
      return code;
    },
  };
}
