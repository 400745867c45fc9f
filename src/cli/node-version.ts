/** Which Node.js Onplay needs. Has no imports but Node's own: it must load on any. */
import { readFileSync } from 'node:fs';

/** What to do, in one sentence, where the running Node.js is too old; undefined where it suffices. @param running such as `20.20.2`. */
export function nodeTooOld(running: string): string | undefined {
  const required = requiredNode();
  if (isAtLeast(running, required)) return undefined;
  return `Node.js ${running} is too old: install ${required} or newer, or start Onplay by ./run, which brings one.`;
}

/** The `engines` of this package, which package managers read too: the least version. */
function requiredNode(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { engines: { node: string } }).engines.node.replace('>=', '');
}

/** Compares versions of three numbers; what follows them, as in `22.19.0-nightly`, is not looked at. */
function isAtLeast(version: string, required: string): boolean {
  const [have, need] = [version, required].map((text) => text.split('.').map(Number.parseFloat));
  for (const [i, least] of need!.entries()) {
    const part = have![i] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
