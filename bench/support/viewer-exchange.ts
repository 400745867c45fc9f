/** One request of a viewer, and the relevant headers of its response. */
import { type Agent, type IncomingHttpHeaders, type IncomingMessage, get as request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty unless requested. */
  readonly text: string;
  readonly bytes: number;
  /** Milliseconds from the request to the last byte. */
  readonly ms: number;
}

export interface Asking {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly keepText: boolean;
}

/** Rejects when the connection fails, when the response is incomplete, and when `signal` aborts. */
export function ask(url: string, { agent, headers, signal, keepText }: Asking): Promise<Answer> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers, signal }, (response) => {
      read(response, keepText).then(
        (body) => resolve({ ...head(response), ...body, ms: performance.now() - startedAt }),
        reject,
      );
    });
    sent.once('error', reject);
  });
}

function head({ statusCode = 0, headers }: IncomingMessage) {
  return { status: statusCode, headers };
}

function read(response: IncomingMessage, keepText: boolean): Promise<{ text: string; bytes: number }> {
  const parts: Buffer[] = [];
  let bytes = 0;
  response.on('data', (part: Buffer) => {
    bytes += part.length;
    if (keepText) parts.push(part);
  });
  return new Promise((resolve, reject) => {
    response.once('end', () => resolve({ text: Buffer.concat(parts).toString('utf8'), bytes }));
    response.once('error', reject);
  });
}

/** The result of a segment request in `Server-Timing` (`cache;desc="hit"`); undefined if absent. */
export function cacheResult(headers: IncomingHttpHeaders): string | undefined {
  return /(?:^|,)\s*cache;\s*desc="?([a-z-]+)"?/.exec(String(headers['server-timing'] ?? ''))?.[1];
}

/** The duration of a phase in `Server-Timing` (`queue;dur=12.3`), in milliseconds; 0 if absent. */
export function phaseMs(headers: IncomingHttpHeaders, phase: string): number {
  const text = String(headers['server-timing'] ?? '');
  const entry = text.split(',').find((part) => part.trim().startsWith(`${phase};`));
  return Number(/dur=([\d.]+)/.exec(entry ?? '')?.[1] ?? 0);
}

/** `Retry-After` in seconds; undefined if it is missing or a date. */
export function retryAfterSeconds(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['retry-after'];
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}
