/** Runs the built `onplay` in a temporary directory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly process: ChildProcess;
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when the output matches `pattern`; rejects when the command ends first. */
  says(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<CliResult>;
}

export type Environment = Readonly<Record<string, string>>;

/** Creates a directory for each test of the file, and runs the command in it. */
export function cliInFolder() {
  let folder = '';
  const running: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-cli-'));
  });
  afterEach(async () => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  const start = (args: readonly string[], env: Environment = {}): RunningCli => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        ...(process.env['FFMPEG_PATH'] && { FFMPEG_PATH: process.env['FFMPEG_PATH'] }),
        ONPLAY_PORT: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    return observe(child);
  };
  return {
    path: (...names: string[]) => join(folder, ...names),
    start,
    run: (args: readonly string[], env: Environment = {}) => start(args, env).ended,
  };
}

function observe(child: ChildProcess): RunningCli {
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (chunk: Buffer) => {
      output[stream] += chunk.toString();
    });
  }
  const ended = new Promise<CliResult>((resolve) => {
    child.once('close', (code) => resolve({ code, ...output }));
  });
  return {
    process: child,
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    ended,
    says: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output[stream]);
          if (match) resolve(match);
        };
        child[stream]?.on('data', look);
        look();
        ended.then(({ code, stderr }) => reject(new Error(`it ended with ${code}: ${stderr}`)));
      }),
  };
}
