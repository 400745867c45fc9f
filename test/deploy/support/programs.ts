/** Programs that check files of deploy/ and that not every machine has. */
import { spawnSync } from 'node:child_process';

/** Each with its Debian package. */
const PACKAGES = { kubectl: 'kubernetes-client', promtool: 'prometheus' } as const;

type Program = keyof typeof PACKAGES;

const reported = new Set<Program>();

/** Whether there is such a program. If not, says once on standard error what is not checked. */
export function hasProgram(name: Program, unchecked: string): boolean {
  if (!spawnSync(name, ['--help'], { stdio: 'ignore' }).error) return true;
  if (!reported.has(name))
    process.stderr.write(`onplay: skipped: ${unchecked} not checked without ${name} (${PACKAGES[name]}).\n`);
  reported.add(name);
  return false;
}

/** The standard output of a program. @throws Error with what it printed, unless it succeeded. */
export function outputOf(name: Program, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(name, args, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')} exited with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
