/**
 * The requests of S3 that reading needs, for what a real server does not do when it is told to: refuse, break off, hang, lie. What a
 * real one does is tested against one (test/support/swift).
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';

/** Answers a request in place of the server. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => void;

export interface FakeS3 {
  readonly endpoint: string;
  readonly bucket: 'bucket';
  /** By key. */
  readonly objects: Map<string, Buffer>;
  /** Of each request: method, key, range. */
  readonly requests: string[];
  /** For the next requests, one each. */
  readonly faults: Fault[];
  /** How many connections clients have opened since the start. */
  connections(): number;
  /** Connections with a request that is not answered in full. */
  unanswered(): number;
  close(): Promise<void>;
}

export const SECRET = 'wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY';

/** Starts the server, and sets credentials in the environment until `vi.unstubAllEnvs`. */
export async function startFakeS3(): Promise<FakeS3> {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  const faults: Fault[] = [];
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
    const { range = '' } = request.headers;
    requests.push(`${request.method} ${keyOf(request)} ${range}`.trim());
    const fault = faults.shift();
    if (fault) fault(request, response);
    else answer(objects, request, response);
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ endpoint: `http://127.0.0.1:${port}`, bucket: 'bucket', objects, requests, faults },
    connections: () => connections,
    unanswered: () => open.size,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function keyOf({ url = '' }: IncomingMessage): string {
  return decodeURIComponent(new URL(url, 'http://s3').pathname).replace(/^\/bucket\/?/, '');
}

/** By content, which is not written to: a request must not wait for the digest of megabytes on a machine that is busy. */
const entityTags = new WeakMap<Uint8Array, string>();

export function entityTagOf(bytes: Uint8Array): string {
  const known = entityTags.get(bytes) ?? `"${createHash('md5').update(bytes).digest('hex')}"`;
  entityTags.set(bytes, known);
  return known;
}

/** An error as S3 describes it. */
export function refuse(status: number, code: string): Fault {
  return (request, response) => {
    const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>about ${SECRET}</Message></Error>`;
    response.writeHead(status, { 'Content-Type': 'application/xml' });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}

function answer(
  objects: ReadonlyMap<string, Buffer>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url ?? '', 'http://s3');
  if (url.searchParams.has('list-type')) {
    sendList(objects, url.searchParams.get('prefix') ?? '', response);
    return;
  }
  const bytes = objects.get(keyOf(request));
  if (!bytes) refuse(404, 'NoSuchKey')(request, response);
  else if (request.headers['if-match'] && request.headers['if-match'] !== entityTagOf(bytes))
    refuse(412, 'PreconditionFailed')(request, response);
  else sendRange(bytes, request, response);
}

function sendRange(bytes: Buffer, { method, headers }: IncomingMessage, response: ServerResponse): void {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  const [first, last] =
    from === undefined
      ? [0, bytes.byteLength - 1]
      : [Number(from), Math.min(Number(to), bytes.byteLength - 1)];
  response.writeHead(from === undefined ? 200 : 206, {
    ETag: entityTagOf(bytes),
    'Content-Length': last - first + 1,
    ...(from !== undefined && { 'Content-Range': `bytes ${first}-${last}/${bytes.byteLength}` }),
  });
  response.end(method === 'HEAD' ? undefined : bytes.subarray(first, last + 1));
}

function sendList(objects: ReadonlyMap<string, Buffer>, prefix: string, response: ServerResponse): void {
  const contents = [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .map(
      ([key, bytes]) =>
        `<Contents><Key>${encodeURIComponent(key)}</Key><Size>${bytes.byteLength}</Size>` +
        `<ETag>${entityTagOf(bytes).replaceAll('"', '&quot;')}</ETag></Contents>`,
    );
  response.writeHead(200, { 'Content-Type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType>${contents.join('')}</ListBucketResult>`,
  );
}
