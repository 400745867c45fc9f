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

/** The processes that it has started, or one of those has, and that are still there, by their ids. */
export function descendantsOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const processes = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  // Children are added behind the one that is looked at, so that theirs are looked at, too.
  for (const parent of family) {
    for (const [child, of] of processes) if (child !== undefined && of === parent) family.push(child);
  }
  return family.slice(1);
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
