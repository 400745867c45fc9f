/** An origin with nginx and Varnish in front of it, each run as operators run it, and clients of all three. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueGrant } from '../../../../src/access/tokens/grant.js';
import { edgeKeys, grantKey } from '../../../../src/access/tokens/grant-key.js';
import type { PlaybackScope } from '../../../../src/access/tokens/scope.js';
import type { OptionalClaims } from '../../../../src/access/tokens/token-claims.js';
import { assetPath, toAssetId } from '../../../../src/shared/asset-id.js';
import { ANSWER_MS } from '../../../support/budgets.js';
import { type Origin, startOrigin } from '../../../support/origin.js';
import { askPatiently, patientFetch, retryDelayMs } from '../../../support/patient-fetch.js';
import { eventually } from '../../edges/support/eventually.js';
import { type EdgeKind, RunningEdge } from '../../edges/support/running-edge.js';
import { CountingProxy } from './counting-proxy.js';

export const KINDS = ['nginx', 'varnish'] as const satisfies readonly EdgeKind[];

export const HOOK_SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;

export interface EdgeDeploymentOptions {
  readonly masters: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A response, with a hash instead of its body. */
export interface Served {
  readonly status: number;
  readonly etag: string | undefined;
  readonly cacheStatus: string;
  readonly sha256: string;
  /** The header of that name, if there is one. */
  readonly retryAfter: string | undefined;
}

/** A request whose path is sent as it is. */
interface RawRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface RawAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfter: string | undefined;
}

export class EdgeDeployment {
  readonly #root: string;
  readonly #secret = randomBytes(32).toString('hex');
  readonly #env: Readonly<Record<string, string>>;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 500 });
  readonly proxies = new Map<EdgeKind, CountingProxy>();
  readonly edges = new Map<EdgeKind, RunningEdge>();
  #origin: Origin | undefined;

  private constructor(root: string, env: Readonly<Record<string, string>>) {
    this.#root = root;
    this.#env = env;
  }

