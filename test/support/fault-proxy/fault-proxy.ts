/** An HTTP proxy in front of an object store, which is slow or fails as told, and counts what goes through it. */
import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestOf,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Exchange, type Traffic, trafficOf } from './exchanges.js';
import { type Fault, type FaultPlan, type FaultyRequest, faultsOf, NO_FAULTS } from './faults.js';

export interface FaultProxy {
  /** In place of the store's. */
  readonly endpoint: string;
  /** What went through since the last `reset`, in the order of the requests. */
  readonly exchanges: readonly Exchange[];
  /** Forgets what went through. */
  reset(): void;
  /** Counts of the chosen requests; of all by default. */
  traffic(isChosen?: (exchange: Exchange) => boolean): Traffic;
  /** Delays each request from now on by this much before the store gets it. */
  setLatency(ms: number): void;
  /** From now on; `NO_FAULTS` for none. */
  setFaults(plan: FaultPlan): void;
  close(): Promise<void>;
}

/** The headers of a connection, not of a message (RFC 9110, section 7.6.1); this proxy has answered `Expect` itself. */
const OF_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect', 'upgrade']);

/** @param target the endpoint of the store, whose buckets are in its path. The caller must close the proxy. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true });
  const exchanges: Exchange[] = [];
  let latencyMs = 0;
  let choose = faultsOf(NO_FAULTS);
  // Connections stay open: a client must not find one closed for another reason than a fault.
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    const exchange = exchangeOf(incoming, choose(parsedPath(incoming)));
    exchanges.push(exchange);
    incoming.on('data', (chunk: Buffer) => {
      exchange.sentBytes += chunk.length;
    });
    incoming.pause();
    void handle(incoming, outgoing, { target, agent, latencyMs, exchange });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    reset: () => exchanges.splice(0),
    traffic: (isChosen = () => true) => trafficOf(exchanges.filter(isChosen)),
    setLatency: (ms) => {
      latencyMs = ms;
    },
    setFaults: (plan) => {
      choose = faultsOf(plan);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      agent.destroy();
    },
  };
}

interface Handling {
  readonly target: string;
  readonly agent: Agent;
  readonly latencyMs: number;
  readonly exchange: Exchange;
}

async function handle(incoming: IncomingMessage, outgoing: ServerResponse, handling: Handling) {
  const { exchange, latencyMs } = handling;
  if (latencyMs > 0) await wait(latencyMs);
  const { fault } = exchange;
  if (fault === undefined || fault === 'cut short') return forward(incoming, outgoing, handling);
  incoming.resume();
  if (fault === 'closed') outgoing.destroy();
  else if (fault !== 'time-out') refuse(outgoing, exchange, fault === 'status 500' ? 500 : 503);
}

function refuse(outgoing: ServerResponse, exchange: Exchange, status: number): void {
  const code = status === 500 ? 'InternalError' : 'SlowDown';
  exchange.status = status;
  outgoing.writeHead(status, { 'content-type': 'application/xml' });
  outgoing.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>injected</Message></Error>`);
}

/** The `Host` header stays that of the client, who has signed it. */
function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { target, agent, exchange }: Handling,
): void {
  const upstream = requestOf(new URL(incoming.url ?? '/', target), {
    ...{ agent, method: incoming.method ?? 'GET', headers: ofMessage(incoming.headers) },
  });
  let answer: IncomingMessage | undefined;
  // Swift sends a body with its 404 to HEAD, which is no HTTP, but comes after the answer.
  upstream.on('error', () => answer?.complete || outgoing.destroy());
  outgoing.once('close', () => upstream.destroy());
  upstream.once('response', (response) => {
    answer = response;
    exchange.status = response.statusCode ?? 0;
    outgoing.writeHead(exchange.status, ofMessage(response.headers));
    response.once('error', () => outgoing.destroy());
    response.on('data', (chunk: Buffer) => {
      exchange.receivedBytes += chunk.length;
    });
    if (exchange.fault === 'cut short') cutShort(response, outgoing);
    else response.pipe(outgoing);
  });
  incoming.pipe(upstream);
}

/** Sends half of the body. An answer without a body ends with its connection. */
function cutShort(response: IncomingMessage, outgoing: ServerResponse): void {
  const half = Math.ceil(Number(response.headers['content-length'] ?? 0) / 2);
  let sent = 0;
  response.on('data', (chunk: Buffer) => {
    if (sent === half) return;
    const part = chunk.subarray(0, half - sent);
    sent += part.length;
    outgoing.write(part, () => sent === half && outgoing.destroy());
  });
  response.once('end', () => sent === 0 && outgoing.destroy());
}

function ofMessage(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name)));
}

function exchangeOf(incoming: IncomingMessage, fault: Fault | undefined): Exchange {
  const { range, 'if-match': ifMatch } = incoming.headers;
  return { ...parsedPath(incoming), range, ifMatch, fault, sentBytes: 0, receivedBytes: 0 };
}

function parsedPath({ method = 'GET', url = '/' }: IncomingMessage): FaultyRequest {
  const [, , ...key] = new URL(url, 'http://proxy').pathname.split('/');
  return { method, key: decodeURIComponent(key.join('/')) };
}
