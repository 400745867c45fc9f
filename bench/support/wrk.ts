/** Load from wrk: one thread and 64 keep-alive connections, each sending its next request as soon as it has a response. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CONNECTIONS = 64;

const SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));
const run = promisify(execFile);

export interface Load {
  readonly requestsPerSecond: number;
  /** Including headers. */
  readonly bytesPerSecond: number;
}

/** @throws Error when any request failed or got a status other than 2xx or 3xx. */
export async function loadOf(url: string, seconds: number): Promise<Load> {
  const options = [
    '-t',
    '1',
    '-c',
    String(CONNECTIONS),
    '-d',
    `${seconds}s`,
    '--timeout',
    '10s',
    '-s',
    SCRIPT,
  ];
  const { stdout } = await run('wrk', [...options, url], { timeout: (seconds + 30) * 1000 });
  return parseLoad(stdout);
}

/** Parses the output of wrk.lua. @throws Error when it is missing or reports failures. */
export function parseLoad(output: string): Load {
  const done = /^wrk (\d+) requests (\d+) bytes (\d+) us$/m.exec(output);
  const failures = /^failed: .*$/m.exec(output)?.[0];
  if (!done || failures === undefined) throw new Error(`unexpected output of wrk: ${output.slice(-500)}`);
  const [requests = 0, bytes = 0, microseconds = 0] = done.slice(1).map(Number);
  if (/[1-9]/.test(failures) || requests === 0) throw new Error(`of ${requests} requests ${failures}`);
  const seconds = microseconds / 1e6;
  return { requestsPerSecond: requests / seconds, bytesPerSecond: bytes / seconds };
}
