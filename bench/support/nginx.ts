/** Debian's nginx, serving one file. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNginxProcess } from './nginx-process.js';

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param workers a number, or `auto` for as many as there are cores. */
export async function startNginx(body: Uint8Array, workers: string): Promise<RunningServer> {
  const root = await mkdtemp(join(tmpdir(), 'onplay-bench-nginx-'));
  // When started as root, its workers run as another user.
  await chmod(root, 0o755);
  await writeFile(join(root, 'segment.mp4'), body, { mode: 0o644 });
  const path = '/segment.mp4';
  const remove = () => rm(root, { recursive: true, force: true });
  const configure = (port: number) => configuration(root, port, workers);
  const nginx = await startNginxProcess(root, configure, path).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return { url: `http://127.0.0.1:${nginx.port}${path}`, stop: () => nginx.stop().then(remove) };
}

/** Debian's default configuration without the access log, as Onplay does not write one either. */
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
