/**
 * A mark that processes write into the names of what they have yet to finish, so that another one which shares the
 * folder can tell what is being worked on from what was left by a process that ended.
 */
import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';

/** `unknown` for one of another machine or container, or where the system does not tell. */
export type Liveness = 'alive' | 'ended' | 'unknown';

const MARK = /^([0-9a-f]{8})-(\d+)-(\d+)$/;

/** Of this process: the space its id counts in, its id, and when it started, since ids are used again. */
export async function ownMark(): Promise<string> {
  return `${await ownSpace()}-${process.pid}-${(await startOf(process.pid)) ?? 0}`;
}

/** Whether the process that has this mark is still there. */
export async function livenessOf(mark: string): Promise<Liveness> {
  const [, space, id, start] = MARK.exec(mark) ?? [];
  if (space === undefined || space !== (await ownSpace()) || Number(start) === 0) return 'unknown';
  return (await startOf(Number(id))) === Number(start) ? 'alive' : 'ended';
}

/** One boot of one machine, and the namespace of process ids in it: two containers have an id 1 each. */
async function ownSpace(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return createHash('sha256').update(`${boot}${namespace}`).digest('hex').slice(0, 8);
}

/** Field 22 of proc(5) `stat`, in ticks since the boot; the command in field 2 may hold anything. */
async function startOf(id: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => undefined);
  const start = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return start === undefined ? undefined : Number(start);
}
