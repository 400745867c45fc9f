/** Requests as no well-behaved client sends them, byte for byte. */
import { connect } from 'node:net';

const LIMIT_MS = 10_000;

/** What came back until the server closed the connection, or stopped sending for a second after it had answered. */
export function rawExchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let isConnected = false;
    const socket = connect(port, '127.0.0.1', () => {
      isConnected = true;
      socket.write(bytes, 'latin1');
    });
    socket.setTimeout(LIMIT_MS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      // It may keep the connection open, for a next request.
      socket.setTimeout(1000);
    });
    // It may also close the connection while it is still sent to.
    socket.on('error', (error) => (isConnected ? undefined : reject(error)));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

/** The status of the first answer; 0 where there was none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
}

/** The status of the answer to a request for a target that is sent as it stands; 0 where there was none. */
export async function statusAt(port: number, target: string, method = 'GET', headers = ''): Promise<number> {
  const bytes = `${method} ${target} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n${headers}\r\n`;
  return statusOf(await rawExchange(port, bytes));
}
