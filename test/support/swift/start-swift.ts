/**
 * A real S3 server: Debian's OpenStack Swift, on loopback and in a temporary folder. Unlike the servers on npm it tells the
 * truth about `If-Match`, ranges and multipart uploads.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EVENT_MS } from '../budgets.js';
import type { S3Server } from './s3-server.js';

const SCRIPT = fileURLToPath(new URL('./server.py', import.meta.url));
/** The one that Debian's packages are for; another may come first in PATH. */
const PYTHON = '/usr/bin/python3';
const USER = 'test:tester';

export interface SwiftProcess extends S3Server {
  stop(): Promise<void>;
}

/** Why no server can be started; undefined where one can. */
export function missingSwift(): string | undefined {
  const looksForIt =
    'import importlib.util as u, sys; sys.exit(not (u.find_spec("swift") and u.find_spec("swift.proxy")))';
  const { status } = spawnSync(PYTHON, ['-c', looksForIt], { stdio: 'ignore' });
  return status === 0 ? undefined : 'no OpenStack Swift: on Debian, apt-get install -y swift';
}

/** Starts a server of its own. The caller must stop it; it also ends with this process. */
export async function startSwift(): Promise<SwiftProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-swift-'));
  const secretAccessKey = randomBytes(16).toString('hex');
  const child = spawn(PYTHON, [SCRIPT, folder, USER, secretAccessKey], {
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stop = async () => {
    await ended(child);
    // It does so itself, unless it has failed.
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const endpoint = `http://127.0.0.1:${await servingPort(child)}`;
    return { endpoint, region: 'us-east-1', accessKeyId: USER, secretAccessKey, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function servingPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const errors: string[] = [];
    createInterface({ input: child.stderr! }).on('line', (line) => errors.push(line));
    const fail = (why: string) => reject(new Error(`Swift ${why}: ${errors.slice(-10).join('\n')}`));
    const limit = setTimeout(() => fail('has not started'), EVENT_MS);
    child.once('error', ({ message }) => fail(message));
    child.once('close', (code) => fail(`ended with ${code}`));
    createInterface({ input: child.stdout! }).once('line', (line) => {
      clearTimeout(limit);
      resolve((JSON.parse(line) as { readonly port: number }).port);
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin?.end();
  await exit;
}
