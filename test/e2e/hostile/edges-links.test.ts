/** A compromised worker of an edge cannot make the edge's root process follow its links at the next start. */
import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeOrigin } from '../edges/support/fake-origin.js';
import { type EdgeKind, missingEdge, RunningEdge } from '../edges/support/running-edge.js';

/** The user of each edge's workers on Debian, where root starts it. */
const WORKERS: Readonly<Record<EdgeKind, string>> = { nginx: 'www-data', varnish: 'vcache' };
/** Files and directories that edges have used in the working directory of their workers. */
const PLACES = [
  ...['state', 'cache', 'temp', 'body', 'proxy', 'fastcgi', 'uwsgi', 'scgi', 'temp/body', 'temp/proxy'],
  ...[
    'temp/fastcgi',
    'temp/uwsgi',
    'temp/scgi',
    'keys',
    'run',
    'onplay.vcl',
    'keys/grant.key',
    'keys/edge.key',
  ],
];
const MISSING = process.getuid?.() === 0 ? undefined : 'only root can give files to another user';
const SET_UP_MS = 400_000;

describe.each(Object.keys(WORKERS) as EdgeKind[])('root’s process of %s', (kind) => {
  const missing = MISSING ?? missingEdge(kind);
  describe.skipIf(missing !== undefined)(missing ?? 'restarted after its worker was compromised', () => {
    let root: string;
    let origin: FakeOrigin;
    let edge: RunningEdge;
    beforeAll(async () => {
      root = mkdtempSync(join(tmpdir(), 'onplay-edge-links-'));
      origin = await FakeOrigin.start();
      edge = await RunningEdge.start({ kind, origin: origin.url });
      await edge.end();
    }, SET_UP_MS);
    afterAll(async () => {
      await edge?.stop();
      await origin?.stop();
      rmSync(root, { recursive: true, force: true });
    });

    it('follows no symbolic link that the worker has planted', async () => {
      const victims = PLACES.map((place, i) => victimFor(root, `${i}`, /\.(?:vcl|key)$/.test(place)));
      const before = victims.map(stateOf);
      for (const [i, place] of PLACES.entries())
        plant(kind, join(edge.dataPath, `edge-${kind}`, 'work'), place, victims[i]!);
      await edge.startAgain();
      await edge.end();
      expect(victims.map(stateOf)).toEqual(before);
    });

    it('does not start if there is such a link, and says what to remove', async () => {
      const victim = victimFor(root, 'before', false);
      const before = stateOf(victim);
      const place = join(edge.dataPath, `edge-${kind}`, 'work', kind === 'nginx' ? 'state' : 'keys');
      rmSync(place, { recursive: true });
      symlinkSync(victim, place);
      await expect(edge.startAgain()).rejects.toThrow(
        `${place} is a link or belongs to another user: remove `,
      );
      expect(stateOf(victim)).toEqual(before);
    });
  });
});

/** A file or a directory that only root may use. */
function victimFor(root: string, name: string, isFile: boolean): string {
  const path = join(root, name);
  if (isFile) writeFileSync(path, 'root alone', { mode: 0o600 });
  else mkdirSync(path, { mode: 0o700 });
  return path;
}

function stateOf(path: string) {
  const { uid, gid, mode } = statSync(path);
  return [uid, gid, mode.toString(8), lstatSync(path).isFile() && readFileSync(path, 'utf8')];
}

/** As the worker: replaces a path by a link to the victim, where permissions allow it. */
function plant(kind: EdgeKind, work: string, place: string, victim: string): void {
  const id = (option: string) =>
    Number(spawnSync('id', [option, WORKERS[kind]], { encoding: 'utf8' }).stdout);
  const script = `mv -T "${place}" "${place}.was"; ln -s -T "${victim}" "${place}"; :`;
  spawnSync('sh', ['-c', script], { cwd: work, uid: id('-u'), gid: id('-g') });
}
