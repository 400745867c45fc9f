/** The whole application on a free port: everything is real except ffmpeg and the content of the masters. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { issueGrant } from '../../../../src/access/tokens/grant.js';
import type { PlaybackScope } from '../../../../src/access/tokens/scope.js';
import { signToken } from '../../../../src/access/tokens/sign-token.js';
import type { OptionalClaims } from '../../../../src/access/tokens/token-claims.js';
import type { IndexStore } from '../../../../src/assets/index-store.js';
import { noLogos } from '../../../../src/assets/logos/logos.js';
import { readInThisThread } from '../../../../src/assets/text/text-reading.js';
import { configuredScheduler, slotsOf } from '../../../../src/composition/encoding/encoding.js';
import { Buckets } from '../../../../src/composition/library/buckets.js';
import { buildServices } from '../../../../src/composition/server/services.js';
import { loadConfig } from '../../../../src/config/config.js';
import type { Edge } from '../../../../src/edges/edge.js';
import { ProcessRegistry } from '../../../../src/encoder/ffmpeg/registry.js';
import { isUpload } from '../../../../src/origin/api/upload-routes.js';
import { createRequestListener } from '../../../../src/origin/app.js';
import { HttpServer } from '../../../../src/origin/server/http-server.js';
import { assetPath, toAssetId } from '../../../../src/shared/asset-id.js';
import type { ImageFormat } from '../../../../src/shared/image-formats.js';
import { createLogger } from '../../../../src/shared/log.js';
import { folderStore } from '../../../../src/stores/folder-store.js';
import { damaged } from '../../../../src/tracks/refusals.js';
import type { IntakeOptions } from '../../../../src/uploads/intake.js';
import type { MasterFolderOptions } from '../../../../src/uploads/masters/master-folder.js';
import { controlledEncoder } from '../../../segments/support/controlled-encoder.js';
import { madeUpIndex } from '../../../segments/support/made-up-master.js';

export const SECRET = 'a secret for tests of at least 32 bytes';
export const ADMIN_KEY = 'an-admin-key-for-tests';

/** The content of a master that is refused. */
export const DAMAGED = 'damaged';
/** That of one without audio. */
export const MUTE = 'mute';

export interface TestOriginOptions {
  readonly masters?: readonly string[];
  readonly adminKey?: string | undefined;
  /** As in the demo. */
  readonly openOnLoopback?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly edges?: readonly Edge[];
  /** How names are resolved and free space is measured for masters that come in. */
  readonly intake?: Pick<IntakeOptions, 'lookup'> & Pick<MasterFolderOptions, 'freeBytes'>;
  /** That ffmpeg can make; all by default. */
  readonly imageFormats?: readonly ImageFormat[];
  /** How many encodes may wait. */
  readonly maxQueued?: number;
  /** Default `trace`; with `trace` and `debug` every request goes through the application. */
  readonly logLevel?: string;
}

export type TestOrigin = Awaited<ReturnType<typeof startTestOrigin>>;

