/** An edge started as `./run edge` does, in a process of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exchange } from '../../conformance/exchange.js';
import { eventually } from './eventually.js';

export type EdgeKind = 'nginx' | 'varnish';

export interface EdgeOptions {
  readonly kind: EdgeKind;
  readonly origin: string;
  readonly host?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
/** In the order in which the file `run` sources them. */
const SCRIPTS = ['say', 'versions', 'node', 'packages', 'system-packages', 'ffmpeg', 'build', 'edge'];
const SHELL = `set -euo pipefail; root=${ROOT}; for topic in ${SCRIPTS.join(' ')}; do . "$root/scripts/$topic.sh"; done;`;

/** Why this edge cannot run on this machine; undefined if it can. */
export function missingEdge(kind: EdgeKind): string | undefined {
  const script = `${SHELL} has_edge ${kind} || can_install_system_packages || { edge_words packages ${kind}; exit 1; }`;
  const { status, stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  return status === 0 ? undefined : `these packages are missing: ${stdout.trim()}`;
}

/** Runs the task that starts an edge. The caller must stop it. */
export function spawnEdge(kind: string, env: Readonly<Record<string, string>>): ChildProcess {
  return spawn('bash', ['-c', `${SHELL} edge ${kind}`], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

export class RunningEdge {
  readonly kind: EdgeKind;
  readonly grantKey = randomBytes(32).toString('hex');
  readonly edgeKey = randomBytes(32).toString('hex');
  readonly port: number;
  readonly url: string;
  readonly dataPath: string;
  readonly #options: EdgeOptions;
  #child: ChildProcess | undefined;
  #stderr = '';

  private constructor(options: EdgeOptions, port: number, dataPath: string) {
    const { kind, host = '127.0.0.1' } = options;
    this.#options = options;
    this.kind = kind;
    this.port = port;
    this.dataPath = dataPath;
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** Resolves when it answers. The caller must stop it. */
  static async start(options: EdgeOptions): Promise<RunningEdge> {
    const dataPath = await mkdtemp(join(tmpdir(), 'onplay-edge-'));
    const edge = new RunningEdge(options, await freePort(options.host), dataPath);
    await edge.startAgain().catch(async (error: unknown) => {
      await edge.stop();
      throw error;
    });
    return edge;
  }

  /** The last 20,000 characters of its standard error. */
  get stderr(): string {
    return this.#stderr;
  }

  async startAgain(): Promise<void> {
    const { kind, origin, host, env } = this.#options;
    const child = spawnEdge(kind, {
      ONPLAY_DATA: this.dataPath,
      ONPLAY_ORIGIN: origin,
      ONPLAY_EDGE_PORT: String(this.port),
      ONPLAY_GRANT_KEY: this.grantKey,
      ONPLAY_EDGE_KEY: this.edgeKey,
      ...(host !== undefined && { ONPLAY_EDGE_HOST: host }),
      ...env,
    });
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk).slice(-20_000);
    });
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`the edge ended with ${child.exitCode}: ${this.#stderr}`);
      return exchange(`${this.url}/-/nothing`).then(
        ({ status }) => status === 404,
        () => false,
      );
    }).catch(async (error: unknown) => {
      await this.end();
      throw error;
    });
  }

  /** Sends SIGTERM and resolves with the exit code. */
  async end(): Promise<number | null> {
    const child = this.#child;
    if (!child) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    }
    return child.exitCode;
  }

  /** Stops it and removes its data. */
  async stop(): Promise<void> {
    await this.end();
    await rm(this.dataPath, { recursive: true, force: true });
  }
}

/** Below the ephemeral ports, so that the system assigns the port to no other process before the edge listens. */
const PORTS = { first: 20_000, count: 10_000 };
const MAX_PORTS_TRIED = 100;

/** A port on which no process listens. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let tried = 0; tried < MAX_PORTS_TRIED; tried++) {
    const port = PORTS.first + randomInt(PORTS.count);
    const server = createServer().listen(port, host);
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error(`none of ${MAX_PORTS_TRIED} ports is free`);
}
