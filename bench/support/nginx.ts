/** Debian's nginx, serving one file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

const LOOK_MS = 20;
const MOST_LOOKS = 500;

/** @param workers a number, or `auto` for as many as there are cores. */
export async function startNginx(body: Uint8Array, workers: string): Promise<RunningServer> {
  const root = await mkdtemp(join(tmpdir(), 'onplay-bench-nginx-'));
  // Started by root, its workers are somebody else.
  await chmod(root, 0o755);
  await writeFile(join(root, 'segment.mp4'), body, { mode: 0o644 });
  const port = await freePort();
  await writeFile(join(root, 'nginx.conf'), configuration(root, port, workers));
  const child = spawn('nginx', ['-p', root, '-c', join(root, 'nginx.conf')], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(root, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}/segment.mp4`;
  await answering(url).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
}

/** As Debian sets it up, less the log of each request, which we do not write either. */
function configuration(root: string, port: number, workers: string): string {
  return `
daemon off;
worker_processes ${workers};
pid ${root}/nginx.pid;
error_log ${root}/error.log;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  types { video/mp4 mp4; }
  access_log off;
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`;
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
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const response = await fetch(url, { method: 'HEAD' }).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error('nginx did not start');
}