/** The caller must call `stop`. */
export async function startTestOrigin(options: TestOriginOptions = {}) {
  const root = await mkdtemp(join(tmpdir(), 'onplay-test-'));
  const put = async (name: string, contents = name) => {
    await mkdir(dirname(join(root, 'masters', name)), { recursive: true });
    await writeFile(join(root, 'masters', name), contents);
  };
  for (const name of options.masters ?? ['film.mp4']) await put(name);
  const state = { now: 1, requests: 0 };
  const shutdownSignal = new AbortController();
  const lines: string[] = [];
  const encoder = controlledEncoder();
  const services = await testServices(root, options, {
    ...{ state, lines, encoder, shutdownSignal: shutdownSignal.signal },
  });
  const limits = {
    maxConnections: Number.POSITIVE_INFINITY,
    maxUnsentBytes: Number.POSITIVE_INFINITY,
    isUpload,
  };
  const http = new HttpServer(createRequestListener(services), 60_000, limits);
  const { server } = http;
  const port = await http.listen({ host: '127.0.0.1', port: 0 });
  server.on('request', () => {
    state.requests += 1;
  });
  const url = `http://127.0.0.1:${port}`;
  const grant = (asset: string, scope: Partial<PlaybackScope> = {}) =>
    issueGrant(services.grantKey, { asset: toAssetId(asset), expiresAtSeconds: 4e9, ...scope });
  return {
    ...{ url, port, root, server, services, encoder, state, lines, put, grant },
    /** Signals the shutdown to the routes. */
    close: () => shutdownSignal.abort(),
    /** Replaces a master, or deletes it without `contents`; the change is noticed at once. */
    async replace(name: string, contents: string | undefined) {
      await rm(join(root, 'masters', name));
      if (contents !== undefined) await put(name, contents);
      state.now += REVALIDATED_MS;
    },
    /** Of the current master. */
    version: (asset: string) => services.library.ready(toAssetId(asset))!.master.version,
    token: (asset: string, claims: OptionalClaims = {}, ttlSeconds = 3600) =>
      signToken(SECRET, toAssetId(asset), { ttlSeconds, claims }),
    get: (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers }),
    manage: (path: string, init: RequestInit = {}) =>
      fetch(`${url}/api${path}`, {
        ...init,
        headers: { Authorization: `Bearer ${ADMIN_KEY}`, ...(init.headers as Record<string, string>) },
      }),
    raw: (path: string, raw: RawRequest = {}) => rawRequest(port, path, raw),
    /** The path of a rendition's directory, as in manifests. */
    async folder(asset = 'film', rendition = 'v240', scope: Partial<PlaybackScope> = {}) {
      const known = await services.library.get(toAssetId(asset), new AbortController().signal);
      const found = [...known.ladder.video, ...known.ladder.audio].find(({ id }) =>
        id.startsWith(rendition),
      )!;
      return `/-/${grant(asset, scope)}/${assetPath(known.id)}/${known.keyOf(found)}`;
    },
    logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    async stop() {
      shutdownSignal.abort();
      await http.close(0);
      await services.invalidations.idle();
      await services.intake.imports.idle();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Slightly longer than the library goes without revalidating a master. */
const REVALIDATED_MS = 2001;

/** The real composition, but for ffmpeg and what it would find in masters. */
async function testServices(
  root: string,
  options: TestOriginOptions,
  parts: {
    readonly state: { readonly now: number };
    readonly lines: string[];
    readonly encoder: ReturnType<typeof controlledEncoder>;
    readonly shutdownSignal: AbortSignal;
  },
) {
  const { state, lines, encoder, shutdownSignal } = parts;
  const adminKey = 'adminKey' in options ? options.adminKey : ADMIN_KEY;
  const env = {
    ONPLAY_TOKEN_SECRET: SECRET,
    ONPLAY_MASTERS: join(root, 'masters'),
    ONPLAY_DATA: join(root, 'var'),
    ONPLAY_DISK_CACHE_BYTES: '0',
    ONPLAY_MEMORY_CACHE_BYTES: '1048576',
    ONPLAY_ENCODE_SLOTS: '2',
    ONPLAY_ENCODE_QUEUE_LENGTH: String(options.maxQueued ?? 8),
    ...(adminKey !== undefined && { ONPLAY_ADMIN_KEY: adminKey }),
    ...options.env,
  };
  const config = loadConfig(env, root);
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLogger({ level: options.logLevel ?? 'trace', secrets: [SECRET, ADMIN_KEY], destination });
  const { openOnLoopback = false, edges = [], intake = {} } = options;
  const encoding = {
    scheduler: configuredScheduler(config),
    slots: slotsOf(config),
    registry: new ProcessRegistry(),
    buildId: 'build',
    imageFormats: new Set(options.imageFormats ?? (['avif', 'gif', 'jpg', 'webp'] as const)),
    fontsId: 'fonts',
    imageHashes: new Map<string, string>(),
    logos: noLogos,
  };
  return buildServices(
    config,
    {
      ...{ store: folderStore(config.mastersPath), buckets: new Buckets(config) },
      ...{ mastersPath: config.mastersPath, log, openOnLoopback },
    },
    shutdownSignal,
    {
      media: { encoding, encoder, indexes: madeUpIndexes, textReading: readInThisThread },
      clock: () => state.now,
      edges,
      intake,
    },
  );
}

/** What a master contains decides: see `DAMAGED` and `MUTE`. */
const madeUpIndexes: IndexStore = {
  get: async (master) => {
    const source = await master.open();
    const contents = Buffer.from(await source.read(0, source.size)).toString();
    await source.close();
    if (contents === DAMAGED) throw damaged('it says so itself');
    const index = madeUpIndex(master);
    return contents === MUTE ? { ...index, audio: [] } : index;
  },
  remove: async () => undefined,
  sweep: async () => undefined,
  open: (master) => master.open(),
};

export interface RawRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  problem(): { readonly code: string; readonly detail: string; readonly instance: string };
}

/** Sends path and headers exactly as given; `fetch` would normalize them. */
function rawRequest(port: number, path: string, { method = 'GET', headers = {}, body }: RawRequest) {
  return new Promise<RawAnswer>((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString();
        const problem = () => JSON.parse(text) as ReturnType<RawAnswer['problem']>;
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes, text, problem });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The code of a problem. */
export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}
