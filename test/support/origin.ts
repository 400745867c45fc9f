/** A real Onplay server in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { signToken } from '../../src/access/tokens/sign-token.js';
import type { OptionalClaims } from '../../src/access/tokens/token-claims.js';
import { toAssetId } from '../../src/shared/asset-id.js';

/** Benchmarks that compare two builds set the variable to the one to start. */
const CLI = process.env['ONPLAY_BENCH_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface OriginOptions {
  /** Hard-linked, or else copied, into the masters directory: file name (asset and extension) to source file. */
  readonly masters?: Readonly<Record<string, string>>;
  /** An existing masters directory, instead of `masters`. */
  readonly folder?: string;
  /** Key that signs tokens; random by default. Servers that share it accept each other's grants. */
  readonly secret?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Limit of open files (RLIMIT_NOFILE) of its process; that of the test process by default. */
  readonly openFiles?: number;
  /** A command that starts the server's, as a sandbox does; it gets the one folder that the server writes to. */
  readonly startedBy?: (folder: string) => readonly string[];
}

export interface Origin {
  readonly url: string;
  readonly secret: string;
  readonly adminKey: string;
  readonly process: ChildProcess;
  readonly dataPath: string;
  readonly mastersPath: string;
  /** What it has logged so far, one object per line. */
  readonly log: readonly Record<string, unknown>[];
  token(asset: string, claims?: OptionalClaims, ttlSeconds?: number): string;
  /** Fetches a path, or an absolute URL. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends SIGTERM and resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `onplay serve` on a free port. The caller must stop it. */
export async function startOrigin(options: OriginOptions): Promise<Origin> {
  const root = await mkdtemp(join(tmpdir(), 'onplay-origin-'));
  const mastersPath = options.folder ?? (await linkMasters(join(root, 'masters'), options.masters ?? {}));
  const secret = options.secret ?? randomBytes(32).toString('hex');
  const adminKey = randomBytes(16).toString('hex');
  const limit = options.openFiles === undefined ? [] : ['prlimit', `--nofile=${options.openFiles}`];
  const starter = options.startedBy?.(root) ?? [];
  const [command = '', ...args] = [...limit, ...starter, process.execPath, CLI, 'serve'];
  const child = spawn(command, args, {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      ...(process.env['FFMPEG_PATH'] && { FFMPEG_PATH: process.env['FFMPEG_PATH'] }),
      ONPLAY_PORT: '0',
      ONPLAY_MASTERS: mastersPath,
      ONPLAY_DATA: join(root, 'var'),
      ONPLAY_TOKEN_SECRET: secret,
      ONPLAY_ADMIN_KEY: adminKey,
      ...options.env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log: Record<string, unknown>[] = [];
  const port = await loggedPort(child, 'serving', log);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    secret,
    adminKey,
    process: child,
    dataPath: join(root, 'var'),
    mastersPath,
    log,
    token: (asset, claims = {}, ttlSeconds = 3600) =>
      signToken(secret, toAssetId(asset), { ttlSeconds, claims }),
    fetch: (path, init) => fetch(new URL(path, url), init),
    stop: async () => {
      const code = await endedBySignal(child);
      await rm(root, { recursive: true, force: true });
      return code;
    },
  };
}

/**
 * Two processes as behind one load balancer: they share the masters and the secret, and nothing else. The first owns the
 * masters directory, so stop it last.
 */
export async function startTwins(options: OriginOptions): Promise<readonly [Origin, Origin]> {
  const first = await startOrigin(options);
  const { mastersPath: folder, secret } = first;
  return [first, await startOrigin({ ...options, folder, secret })];
}

async function linkMasters(folder: string, masters: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, file] of Object.entries(masters)) {
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    await link(file, target).catch(() => copyFile(file, target));
  }
  return folder;
}

/** The `port` of the line that a process logs when it is ready. @param log gets all lines. */
export function loggedPort(
  child: ChildProcess,
  message: string,
  log: Record<string, unknown>[],
): Promise<number> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stderr! });
    const text: string[] = [];
    lines.on('line', (line) => {
      text.push(line);
      if (!line.startsWith('{')) return;
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      if (entry['msg'] === message) resolve(entry['port'] as number);
    });
    child.once('exit', (code) =>
      reject(new Error(`the process ended with ${code}: ${text.slice(-10).join('\n')}`)),
    );
  });
}

/** Sends SIGTERM, unless the process has ended, and resolves with its exit code. */
export async function endedBySignal(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGTERM');
  return exit;
}
