/** A real Onplay server in a process of its own, and a client that follows its manifests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { signToken } from '../../src/access/tokens/sign-token.js';
import type { OptionalClaims } from '../../src/access/tokens/token-claims.js';
import { toAssetId } from '../../src/shared/asset-id.js';

/** Benchmarks that compare two builds name the one to start. */
const CLI = process.env['ONPLAY_BENCH_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface OriginOptions {
  /** Copied by hard link or by name into the folder of masters: asset name (with its extension) to file. */
  readonly masters?: Readonly<Record<string, string>>;
  /** The folder of masters, instead of `masters`. */
  readonly folder?: string;
  /** What tokens are signed with; a random one unless given. Servers that share one open each other's grants. */
  readonly secret?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How many files its process may have open; as many as the tests' own unless given. */
  readonly openFiles?: number;
}

export interface Origin {
  readonly url: string;
  readonly secret: string;
  readonly adminKey: string;
  readonly process: ChildProcess;
  readonly dataPath: string;
  readonly mastersPath: string;
  /** What it has logged so far, one object to each line. */
  readonly log: readonly Record<string, unknown>[];
  token(asset: string, claims?: OptionalClaims, ttlSeconds?: number): string;
  /** Asks for a path, or for a whole URL. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

/** Starts `onplay serve` on a free port. Whoever starts one must stop it. */
export async function startOrigin(options: OriginOptions): Promise<Origin> {
  const root = await mkdtemp(join(tmpdir(), 'onplay-origin-'));
  const mastersPath = options.folder ?? (await linkMasters(join(root, 'masters'), options.masters ?? {}));
  const secret = options.secret ?? randomBytes(32).toString('hex');
  const adminKey = randomBytes(16).toString('hex');
  const limit = options.openFiles === undefined ? [] : ['prlimit', `--nofile=${options.openFiles}`];
  const [command = '', ...args] = [...limit, process.execPath, CLI, 'serve'];
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
  const port = await servingPort(child, log);
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
      const code = await ended(child);
      await rm(root, { recursive: true, force: true });
      return code;
    },
  };
}

/**
 * Two processes as behind one load balancer: the same masters and the same secret, and nothing else in common. The
 * first owns the masters, so it is to be stopped last.
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
    await link(file, target).catch(() => copyFile(file, target));
  }
  return folder;
}

function servingPort(child: ChildProcess, log: Record<string, unknown>[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stderr! });
    const text: string[] = [];
    lines.on('line', (line) => {
      text.push(line);
      if (!line.startsWith('{')) return;
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      if (entry['msg'] === 'serving') resolve(entry['port'] as number);
    });
    child.once('exit', (code) =>
      reject(new Error(`the server ended with ${code}: ${text.slice(-10).join('\n')}`)),
    );
  });
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGTERM');
  return exit;
}
