/** A minimal Node server that answers every request with the same bytes. In its own process, like Onplay. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { RunningServer } from './nginx.js';

const FILE = fileURLToPath(import.meta.url);

interface Answer {
  readonly body: string;
  readonly contentType: string;
}

export async function startBareNode(body: string, contentType: string): Promise<RunningServer> {
  const child = fork(FILE);
  const answer: Answer = { body, contentType };
  child.send(answer);
  const [port] = (await once(child, 'message')) as [number];
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  };
  return { url: `http://127.0.0.1:${port}/`, stop };
}

function serve({ body, contentType }: Answer): void {
  const bytes = Buffer.from(body);
  const headers = { 'Content-Type': contentType, 'Content-Length': bytes.byteLength };
  const server = createServer((_request, response) => response.writeHead(200, headers).end(bytes));
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

if (process.send && process.argv[1] === FILE) process.once('message', serve);
