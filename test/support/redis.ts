/** A real Redis server in a process of its own, which forgets everything when it ends. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, connect as openSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_MS } from './budgets.js';

/** Why there can be no test with Redis; undefined where there can. */
export const redisMissing =
  spawnSync('redis-server', ['--version']).status === 0
    ? undefined
    : 'needs redis-server, which ./run test installs where it may';

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Stands still: connections stay open, and nothing is answered. */
  pause(): void;
  resume(): void;
  /** Ends the server, also one that stands still. What it had is gone. */
  stop(): Promise<void>;
  /** Starts another one on the same port. */
  restart(): Promise<void>;
  /** Ends the server, and removes its folder. */
  close(): Promise<void>;
}

const POLL_MS = 20;
/** Another process may take the port before the server listens on it. */
const ATTEMPTS = 5;

/** Starts a server on a free port of this machine alone. @param options of `redis.conf`, as `['--requirepass', 'secret']`. */
export async function startRedis(options: readonly string[] = []): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-redis-'));
  let { port, server } = await startOnFreePort(folder, options);
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill('SIGKILL');
    await exit;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    stop,
    restart: async () => {
      server = spawnRedis(port, folder, options);
      if (!(await answers(server, port))) throw new Error('redis-server did not start again');
    },
    close: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startOnFreePort(folder: string, options: readonly string[]) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = await freePort();
    const server = spawnRedis(port, folder, options);
    if (await answers(server, port)) return { port, server };
    server.kill('SIGKILL');
  }
  throw new Error('redis-server did not start');
}

function spawnRedis(port: number, folder: string, options: readonly string[]): ChildProcess {
  const inMemory = ['--save', '', '--appendonly', 'no'];
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  return spawn('redis-server', [...place, ...inMemory, '--daemonize', 'no', ...options], { stdio: 'ignore' });
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

/** Whether the server answers, also if only to ask for a password; false if it ends, or is later than any machine. */
async function answers(server: ChildProcess, port: number): Promise<boolean> {
  const deadline = performance.now() + EVENT_MS;
  while (server.exitCode === null && performance.now() < deadline) {
    if (await answersOnce(port)) return server.exitCode === null;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

function answersOnce(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('data', (bytes) => end(/^(\+PONG|-NOAUTH)/.test(bytes.toString())));
    socket.once('error', () => end(false));
  });
}
