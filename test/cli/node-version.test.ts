import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeTooOld } from '../../src/cli/node-version.js';

describe('the version of Node.js', () => {
  it.each(['22.19.0', '22.19.1', '22.20.0', '24.0.0', '100.1.2', '22.19.0-nightly2025'])(
    '%s suffices',
    (version) => {
      expect(nodeTooOld(version)).toBeUndefined();
    },
  );

  it.each(['22.18.9', '22.9.0', '20.20.2', '8.0.0', '21.99.0'])(
    '%s is refused, with what to do',
    (version) => {
      expect(nodeTooOld(version)).toBe(
        `Node.js ${version} is too old: install 22.19.0 or newer, or start Onplay by ./run, which brings one.`,
      );
    },
  );
});

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const old = oldNode();

it.skipIf(old === undefined)(
  'a command on an older Node.js says what to do in one sentence, and does nothing else',
  () => {
    for (const args of [['serve'], ['token', 'film'], []]) {
      const { status, stdout, stderr } = spawnSync(old!, [CLI, ...args], { encoding: 'utf8' });
      expect([status, stdout]).toStrictEqual([1, '']);
      expect(stderr).toMatch(/^onplay: Node\.js [\d.]+ is too old: install [\d.]+ or newer, or [^\n]+\.\n$/);
    }
  },
);

/** A Node.js of this machine that is too old for Onplay, and knows its modules; undefined where there is none. */
function oldNode(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/bin', '/usr/bin'];
  return folders
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path))
    .find((path) => {
      const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
      return Number.parseInt(version, 10) >= 16 && nodeTooOld(version) !== undefined;
    });
}
