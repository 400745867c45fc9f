/** The resources a server process holds, from /proc (Linux). */
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

/** The ids of all running descendants of a process. */
export function descendantsOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const processes = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  // Children are appended while iterating, so that their own children are visited too.
  for (const parent of family) {
    for (const [child, of] of processes) if (child !== undefined && of === parent) family.push(child);
  }
  return family.slice(1);
}

/** Whether a process exists. */
export function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

/** The slope of `y` over `x` by least squares; 0 for fewer than two points. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const meanOf = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [meanOf(0), meanOf(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return spread > 0 ? points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread : 0;
}