  /** Starts all servers. The caller must close it. */
  static async open({ masters, env = {} }: EdgeDeploymentOptions): Promise<EdgeDeployment> {
    const deployment = new EdgeDeployment(await mkdtemp(join(tmpdir(), 'onplay-deployment-')), env);
    await mkdir(deployment.masters);
    for (const [name, file] of Object.entries(masters)) await copyFile(file, join(deployment.masters, name));
    const tokenKey = { kind: 'secret', secret: deployment.#secret } as const;
    const keys = await edgeKeys({ tokenKey, dataPath: deployment.#root });
    for (const kind of KINDS) {
      const proxy = await CountingProxy.start();
      deployment.proxies.set(kind, proxy);
      const edge = await RunningEdge.start({
        kind,
        origin: proxy.url,
        env: { ONPLAY_GRANT_KEY: keys.grantKey, ONPLAY_EDGE_KEY: keys.edgeKey },
      });
      deployment.edges.set(kind, edge);
    }
    await deployment.startOrigin();
    return deployment;
  }

  get origin(): Origin {
    if (!this.#origin) throw new Error('the origin is not running');
    return this.#origin;
  }

  get masters(): string {
    return join(this.#root, 'masters');
  }

  /** Starts the origin, on the data of the one before if there was one. */
  async startOrigin(): Promise<void> {
    this.#origin = await startOrigin({
      folder: this.masters,
      secret: this.#secret,
      env: {
        ONPLAY_DATA: join(this.#root, 'var'),
        ONPLAY_TRUST_PROXY: 'loopback',
        ONPLAY_HOOK_SECRET: HOOK_SECRET,
        ONPLAY_EDGES: JSON.stringify(Array.from(this.edges.values(), ({ kind, url }) => ({ kind, url }))),
        ...this.#env,
      },
    });
    for (const proxy of this.proxies.values()) proxy.target = this.#origin.url;
    // An edge that has found no origin before asks for nothing until it has found it.
    for (const { url } of this.edges.values())
      await eventually(async () => (await fetch(`${url}/healthz`)).status === 200);
  }

  /** Kills the origin with SIGKILL. */
  async killOrigin(): Promise<void> {
    const { process } = this.origin;
    const exit = once(process, 'exit');
    process.kill('SIGKILL');
    await exit;
  }

  urlOf(at: EdgeKind | 'origin'): string {
    return at === 'origin' ? this.origin.url : this.edge(at).url;
  }

  edge(kind: EdgeKind): RunningEdge {
    return this.edges.get(kind)!;
  }

  proxy(kind: EdgeKind): CountingProxy {
    return this.proxies.get(kind)!;
  }

  /** Replaces a master atomically. */
  async replace(name: string, file: string): Promise<void> {
    const next = join(this.#root, 'next');
    await copyFile(file, next);
    await rename(next, join(this.masters, name));
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.masters, name));
  }

  async grant(asset: string, scope: Partial<PlaybackScope> = {}): Promise<string> {
    const key = await grantKey({ tokenKey: { kind: 'secret', secret: this.#secret }, dataPath: this.#root });
    const expiresAtSeconds = Math.floor(Date.now() / 1000) + 3600;
    return issueGrant(key, { asset: toAssetId(asset), expiresAtSeconds, ...scope });
  }

  /** The video renditions in the manifest of a new session, as paths after the grant: `film/v240-…/`, the lowest first. */
  async renditions(kind: EdgeKind, asset: string, claims: OptionalClaims = {}): Promise<readonly string[]> {
    const token = this.origin.token(asset, claims);
    const response = await patientFetch(
      `${this.edge(kind).url}/${assetPath(toAssetId(asset))}.m3u8?token=${token}`,
    );
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} for a manifest: ${text}`);
    const paths = [...text.matchAll(/^-\/[^/]+\/(.*\/v\d+-[0-9a-f]+\/)media\.m3u8$/gm)].map(
      ([, path]) => path!,
    );
    return paths.sort((a, b) => heightOf(a) - heightOf(b));
  }

  /** Requests media from an edge or from the origin, retrying after each 503. */
  ask(at: EdgeKind | 'origin', grant: string, path: string): Promise<Served> {
    return askPatiently(
      () => this.#askOnce(at, grant, path),
      ({ status, retryAfter }) => retryDelayMs(status, retryAfter),
    );
  }

  #askOnce(at: EdgeKind | 'origin', grant: string, path: string): Promise<Served> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.urlOf(at)}/-/${grant}/${path}`,
        { agent: this.#agent, timeout: ANSWER_MS },
        (answer) => {
          const hash = createHash('sha256');
          answer.on('data', (chunk: Buffer) => hash.update(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            const { etag, 'cache-status': cacheStatus, 'retry-after': retryAfter } = answer.headers;
            const status = answer.statusCode ?? 0;
            const sha256 = hash.digest('hex');
            resolve({ status, etag, cacheStatus: String(cacheStatus), sha256, retryAfter });
          });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer for ${path}`)));
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // An edge may close an idle connection at the moment when it is reused.
        if (outgoing.reusedSocket && error.code === 'ECONNRESET') resolve(this.#askOnce(at, grant, path));
        else reject(error);
      });
      outgoing.end();
    });
  }

  /** Requests a path as it is written, which `fetch` would resolve first; again after each 503. */
  askRaw(at: EdgeKind | 'origin', raw: RawRequest): Promise<RawAnswer> {
    return askPatiently(
      () => this.#askRawOnce(at, raw),
      ({ status, retryAfter }) => retryDelayMs(status, retryAfter),
    );
  }

  #askRawOnce(at: EdgeKind | 'origin', raw: RawRequest): Promise<RawAnswer> {
    const { hostname, port } = new URL(this.urlOf(at));
    return new Promise((resolve, reject) => {
      const outgoing = request({ hostname, port, ...raw, agent: false, timeout: ANSWER_MS }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const retryAfter = answer.headers['retry-after'];
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks), retryAfter });
        });
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer for ${raw.path}`)));
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  manage(path: string, body: unknown): Promise<Response> {
    return this.origin.fetch(`/api${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.origin.adminKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async receipt(
    id: string,
  ): Promise<{ readonly state: string; readonly edges: readonly { verified?: boolean }[] }> {
    const headers = { Authorization: `Bearer ${this.origin.adminKey}` };
    return (await this.origin.fetch(`/api/invalidations/${id}`, { headers })).json() as never;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.#origin?.stop();
    for (const edge of this.edges.values()) await edge.stop();
    for (const proxy of this.proxies.values()) proxy.stop();
    await rm(this.#root, { recursive: true, force: true });
  }
}

function heightOf(path: string): number {
  return Number(/\/v(\d+)-/.exec(path)?.[1]);
}
