/** Many viewers who request the same URL at the same moment, simulated in a process of their own. */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { AnswerReader, CommonBody } from './http-body.js';

const FILE = fileURLToPath(import.meta.url);
/** Connections opened at once: fewer than the server's accept backlog. */
const OPENED_TOGETHER = 100;
/** Shared by all connections: a chunk is processed before the next is read. */
const READ_BUFFER = Buffer.alloc(256 * 1024);

interface Question {
  readonly url: string;
  readonly viewers: number;
}

export interface Answers {
  /** From sending each request to the last byte of its response, ascending. */
  readonly milliseconds: readonly number[];
  /** SHA-256 of the body, which was the same for all, in hexadecimal. */
  readonly digest: string;
}

export interface Crowd {
  /** Opens a connection per viewer, then sends the request on all of them at once. Rejects unless all get the same body with 200. */
  ask(url: string, viewers: number): Promise<Answers>;
  stop(): Promise<void>;
}

export function startCrowd(): Crowd {
  const child = fork(FILE);
  const ended = once(child, 'exit');
  const failed = ended.then(() => Promise.reject(new Error('the crowd process exited: see above')));
  failed.catch(() => undefined);
  return {
    ask: async (url, viewers) => {
      const answers = once(child, 'message');
      child.send({ url, viewers } satisfies Question);
      return ((await Promise.race([answers, failed])) as [Answers])[0];
    },
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

class Viewer {
  #socket: Socket | undefined;
  #reader: AnswerReader | undefined;
  #answered: () => void = () => undefined;

  async connect(host: string, port: number): Promise<void> {
    const onread = {
      buffer: READ_BUFFER,
      callback: (size: number, buffer: Uint8Array) => this.#read(size, buffer),
    };
    this.#socket = connect({ host, port, noDelay: true, onread });
    this.#socket.on('close', () => {
      if (this.#reader) throw new Error('a connection was closed before the response was complete');
    });
    await once(this.#socket, 'connect');
  }

  /** Sends a request. Resolves with the status line and headers when the response is complete. */
  ask(request: string, onBody: (piece: Buffer, offset: number, length: number) => void): Promise<string> {
    const reader = new AnswerReader(onBody);
    this.#reader = reader;
    return new Promise((resolve) => {
      this.#answered = () => resolve(reader.head);
      this.#socket?.write(request);
    });
  }

  leave(): void {
    this.#socket?.destroy();
  }

  #read(size: number, buffer: Uint8Array): boolean {
    const piece = Buffer.from(buffer.buffer, buffer.byteOffset, size);
    if (this.#reader?.read(piece)) {
      this.#reader = undefined;
      this.#answered();
    }
    return true;
  }
}

async function answer({ url, viewers: count }: Question): Promise<Answers> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const requestFor = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const viewers = Array.from({ length: count }, () => new Viewer());
  for (let first = 0; first < count; first += OPENED_TOGETHER) {
    const some = viewers.slice(first, first + OPENED_TOGETHER);
    await Promise.all(some.map((viewer) => viewer.connect(hostname, Number(port))));
    // A first response ensures that the server has accepted the connection and keeps it open.
    await Promise.all(some.map((viewer) => viewer.ask(requestFor('/healthz'), () => undefined)));
  }
  const body = new CommonBody();
  const request = requestFor(pathname + search);
  const milliseconds = await Promise.all(viewers.map((viewer) => timedAnswer(viewer, request, body)));
  for (const viewer of viewers) viewer.leave();
  const digest = createHash('sha256').update(body.bytes).digest('hex');
  return { milliseconds: milliseconds.sort((a, b) => a - b), digest };
}

async function timedAnswer(viewer: Viewer, request: string, body: CommonBody): Promise<number> {
  const startedAt = performance.now();
  const head = await viewer.ask(request, (piece, offset, length) => body.take(piece, offset, length));
  const milliseconds = performance.now() - startedAt;
  if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`the server answered: ${head.slice(0, 200)}`);
  return milliseconds;
}

if (process.send && process.argv[1] === FILE) {
  process.on('message', async (question: Question) => process.send?.(await answer(question)));
}
