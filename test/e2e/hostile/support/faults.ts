/** Faults around a server, each of which lasts until `end`. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Origin } from '../../../support/origin.js';
import { ffmpegsOf } from '../../promises/fixtures/ffmpeg-children.js';
import { until } from '../../promises/fixtures/wait.js';

export interface Fault {
  readonly name: string;
  begin(): Promise<void>;
  end(): Promise<void>;
  /** Whether encodes may be blocked until the fault ends. */
  readonly holdsEncodes: boolean;
}

export interface FaultyServer {
  readonly origin: Origin;
  /** The server reads its clock's offset from this file; see `set-clock.mjs`. */
  readonly clockFile: string;
  /** An otherwise unused directory. */
  readonly scratch: string;
}

const AHEAD_MS = 2 * 3600 * 1000;
/** Larger than the disk to be filled. */
const FILLER_BYTES = 64 * 1024 * 1024;

export function faultsOf(server: FaultyServer): readonly Fault[] {
  return [
    storeFault(server, 'the masters directory is missing', false),
    storeFault(server, 'the masters are unmounted', true),
    fullDisk(server),
    signalled('ffmpeg is killed', server, ffmpegs, 'SIGKILL', undefined),
    signalled('ffmpeg is stopped', server, ffmpegs, 'SIGSTOP', 'SIGCONT'),
    signalled('the spawn helper is stopped', server, helpers, 'SIGSTOP', 'SIGCONT'),
    signalled('the spawn helper is killed', server, helpers, 'SIGKILL', undefined),
    clockAhead(server),
  ];
}

function storeFault({ origin, scratch }: FaultyServer, name: string, leavesMountPoint: boolean): Fault {
  const folder = origin.mastersPath;
  const away = join(scratch, 'away');
  return {
    ...{ name, holdsEncodes: false },
    begin: async () => {
      await rename(folder, away);
      if (leavesMountPoint) await mkdir(folder);
    },
    end: async () => {
      if (leavesMountPoint) await rm(folder, { recursive: true });
      await rename(away, folder);
    },
  };
}

/** Fills the disk of the data directory; writes just a file if no small disk could be mounted there. */
function fullDisk({ origin }: FaultyServer): Fault {
  const filler = join(origin.dataPath, 'filler');
  return {
    ...{ name: 'the disk is full', holdsEncodes: false },
    begin: () => writeFile(filler, randomBytes(FILLER_BYTES)).catch(() => undefined),
    end: () => rm(filler, { force: true }),
  };
}

function signalled(
  name: string,
  { origin }: FaultyServer,
  pidsOf: (origin: Origin) => Promise<readonly number[]>,
  begin: NodeJS.Signals,
  end: NodeJS.Signals | undefined,
): Fault {
  let pids: readonly number[] = [];
  return {
    ...{ name, holdsEncodes: end !== undefined },
    begin: async () => {
      pids = await pidsOf(origin);
      for (const pid of pids) send(pid, begin);
    },
    end: async () => {
      if (end !== undefined) for (const pid of pids) send(pid, end);
    },
  };
}

/** All ffmpeg processes, warm ones included. */
const ffmpegs = async (origin: Origin) => ffmpegsOf(origin).map(({ pid }) => pid);

/** All child processes of the server except ffmpeg. */
async function helpers({ process: server }: Origin): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const isChild = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === server.pid;
    if (isChild && !stat.includes('(ffmpeg)')) found.push(Number(name));
  }
  return found;
}

/** Ignores processes that have exited. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}

function clockAhead({ origin, clockFile }: FaultyServer): Fault {
  const set = async (aheadMs: number) => {
    await writeFile(clockFile, String(aheadMs));
    origin.process.kill('SIGUSR2');
    await until('the clock is set', async () => {
      const off = Math.abs((await serverTime(origin)) - Date.now() - aheadMs);
      return off < AHEAD_MS / 2 || undefined;
    });
  };
  return {
    ...{ name: 'the clock is two hours ahead', holdsEncodes: false },
    begin: () => set(AHEAD_MS),
    end: () => set(0),
  };
}

/** The server's clock in milliseconds since 1970, read from the creation time of a revocation. */
async function serverTime(origin: Origin): Promise<number> {
  const { createdAt } = await revoke(origin, 'clock');
  return Date.parse(createdAt);
}

/** Revokes a viewer's access for an hour. */
export async function revoke(origin: Origin, viewer: string): Promise<{ readonly createdAt: string }> {
  const response = await origin.fetch('/api/invalidations', {
    method: 'POST',
    headers: { Authorization: `Bearer ${origin.adminKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ viewer, seconds: 3600 }),
  });
  return (await response.json()) as { createdAt: string };
}
