/** Debian's nginx as a child process with its own directory. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

export interface NginxProcess {
  readonly port: number;
  stop(): Promise<void>;
}

const POLL_MS = 20;
const MAX_ATTEMPTS = 500;

/**
 * Starts nginx in `root` and waits until it answers for `path`.
 * @param configuration returns the configuration for a port to listen on.
 * @throws Error when nginx is not installed or does not start.
 */
export async function startNginxProcess(
  root: string,
  configuration: (port: number) => string,
  path: string,
): Promise<NginxProcess> {
  if (spawnSync('nginx', ['-v']).status !== 0)
    throw new Error('no nginx: install it (on Debian: apt-get install -y nginx-light)');
  const port = await freePort();
  await writeFile(join(root, 'nginx.conf'), configuration(port));
  const words = ['-p', root, '-c', join(root, 'nginx.conf'), '-e', 'stderr'];
  const child = spawn('nginx', words, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  await answering(`http://127.0.0.1:${port}${path}`).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { port, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(url: string): Promise<void> {
  for (let looks = 0; looks < MAX_ATTEMPTS; looks++) {
    const response = await fetch(url, { method: 'HEAD' }).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error('nginx did not start');
}
