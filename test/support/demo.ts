/** `onplay demo` in a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Demo {
  /** The line it printed with the three URLs. */
  readonly lastLine: string;
  /** The three URLs in it. */
  readonly page: string;
  readonly hls: string;
  readonly dash: string;
  stop(): Promise<number | null>;
}

/** Starts it with an empty data directory, so nothing is cached. The caller must stop it. */
export async function startDemo(files: readonly string[]): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-demo-'));
  const child = spawn(process.execPath, [CLI, 'demo', ...files], {
    cwd: folder,
    env: { ...process.env, ONPLAY_PORT: '0', ONPLAY_DATA: join(folder, 'var') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const lastLine = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('DASH')) resolve(line);
    });
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}`)));
  });
  const [page = '', hls = '', dash = ''] = lastLine.match(/http\S+/g) ?? [];
  return {
    lastLine,
    page,
    hls,
    dash,
    stop: async () => {
      child.kill('SIGTERM');
      const code = await exit;
      await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}
