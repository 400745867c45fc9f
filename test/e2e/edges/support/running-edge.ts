/** An edge as `./run edge` starts it, in a process of its own. */
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
/** As the file `run` reads them. */
const SCRIPTS = ['say', 'versions', 'node', 'packages', 'system-packages', 'ffmpeg', 'build', 'edge'];
const SHELL = `set -euo pipefail; root=${ROOT}; for topic in ${SCRIPTS.join(' ')}; do . "$root/scripts/$topic.sh"; done;`;

/** Why there can be no such edge here; undefined where there can. */
export function missingEdge(kind: EdgeKind): string | undefined {
  const script = `${SHELL} has_edge ${kind} || can_install_system_packages || { edge_words packages ${kind}; exit 1; }`;
  const { status, stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  return status === 0 ? undefined : `these packages are missing: ${stdout.trim()}`;
}

/** Runs the task that starts an edge. Whoever does must end it. */
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
  #said = '';

  private constructor(options: EdgeOptions, port: number, dataPath: string) {
    const { kind, host = '127.0.0.1' } = options;
    this.#options = options;
    this.kind = kind;
    this.port = port;
    this.dataPath = dataPath;
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** Resolves when it answers. Whoever starts one must stop it. */
  static async start(options: EdgeOptions): Promise<RunningEdge> {
    const dataPath = await mkdtemp(join(tmpdir(), 'onplay-edge-'));
    const edge = new RunningEdge(options, await freePort(options.host), dataPath);
    await edge.startAgain().catch(async (error: unknown) => {
      await edge.stop();
      throw error;
    });
    return edge;
  }

  /** What it has said on standard error. */
  get said(): string {
    return this.#said;
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
      this.#said = (this.#said + chunk).slice(-20_000);
    });
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`the edge ended with ${child.exitCode}: ${this.#said}`);
      return exchange(`${this.url}/-/nothing`).then(
        ({ status }) => status === 404,
        () => false,
      );
    }).catch(async (error: unknown) => {
      await this.end();
      throw error;
    });
  }

  /** SIGTERM, and its exit code. */
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

  /** Ends it and removes what it wrote. */
  async stop(): Promise<void> {
    await this.end();
    await rm(this.dataPath, { recursive: true, force: true });
  }
}

/** Below those that systems give to whoever asks for any, so that nobody is given it before the edge listens. */
const PORTS = { first: 20_000, count: 10_000 };
const MOST_PORTS_TRIED = 100;

/** A port on which nobody listens. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let tried = 0; tried < MOST_PORTS_TRIED; tried++) {
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
  throw new Error(`none of ${MOST_PORTS_TRIED} ports is free`);
}
