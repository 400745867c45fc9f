/** Requests that no well-behaved client sends, byte for byte. */
import { connect } from 'node:net';

const LIMIT_MS = 10_000;

/** Everything received until the server closes the connection, or has sent nothing for a second after its first bytes. */
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
      // The server may keep the connection open for another request.
      socket.setTimeout(1000);
    });
    // The server may also close the connection while the client is still sending.
    socket.on('error', (error) => (isConnected ? undefined : reject(error)));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

/** The status of the first response; 0 if there is none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
}

/** The status of the response to a request whose target is sent verbatim; 0 if there is none. */
export async function statusAt(port: number, target: string, method = 'GET', headers = ''): Promise<number> {
  const bytes = `${method} ${target} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n${headers}\r\n`;
  return statusOf(await rawExchange(port, bytes));
}
