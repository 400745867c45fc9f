/**
 * A mark that a process puts into the names of its unfinished files, so that another process sharing the directory can
 * tell work in progress from what a process that ended has left.
 */
import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';

/** `unknown` for a process of another machine or container, or where /proc cannot be read. */
type Liveness = 'alive' | 'ended' | 'unknown';

const MARK = /^([0-9a-f]{8})-(\d+)-(\d+)$/;

/** The mark of this process: its PID namespace, its id, and its start time, since ids are reused. */
export async function ownMark(): Promise<string> {
  return `${await ownSpace()}-${process.pid}-${(await startOf(process.pid)) ?? 0}`;
}

/** Whether the process with this mark is still running. */
export async function livenessOf(mark: string): Promise<Liveness> {
  const [, space, id, start] = MARK.exec(mark) ?? [];
  if (space === undefined || space !== (await ownSpace()) || Number(start) === 0) return 'unknown';
  return (await startOf(Number(id))) === Number(start) ? 'alive' : 'ended';
}

/** A hash of the machine's boot and the PID namespace: two containers each have a process 1. */
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
