/** The listener of a worker: segments for origins, and health and metrics for operators. It accepts no bodies. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FleetSeal } from '../fleet-seal.js';
import { isAuthorized } from './authorization.js';
import type { FinishedSegments } from './finished-segments.js';
import { jobIdOfPath } from './segment-url.js';

export interface WorkerServerOptions {
  readonly seal: FleetSeal;
  readonly finished: FinishedSegments;
  readonly isReady: () => boolean;
  readonly metrics: { metrics(): Promise<string>; readonly contentType: string };
}

/** Origins keep some connections each. */
const MAX_CONNECTIONS = 2000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the pauses between two segments, so that most fetches need no new connection. */
const KEEP_ALIVE_MS = 30_000;
const MAX_HEADER_BYTES = 8192;

interface Address {
  readonly host: string;
  readonly port: number;
}

export class WorkerServer {
  readonly #server: Server;

  constructor(options: WorkerServerOptions) {
    this.#server = createServer(
      { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS },
      (request, response) => void respond(options, request, response).catch(() => response.destroy()),
    );
    this.#server.headersTimeout = HEADERS_TIMEOUT_MS;
    this.#server.requestTimeout = REQUEST_TIMEOUT_MS;
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Resolves with the port. @throws the system's error (`EADDRINUSE`, …). */
  listen({ host, port }: Address): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  /** Ends every connection. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

async function respond(
  options: WorkerServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { isReady, metrics } = options;
  const { url = '', method } = request;
  if (method !== 'GET' && method !== 'HEAD') end(response, 405, 'method not allowed');
  else if (url === '/healthz') end(response, 200, 'ok');
  else if (url === '/readyz') end(response, isReady() ? 200 : 503, isReady() ? 'ready' : 'not ready');
  else if (url === '/metrics') {
    const text = await metrics.metrics();
    response.writeHead(200, { 'Content-Type': metrics.contentType }).end(text);
  } else sendSegment(options, request, response);
}

/** What an unauthorized request is told does not depend on what the worker has. */
function sendSegment(
  { seal, finished }: WorkerServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const jobId = jobIdOfPath(request.url ?? '');
  const mayRead = jobId !== undefined && isAuthorized(seal, jobId, request.headers.authorization, Date.now());
  const segment = mayRead ? finished.find(jobId) : undefined;
  if (!segment) {
    const isForbidden = jobId !== undefined && !mayRead;
    end(response, isForbidden ? 403 : 404, isForbidden ? 'forbidden' : 'not found');
    return;
  }
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': segment.bytes.byteLength,
    'Cache-Control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : segment.bytes, () => {
    segment.fetched ||= request.method === 'GET';
  });
}

function end(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(`${text}\n`);
}
