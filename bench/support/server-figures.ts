/** What a server holds of its machine, as the system tells (Linux). */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface Holding {
  /** Resident memory. */
  readonly mebibytes: number;
  readonly fileDescriptors: number;
}

export function holdingOf(pid: number): Holding {
  const kibibytes = Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return { mebibytes: kibibytes / 1024, fileDescriptors: readdirSync(`/proc/${pid}/fd`).length };
}

/** The processes that it has started and that are still there, by their ids. */
export function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['--ppid', String(pid), '-o', 'pid='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => (line.trim() === '' ? [] : Number(line)));
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

/** By how much `y` grows for each `x`, by least squares; 0 of fewer than two points. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const meanOf = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [meanOf(0), meanOf(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return spread > 0 ? points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread : 0;
}
